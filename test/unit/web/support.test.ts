import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigSchema, type SupportContact } from '../../../app/config/config.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const SERVICE: SupportContact = { name: 'Röntgen <b>Service</b>', phone: '+49 (30) 12 34', mail: 'help@example.org', hours: 'Mo–Fr 8–17' };

function started(support: SupportContact) {
  return startTestWeb({ sources: { ...createFakeSources(), support: () => support } });
}

describe('whom people ask for help', () => {
  it('stands where one signs in, also for who is not signed in, and runs nothing', async () => {
    await using web = await started(SERVICE);
    const shown = await (await fetch(`${web.url}/login`)).text();
    assert.ok(shown.includes('Röntgen &lt;b&gt;Service&lt;/b&gt;'));
    assert.ok(shown.includes('<a href="tel:+49301234">+49 (30) 12 34</a>'));
    assert.ok(shown.includes('<a href="mailto:help@example.org">help@example.org</a>'));
    assert.ok(shown.includes('Mo–Fr 8–17'));
  });
  it('is told to every page', async () => {
    await using web = await started(SERVICE);
    assert.deepEqual(((await (await web.ask('/api/session')).json()) as { support: unknown }).support, SERVICE);
  });
  it('is nowhere where nothing is set', async () => {
    await using web = await started({});
    assert.ok(!(await (await fetch(`${web.url}/login`)).text()).includes('class="support"'));
  });
  it('is one line each, and the mail address is one', () => {
    const isTaken = (support: unknown) => ConfigSchema.safeParse({ support }).success;
    assert.equal(isTaken(SERVICE), true);
    assert.equal(isTaken({ name: 'two\nlines' }), false);
    assert.equal(isTaken({ hours: '' }), false);
    assert.equal(isTaken({ mail: 'not one' }), false);
    assert.equal(isTaken({ phone: 'x'.repeat(121) }), false);
  });
});
