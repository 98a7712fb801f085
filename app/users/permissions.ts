/** What an account may be. */
export const ROLES = ['administrator', 'technician', 'technologist', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a person or a program by a role, or a command on this machine that reads the secret of the running program. */
export type Party = Role | 'machine';
export const PARTIES: readonly Party[] = [...ROLES, 'machine'];

const _ = false;
const X = true;

/** Who may do what: the only table of it. One row for each action, one column for each party. */
// biome-ignore format: columns
const TABLE = {
  //                 administrator technician technologist viewer machine
  'status.see':     [X,            X,         X,           X,     X], // addresses, associations, disk, panel; nothing about patients
  'studies.see':    [X,            X,         X,           X,     _],
  'studies.export': [X,            X,         X,           X,     _], // a ZIP of a study to keep
  'studies.send':   [X,            X,         X,           _,     _], // to a destination of the AE table
  'studies.add':    [X,            X,         X,           _,     _], // upload
  'studies.delete': [X,            _,         _,           _,     _],
  'worklist.see':   [X,            X,         X,           X,     _], // who is expected for what, and the HL7 messages that wait
  'worklist.change': [X,            X,         X,           _,     _], // add, edit, cancel, import; have a message done
  'reconcile.see': [X,             X,         X,           _,     _], // whose images contradict the worklist
  'reconcile.decide': [X,          _,         X,           _,     _], // give images other values, put back what was received
  'panel.identify': [X,            X,         X,           _,     X],
  'commitment.see': [X,            X,         X,           _,     _], // who was told what is safe, and who waits
  'commitment.change': [X,         X,         _,           _,     _], // try now, give up; ask a destination
  'wire.see':       [X,            X,         _,           _,     _], // who speaks to whom, in detail; looking for a device
  'wire.test':      [X,            X,         _,           _,     _], // sends a test image, searches as a device would
  'wire.capture':   [X,            _,         _,           _,     _], // packets of the network, with the patients in them
  'ae-table.see':   [X,            X,         X,           _,     _],
  'ae-table.change': [X,            X,         _,           _,     _],
  'settings.see':   [X,            X,         _,           _,     _],
  'settings.change': [X,            X,         _,           _,     _],
  'network.see':    [X,            X,         _,           _,     _],
  'network.change': [X,            X,         _,           _,     _],
  'box.see':        [X,            X,         _,           _,     _],
  'box.restart':    [X,            X,         _,           _,     _],
  'box.change':     [X,            _,         _,           _,     _], // update, switch off, go back, verify
  'box.journal':    [X,            _,         _,           _,     _], // what the other services of the box wrote
  'box.reset':      [X,            _,         _,           _,     _], // factory reset
  'certificate.see': [X,           _,         _,           _,     X],
  'certificate.change': [X,        _,         _,           _,     _],
  'certificate.reset': [X,         _,         _,           _,     X], // the way back, where browsers refuse what was uploaded
  'users.change':   [X,            _,         _,           _,     _], // accounts and tokens, to see them too
  'self.see':       [X,            X,         X,           X,     X], // who am I
  'self.change':    [X,            X,         X,           X,     _], // own password, own session
} as const satisfies Record<string, readonly [boolean, boolean, boolean, boolean, boolean]>;

export type Action = keyof typeof TABLE;
export const ACTIONS = Object.keys(TABLE) as readonly Action[];

/** What a person at the keyboard does, and no program by a token: a token that leaks must not make others, empty the box, nor listen to the network. */
const BY_A_PERSON: ReadonlySet<Action> = new Set(['users.change', 'self.change', 'box.reset', 'wire.capture']);

/** Who asks, as far as permissions go. */
export interface Asker {
  readonly kind: 'person' | 'token' | 'machine';
  readonly party: Party;
}

export function may({ kind, party }: Asker, action: Action): boolean {
  if (BY_A_PERSON.has(action) && kind !== 'person') return false;
  return TABLE[action][PARTIES.indexOf(party)] ?? false;
}
