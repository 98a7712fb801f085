import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openContacts } from '../../../app/contacts/contacts.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

function fileOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-contacts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'contacts.json');
}
const limits = { maxContacts: 2, writeAfterMs: 1000 };

describe('the last contact of each calling AE title', () => {
  it('is there after a restart, the newest first, the one not heard for longest gone', async (t) => {
    const [file, clock, { log }] = [fileOf(t), fakeClock(), gatheredLog()];
    const contacts = await openContacts({ file, clock, log, limits });
    for (const aeTitle of ['CT ', 'MR', 'CT', 'US']) {
      contacts.met(aeTitle, '10.0.0.1');
      clock.advance(10);
    }
    await contacts.close();
    const again = await openContacts({ file, clock, log, limits });
    assert.deepEqual(
      again.list().map(({ aeTitle }) => aeTitle),
      ['US', 'CT'],
    );
    await again.close();
  });
  it('who is overdue is no longer so at once when it calls', async () => {
    const clock = fakeClock(new Date(2026, 10, 2, 9).getTime());
    const contacts = await openContacts({ file: undefined, clock, log: gatheredLog().log, limits });
    const week = 7 * 24 * 60 * 60 * 1000;
    for (let each = 0; each < 2; each++) {
      contacts.met('CT', '10.0.0.1');
      clock.advance(week);
    }
    assert.deepEqual(contacts.overdue(), []);
    clock.advance(62 * 60_000);
    assert.deepEqual(
      contacts.overdue().map(({ aeTitle }) => aeTitle),
      ['CT'],
    );
    contacts.met('CT', '10.0.0.1');
    assert.deepEqual(contacts.overdue(), []);
    await contacts.close();
  });
  it('is written now and then, not for each association', async (t) => {
    const [file, clock] = [fileOf(t), fakeClock()];
    const contacts = await openContacts({ file, clock, log: gatheredLog().log, limits });
    contacts.met('CT', '10.0.0.1');
    clock.advance(500);
    contacts.met('CT', '10.0.0.2');
    assert.throws(() => readFileSync(file), { code: 'ENOENT' });
    clock.advance(500);
    await contacts.close();
    assert.match(readFileSync(file, 'utf8'), /10\.0\.0\.2/);
  });
  it('begins anew where its file cannot be used, and says so in the log', async (t) => {
    const [file, { log, lines }] = [fileOf(t), gatheredLog()];
    writeFileSync(file, '{"contacts": 5}');
    const contacts = await openContacts({ file, clock: fakeClock(), log, limits });
    assert.deepEqual(contacts.list(), []);
    assert.match(lines.join('\n'), /contacts\.file-unusable/);
  });
});
