import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUTTON_UP, type ButtonEvent, type ButtonOutcome, type ButtonState, buttonShows, stepButton } from '../../../app/panel/button.ts';
import { readKeyEvents } from '../../../app/panel/input-events.ts';

/** Plays events and ticks every 100 ms between them; what came of it, and the state at the end. */
function play(events: readonly ButtonEvent[], untilMs = 0) {
  const outcomes: ButtonOutcome[] = [];
  let state: ButtonState = BUTTON_UP;
  let now = 0;
  const take = (event: ButtonEvent) => {
    const step = stepButton(state, event);
    state = step.state;
    if (step.outcome) outcomes.push(step.outcome);
  };
  const tickTo = (end: number) => {
    for (; now < end; now += 100) take({ kind: 'tick', at: now });
  };
  for (const event of events) {
    tickTo(event.at);
    take(event);
  }
  tickTo(untilMs);
  return { outcomes, state };
}

const press = (from: number, to: number): ButtonEvent[] => [
  { kind: 'down', at: from },
  { kind: 'up', at: to },
];
const heldFor = (ms: number) => play(press(0, ms)).outcomes;
const action = (name: string) => [{ kind: 'action', action: name }];
const cancel = (why: string) => ({ kind: 'cancelled', why });

describe('one press', () => {
  for (const [ms, outcomes] of [
    [10, []],
    [29, []],
    [30, action('identify')],
    [999, action('identify')],
    [1000, []],
    [2999, []],
    [3000, action('reboot')],
    [5999, action('reboot')],
    [6000, action('network-fallback')],
    [9000, action('claim-window')],
    [12_000, action('previous-slot')],
    [14_999, action('previous-slot')],
    [15_000, [{ kind: 'awaits-second-press' }]],
    [17_999, [{ kind: 'awaits-second-press' }]],
    [18_000, [cancel('held too long')]],
    [600_000, [cancel('held too long')]],
  ] as const)
    it(`of ${ms} ms: ${JSON.stringify(outcomes)}`, () => assert.deepEqual(heldFor(ms), outcomes));

  it('shows the stage that letting go would take, and nothing once it is over-held', () => {
    const shown = (ms: number) => buttonShows(play([{ kind: 'down', at: 0 }], ms).state, ms);
    assert.deepEqual([0, 2999, 3000, 6000, 9000, 12_000, 15_000, 18_100].map(shown), ['nothing', 'nothing', 1, 2, 3, 4, 5, 'nothing']);
  });
  it('is nothing where the kernel lost events', () => {
    const lost: ButtonEvent[] = [
      { kind: 'down', at: 0 },
      { kind: 'lost', at: 4000 },
      { kind: 'up', at: 5000 },
    ];
    const { outcomes, state } = play(lost);
    assert.deepEqual([outcomes, state], [[cancel('events lost')], BUTTON_UP]);
  });
  it('works again after an over-hold', () =>
    assert.deepEqual(play([...press(0, 20_000), ...press(21_000, 21_200)]).outcomes, [cancel('held too long'), ...action('identify')]));
  it('an up without a down, and a second down, change nothing', () => {
    assert.deepEqual(play([{ kind: 'up', at: 5 }]).outcomes, []);
    assert.deepEqual(play([{ kind: 'down', at: 0 }, { kind: 'down', at: 3000 }, ...press(3000, 3500).slice(1)]).outcomes, action('reboot'));
  });
});

describe('factory reset wants a second press', () => {
  const asked = press(0, 16_000);
  const waits = { kind: 'awaits-second-press' };
  it('a short one, within 10 s', () => {
    assert.deepEqual(play([...asked, ...press(20_000, 20_300)]).outcomes, [waits, ...action('factory-reset')]);
    assert.deepEqual(play([...asked, ...press(25_999, 26_300)]).outcomes, [waits, ...action('factory-reset')]);
  });
  it('shows that it waits', () => assert.equal(buttonShows(play(asked, 17_000).state, 17_000), 'confirm'));
  it('none: cancelled', () => assert.deepEqual(play(asked, 26_100), { outcomes: [waits, cancel('no second press')], state: BUTTON_UP }));
  it('too late: cancelled, and a tap of its own', () =>
    assert.deepEqual(play([...asked, ...press(26_200, 26_400)]).outcomes, [waits, cancel('no second press'), ...action('identify')]));
  it('a long one: cancelled, also where nobody looked before it ended', () => {
    assert.deepEqual(play([...asked, ...press(20_000, 22_000)]).outcomes, [waits, cancel('second press too long')]);
    assert.deepEqual(
      stepButton({ kind: 'confirm-down', confirmSince: 0, since: 1000 }, { kind: 'up', at: 2500 }).outcome,
      cancel('second press too long'),
    );
  });
  it('not the bounce of letting go, nor one of the press itself', () => {
    assert.deepEqual(play([...asked, ...press(16_020, 16_025)]).outcomes, [waits]);
    const bounced = play([...asked, ...press(20_000, 20_010), ...press(20_040, 20_200)]);
    assert.deepEqual(bounced.outcomes, [waits, ...action('factory-reset')]);
    assert.deepEqual(play([...asked, ...press(20_000, 20_010)], 26_100).outcomes, [waits, cancel('no second press')]);
  });
  it('events lost: cancelled', () =>
    assert.deepEqual(play([...asked, { kind: 'lost', at: 17_000 }]).outcomes, [waits, cancel('events lost')]));
});

// struct input_event: tv_sec, tv_usec, type, code, value; as read from /dev/input/event1 of a key that was held 1.5 s, with its repeats
const HELD = Buffer.from(
  [
    '0100000000000000 a086010000000000 0100 9400 01000000', // 1.100 s EV_KEY KEY_PROG1 down
    '0100000000000000 a086010000000000 0000 0000 00000000', //         EV_SYN SYN_REPORT
    '0100000000000000 905f050000000000 0100 9400 02000000', // 1.352 s EV_KEY KEY_PROG1 repeat
    '0100000000000000 905f050000000000 0000 0000 01000000', //         EV_SYN SYN_REPORT
    '0200000000000000 801a060000000000 0100 1e00 01000000', // 2.400 s EV_KEY KEY_A down
    '0200000000000000 801a060000000000 0100 9400 00000000', // 2.400 s EV_KEY KEY_PROG1 up
    '0200000000000000 801a060000000000 0000 0000 00000000', //         EV_SYN SYN_REPORT
    '0200000000000000 20a1070000000000 0000 0300 00000000', // 2.500 s EV_SYN SYN_DROPPED
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

describe('struct input_event', () => {
  it('gives the key down and up, and that events were lost; no repeats, no other key', () =>
    assert.deepEqual(readKeyEvents(HELD), [
      { kind: 'down', stampMs: 1100 },
      { kind: 'up', stampMs: 2400 },
      { kind: 'lost', stampMs: 2500 },
    ]));
  it('leaves a piece of a record alone', () => {
    assert.deepEqual(readKeyEvents(HELD.subarray(0, 23)), []);
    assert.equal(readKeyEvents(HELD.subarray(0, 25)).length, 1);
  });
});
