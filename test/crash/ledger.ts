/** What a sender said of its objects: which bytes each SOP Instance UID may now have. */
export interface Ledger {
  /** Takes in what a sender printed. Returns the number with which each association should go on: the object that got no answer comes again. */
  read(output: string): ReadonlyMap<number, number>;
  readonly acknowledged: number;
  /** SOP Instance UIDs of which an object was acknowledged. */
  kept(): Iterable<string>;
  /** Whether the archive may hold these bytes: the last acknowledged ones, or later ones whose answer was lost. */
  mayHold(sopInstanceUid: string, sha256: string): boolean;
  /** A checked archive: what it holds now counts as acknowledged, what it does not hold never was. */
  settle(held: ReadonlyMap<string, string>): void;
  /** Statuses and other ends that the sender did not expect. */
  readonly complaints: readonly string[];
}

export function createLedger(): Ledger {
  /** Digests in the order sent; those before the last acknowledged one are dropped. */
  const possible = new Map<string, { digests: string[]; isAcknowledged: boolean }>();
  const complaints: string[] = [];
  let acknowledged = 0;
  const of = (uid: string) => {
    const entry = possible.get(uid) ?? { digests: [], isAcknowledged: false };
    possible.set(uid, entry);
    return entry;
  };
  return {
    complaints,
    get acknowledged() {
      return acknowledged;
    },
    read(output) {
      const next = new Map<number, number>();
      for (const line of output.split('\n').slice(0, -1)) {
        const [word, ...fields] = line.split(' ');
        if (word === 'begun') {
          const [association, at, uid = '', sha256 = ''] = fields;
          of(uid).digests.push(sha256);
          next.set(Number(association), Number(at));
        } else if (word === 'acknowledged') {
          const [uid = '', sha256 = ''] = fields;
          const entry = of(uid);
          entry.digests = entry.digests.slice(entry.digests.lastIndexOf(sha256));
          entry.isAcknowledged = true;
          acknowledged++;
        } else if (line.includes('status')) complaints.push(line);
      }
      return next;
    },
    kept: () => [...possible].filter(([, { isAcknowledged }]) => isAcknowledged).map(([uid]) => uid),
    mayHold: (uid, sha256) => possible.get(uid)?.digests.includes(sha256) ?? false,
    settle(held) {
      for (const [uid, entry] of possible) {
        const sha256 = held.get(uid);
        if (sha256 === undefined) possible.delete(uid);
        else Object.assign(entry, { digests: [sha256], isAcknowledged: true });
      }
    },
  };
}
