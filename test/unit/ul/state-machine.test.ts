import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Effect, type Facts, STATES, type State, step, type UlEvent } from '../../../app/ul/state-machine.ts';

/** PS3.8 Table 9-10, typed from the standard a second time, as its columns run: "-" is blank. */
const TABLE_9_10 = `
Evt1  AE-1 -    -    -    -    -    -    -    -    -     -    -    -
Evt2  -    -    -    AE-2 -    -    -    -    -    -     -    -    -
Evt3  -    AA-1 AA-8 -    AE-3 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8 AA-6
Evt4  -    AA-1 AA-8 -    AE-4 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8 AA-6
Evt5  AE-5 -    -    -    -    -    -    -    -    -     -    -    -
Evt6  -    AE-6 AA-8 -    AA-8 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8 AA-7
Evt7  -    -    AE-7 -    -    -    -    -    -    -     -    -    -
Evt8  -    -    AE-8 -    -    -    -    -    -    -     -    -    -
Evt9  -    -    -    -    -    DT-1 -    AR-7 -    -     -    -    -
Evt10 -    AA-1 AA-8 -    AA-8 DT-2 AR-6 AA-8 AA-8 AA-8  AA-8 AA-8 AA-6
Evt11 -    -    -    -    -    AR-1 -    -    -    -     -    -    -
Evt12 -    AA-1 AA-8 -    AA-8 AR-2 AR-8 AA-8 AA-8 AA-8  AA-8 AA-8 AA-6
Evt13 -    AA-1 AA-8 -    AA-8 AA-8 AR-3 AA-8 AA-8 AR-10 AR-3 AA-8 AA-6
Evt14 -    -    -    -    -    -    -    AR-4 AR-9 -     -    AR-4 -
Evt15 -    -    AA-1 AA-2 AA-1 AA-1 AA-1 AA-1 AA-1 AA-1  AA-1 AA-1 -
Evt16 -    AA-2 AA-3 -    AA-3 AA-3 AA-3 AA-3 AA-3 AA-3  AA-3 AA-3 AA-2
Evt17 -    AA-5 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4 AA-4  AA-4 AA-4 AR-5
Evt18 -    AA-2 -    -    -    -    -    -    -    -     -    -    AA-2
Evt19 -    AA-1 AA-8 -    AA-8 AA-8 AA-8 AA-8 AA-8 AA-8  AA-8 AA-8 AA-7
`;

const FACTS: Facts = { requestor: true, acceptable: true, abortedByUser: true };
type Expected = [next: State, ...does: Effect[]];

/** PS3.8 Tables 9-6 to 9-9, in words of ours; where an action branches, the branch of FACTS. */
const ACTIONS: Record<string, Expected> = {
  'AE-1': ['Sta4', 'open-transport'],
  'AE-2': ['Sta5', 'send-associate-rq'],
  'AE-3': ['Sta6', 'issue-associate-confirmation'],
  'AE-4': ['Sta1', 'issue-associate-confirmation', 'close-transport'],
  'AE-5': ['Sta2', 'start-artim'],
  'AE-6': ['Sta3', 'stop-artim', 'issue-associate-indication'],
  'AE-7': ['Sta6', 'send-associate-ac'],
  'AE-8': ['Sta13', 'send-associate-rj', 'start-artim'],
  'DT-1': ['Sta6', 'send-p-data'],
  'DT-2': ['Sta6', 'issue-p-data-indication'],
  'AR-1': ['Sta7', 'send-release-rq'],
  'AR-2': ['Sta8', 'issue-release-indication'],
  'AR-3': ['Sta1', 'issue-release-confirmation', 'close-transport'],
  'AR-4': ['Sta13', 'send-release-rp', 'start-artim'],
  'AR-5': ['Sta1', 'stop-artim'],
  'AR-6': ['Sta7', 'issue-p-data-indication'],
  'AR-7': ['Sta8', 'send-p-data'],
  'AR-8': ['Sta9', 'issue-release-indication'],
  'AR-9': ['Sta11', 'send-release-rp'],
  'AR-10': ['Sta12', 'issue-release-confirmation'],
  'AA-1': ['Sta13', 'send-abort-user', 'start-artim'],
  'AA-2': ['Sta1', 'stop-artim', 'close-transport'],
  'AA-3': ['Sta1', 'issue-abort-indication', 'close-transport'],
  'AA-4': ['Sta1', 'issue-p-abort-indication'],
  'AA-5': ['Sta1', 'stop-artim'],
  'AA-6': ['Sta13'],
  'AA-7': ['Sta13', 'send-abort-provider'],
  'AA-8': ['Sta13', 'send-abort-provider', 'issue-p-abort-indication', 'start-artim'],
};

describe('PS3.8 Table 9-10', () => {
  for (const line of TABLE_9_10.trim().split('\n')) {
    const [event, ...cells] = line.split(/ +/) as [UlEvent, ...string[]];
    for (const [column, state] of STATES.entries()) {
      const cell = cells[column]!;
      it(`${event} in ${state}: ${cell === '-' ? 'blank' : cell}`, () => {
        const outcome = step(state, event, FACTS);
        if (cell === '-') assert.equal(outcome, undefined);
        else assert.deepEqual([outcome?.next, ...(outcome?.does ?? [])], ACTIONS[cell]);
      });
    }
  }

  it('AE-6 refuses a request that is not acceptable', () => {
    const outcome = step('Sta2', 'Evt6', { ...FACTS, acceptable: false });
    assert.deepEqual(outcome, { next: 'Sta13', does: ['stop-artim', 'send-associate-rj', 'start-artim'] });
  });

  it('AR-8 sends the acceptor of a collision to Sta10', () => {
    assert.equal(step('Sta7', 'Evt12', { ...FACTS, requestor: false })?.next, 'Sta10');
  });

  it('AA-3 indicates A-P-ABORT where the provider aborted', () => {
    const outcome = step('Sta6', 'Evt16', { ...FACTS, abortedByUser: false });
    assert.deepEqual(outcome?.does, ['issue-p-abort-indication', 'close-transport']);
  });
});
