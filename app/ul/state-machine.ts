/**
 * The upper layer state machine (PS3.8 §9.2) as data.
 * Pure: no socket, no timer, no log. `association.ts` performs the effects returned here.
 */
export const STATES = ['Sta1', 'Sta2', 'Sta3', 'Sta4', 'Sta5', 'Sta6', 'Sta7', 'Sta8', 'Sta9', 'Sta10', 'Sta11', 'Sta12', 'Sta13'] as const;
export type State = (typeof STATES)[number];

export type Effect =
  | 'open-transport'
  | 'close-transport'
  | 'start-artim' // restarts a running one
  | 'stop-artim'
  | 'send-associate-rq'
  | 'send-associate-ac'
  | 'send-associate-rj'
  | 'send-p-data'
  | 'send-release-rq'
  | 'send-release-rp'
  | 'send-abort-user'
  | 'send-abort-provider'
  | 'issue-associate-indication'
  | 'issue-associate-confirmation'
  | 'issue-p-data-indication'
  | 'issue-release-indication'
  | 'issue-release-confirmation'
  | 'issue-abort-indication'
  | 'issue-p-abort-indication';

/** What Table 9-10 cannot know: three actions branch on these. */
export interface Facts {
  /** AR-8: did we request the association? */
  readonly requestor: boolean;
  /** AE-6: is the A-ASSOCIATE-RQ acceptable to the service-provider? */
  readonly acceptable: boolean;
  /** AA-3: Source of the A-ABORT PDU is the service-user. */
  readonly abortedByUser: boolean;
}

export interface Outcome {
  readonly does: readonly Effect[];
  readonly next: State;
}
type Action = Outcome | ((facts: Facts) => Outcome);
const to = (next: State, ...does: readonly Effect[]): Outcome => ({ does, next });

// biome-ignore format: one action a line, as in the standard
const ACTIONS = { // PS3.8 Tables 9-6 to 9-9
  AE1: to('Sta4', 'open-transport'),
  AE2: to('Sta5', 'send-associate-rq'),
  AE3: to('Sta6', 'issue-associate-confirmation'),
  AE4: to('Sta1', 'issue-associate-confirmation', 'close-transport'),
  AE5: to('Sta2', 'start-artim'), // accept() has already given the transport connection response
  AE6: (facts: Facts) => facts.acceptable
    ? to('Sta3', 'stop-artim', 'issue-associate-indication')
    : to('Sta13', 'stop-artim', 'send-associate-rj', 'start-artim'),
  AE7: to('Sta6', 'send-associate-ac'),
  AE8: to('Sta13', 'send-associate-rj', 'start-artim'),
  DT1: to('Sta6', 'send-p-data'),
  DT2: to('Sta6', 'issue-p-data-indication'),
  AR1: to('Sta7', 'send-release-rq'),
  AR2: to('Sta8', 'issue-release-indication'),
  AR3: to('Sta1', 'issue-release-confirmation', 'close-transport'),
  AR4: to('Sta13', 'send-release-rp', 'start-artim'),
  AR5: to('Sta1', 'stop-artim'),
  AR6: to('Sta7', 'issue-p-data-indication'),
  AR7: to('Sta8', 'send-p-data'),
  AR8: (facts: Facts) => to(facts.requestor ? 'Sta9' : 'Sta10', 'issue-release-indication'),
  AR9: to('Sta11', 'send-release-rp'),
  AR10: to('Sta12', 'issue-release-confirmation'),
  AA1: to('Sta13', 'send-abort-user', 'start-artim'),
  AA2: to('Sta1', 'stop-artim', 'close-transport'),
  AA3: (facts: Facts) => to('Sta1', facts.abortedByUser ? 'issue-abort-indication' : 'issue-p-abort-indication', 'close-transport'),
  AA4: to('Sta1', 'issue-p-abort-indication'),
  AA5: to('Sta1', 'stop-artim'),
  AA6: to('Sta13'), // ignore the PDU
  AA7: to('Sta13', 'send-abort-provider'),
  AA8: to('Sta13', 'send-abort-provider', 'issue-p-abort-indication', 'start-artim'),
} satisfies Record<string, Action>;

const _ = null;
export type Cell = keyof typeof ACTIONS | null;
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

// biome-ignore format: columns, as in the standard
export const TRANSITIONS = { // PS3.8 Table 9-10, one row per event; null = blank in the standard
  //      Sta1   Sta2   Sta3   Sta4   Sta5   Sta6   Sta7   Sta8   Sta9   Sta10   Sta11  Sta12  Sta13
  Evt1:  ['AE1', _,     _,     _,     _,     _,     _,     _,     _,     _,      _,     _,     _    ], // A-ASSOCIATE request
  Evt2:  [_,     _,     _,     'AE2', _,     _,     _,     _,     _,     _,      _,     _,     _    ], // transport connect confirmation
  Evt3:  [_,     'AA1', 'AA8', _,     'AE3', 'AA8', 'AA8', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA6'], // A-ASSOCIATE-AC PDU
  Evt4:  [_,     'AA1', 'AA8', _,     'AE4', 'AA8', 'AA8', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA6'], // A-ASSOCIATE-RJ PDU
  Evt5:  ['AE5', _,     _,     _,     _,     _,     _,     _,     _,     _,      _,     _,     _    ], // transport connection indication
  Evt6:  [_,     'AE6', 'AA8', _,     'AA8', 'AA8', 'AA8', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA7'], // A-ASSOCIATE-RQ PDU
  Evt7:  [_,     _,     'AE7', _,     _,     _,     _,     _,     _,     _,      _,     _,     _    ], // A-ASSOCIATE response (accept)
  Evt8:  [_,     _,     'AE8', _,     _,     _,     _,     _,     _,     _,      _,     _,     _    ], // A-ASSOCIATE response (reject)
  Evt9:  [_,     _,     _,     _,     _,     'DT1', _,     'AR7', _,     _,      _,     _,     _    ], // P-DATA request
  Evt10: [_,     'AA1', 'AA8', _,     'AA8', 'DT2', 'AR6', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA6'], // P-DATA-TF PDU
  Evt11: [_,     _,     _,     _,     _,     'AR1', _,     _,     _,     _,      _,     _,     _    ], // A-RELEASE request
  Evt12: [_,     'AA1', 'AA8', _,     'AA8', 'AR2', 'AR8', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA6'], // A-RELEASE-RQ PDU
  Evt13: [_,     'AA1', 'AA8', _,     'AA8', 'AA8', 'AR3', 'AA8', 'AA8', 'AR10', 'AR3', 'AA8', 'AA6'], // A-RELEASE-RP PDU
  Evt14: [_,     _,     _,     _,     _,     _,     _,     'AR4', 'AR9', _,      _,     'AR4', _    ], // A-RELEASE response
  Evt15: [_,     _,     'AA1', 'AA2', 'AA1', 'AA1', 'AA1', 'AA1', 'AA1', 'AA1',  'AA1', 'AA1', _    ], // A-ABORT request
  Evt16: [_,     'AA2', 'AA3', _,     'AA3', 'AA3', 'AA3', 'AA3', 'AA3', 'AA3',  'AA3', 'AA3', 'AA2'], // A-ABORT PDU
  Evt17: [_,     'AA5', 'AA4', 'AA4', 'AA4', 'AA4', 'AA4', 'AA4', 'AA4', 'AA4',  'AA4', 'AA4', 'AR5'], // transport connection closed
  Evt18: [_,     'AA2', _,     _,     _,     _,     _,     _,     _,     _,      _,     _,     'AA2'], // ARTIM expired
  Evt19: [_,     'AA1', 'AA8', _,     'AA8', 'AA8', 'AA8', 'AA8', 'AA8', 'AA8',  'AA8', 'AA8', 'AA7'], // unrecognized or invalid PDU
} as const satisfies Record<string, Row>;
export type UlEvent = keyof typeof TRANSITIONS;

/** @returns what to do and the next state, or undefined where Table 9-10 is blank: then the bug is ours, not the peer's */
export function step(state: State, event: UlEvent, facts: Facts): Outcome | undefined {
  const cell: Cell | undefined = TRANSITIONS[event][STATES.indexOf(state)];
  if (!cell) return undefined;
  const action: Action = ACTIONS[cell];
  return typeof action === 'function' ? action(facts) : action;
}
