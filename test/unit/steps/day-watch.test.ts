import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatabaseError } from '../../../app/base/base.ts';
import { createDayWatch } from '../../../app/program/day-watch.ts';
import type { StepAlarm, StepShown } from '../../../app/steps/steps.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const settle = () => new Promise(setImmediate);

/** Steps with these alarms, and messages that wait. */
function watching() {
  const clock = fakeClock();
  const world = { alarms: [] as StepAlarm[], older: [] as StepAlarm[], waiting: 0, asked: 0, changed: () => {} };
  const shown = (alarms: readonly StepAlarm[]) => alarms.map((alarm) => ({ alarm }) as StepShown);
  const watch = createDayWatch({ clock, log: gatheredLog().log });
  watch.follow({
    steps: {
      async day() {
        world.asked++;
        return { steps: shown(world.alarms), older: shown(world.older) };
      },
      onChange(listener) {
        world.changed = listener;
        return () => {};
      },
    },
    hl7: { waiting: () => world.waiting, onChange: () => () => {} },
  });
  const said = async () => {
    await settle(); // the look at the start
    watch.problems();
    await settle();
    return watch.problems().map(({ code, values }) => ({ code, ...values }));
  };
  return { clock, world, watch, said };
}

describe('what of the day’s work needs a person', () => {
  it('nothing, on a good day', async () => assert.deepEqual(await watching().said(), []));

  it('a step that says 120 images when 118 came, today and on days before', async () => {
    const { world, said, clock } = watching();
    world.alarms = [{ code: 'MISSING', named: 120, arrived: 118, missing: 2 }];
    world.older = [{ code: 'MISSING', named: 10, arrived: 7, missing: 3 }];
    clock.advance(10_000);
    assert.deepEqual(await said(), [{ code: 'DAY_STEPS_MISSING', steps: 2, missing: 5 }]);
  });

  it('steps that nobody ended, and such as name nothing', async () => {
    const { world, said, clock } = watching();
    world.alarms = [{ code: 'LEFT_OPEN', sinceMs: 1 }, { code: 'NOTHING_NAMED' }];
    clock.advance(10_000);
    assert.deepEqual(await said(), [
      { code: 'DAY_STEPS_LEFT_OPEN', steps: 1 },
      { code: 'DAY_STEPS_NOTHING_NAMED', steps: 1 },
    ]);
  });

  it('messages that wait, as they are now', async () => {
    const { world, said } = watching();
    world.waiting = 3;
    assert.deepEqual(await said(), [{ code: 'DAY_HL7_WAITING', messages: 3 }]);
    world.waiting = 0;
    assert.deepEqual(await said(), []);
  });

  it('databases that could not be opened', async () => {
    const { watch, said } = watching();
    watch.notOpened('commitment', new DatabaseError('DATABASE_CORRUPT', 'it is no database'));
    watch.begunAnew();
    assert.deepEqual(await said(), [{ code: 'DAY_COMMITMENT_CLOSED', why: 'it is no database' }, { code: 'DAY_WORKLIST_ANEW' }]);
  });

  it('opens what it can; a database that cannot be opened is said, and anything else is a fault', async () => {
    const { watch, said } = watching();
    assert.equal(await watch.offered('steps', async () => 'open'), 'open');
    assert.equal(await watch.offered('inbox', () => Promise.reject(new DatabaseError('DATABASE_CORRUPT', 'it is no database'))), undefined);
    await assert.rejects(
      watch.offered('steps', () => Promise.reject(new TypeError('a mistake'))),
      TypeError,
    );
    assert.deepEqual(await said(), [{ code: 'DAY_INBOX_CLOSED', why: 'it is no database' }]);
  });

  it('looks at the steps while somebody watches, not more often than every ten seconds, and at once where one changed', async () => {
    const { world, clock, said } = watching();
    await said();
    await said();
    assert.equal(world.asked, 1);
    clock.advance(10_000);
    await said();
    assert.equal(world.asked, 2);
    world.changed();
    await said();
    assert.equal(world.asked, 3);
  });

  it('stands among the problems of the page, which hears of it', async () => {
    const { watch, world } = watching();
    await settle();
    const sources = watch.among({ ...createFakeSources(), problems: () => [{ code: 'BOX_TIME', values: {}, words: '' }] });
    let heard = 0;
    const stop = sources.onChange(() => heard++);
    world.alarms = [{ code: 'NOTHING_NAMED' }];
    world.changed();
    sources.problems();
    await settle();
    assert.deepEqual(
      sources.problems().map(({ code }) => code),
      ['BOX_TIME', 'DAY_STEPS_NOTHING_NAMED'],
    );
    assert.equal(heard, 2, 'a step changed; then it was known that it needs somebody');
    stop();
    world.changed();
    assert.equal(heard, 2);
  });
});
