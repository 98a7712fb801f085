import { createHash } from 'node:crypto';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { readKnocks, writeKnocks } from './knock-file.ts';
import { KNOCK_LIMITS, type KnockLimits } from './limits.ts';

/** The same peer, turned away for the same reason, once or many times. */
export interface Knock {
  readonly id: string;
  readonly listener: string;
  readonly address: string;
  /** Where the network told it. */
  readonly mac?: string | undefined;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** Why: which sentence, and what is put into it. */
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** The same in English. */
  readonly words: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  /** It was let in since, at this time. */
  readonly acceptedAt?: number | undefined;
}

/** One time that somebody was turned away: `RefusedInfo` or `StrangerInfo` of the upper layer. */
export interface KnockInput {
  readonly at: number;
  readonly listener: string;
  readonly address: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly words: string;
  readonly why?: { readonly code: string; readonly values: Readonly<Record<string, string | number>> };
  /** A-ASSOCIATE-RJ (PS3.8 Table 9-21), where there was one. */
  readonly source?: number;
  readonly reason?: number;
  /** The fault of a connection that asked for no association. */
  readonly code?: string;
}

export interface Knocks {
  refused(input: KnockInput): void;
  stranger(input: KnockInput): void;
  accepted(callingAeTitle: string, address: string): void;
  /** The newest first. */
  list(): readonly Knock[];
  get(id: string): Knock | undefined;
  /** @returns false where there was none */
  remove(id: string): boolean;
  /** Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

export interface KnocksOptions {
  /** Where they are kept; undefined = in memory alone. */
  readonly file?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: KnockLimits;
  /** The MAC address behind an address, where the network tells; must not reject. */
  readonly macOf: (address: string) => Promise<string | undefined>;
}

/** For refusals of the upper layer itself, by source and reason (PS3.8 Table 9-21). */
const CODE_OF: Readonly<Record<string, string>> = {
  '1/2': 'APPLICATION_CONTEXT',
  '1/3': 'CALLING_BLANK',
  '1/7': 'CALLED_BLANK',
  '2/1': 'PROPOSAL_MALFORMED',
  '2/2': 'PROTOCOL_VERSION',
};

export async function openKnocks({ file, clock, log, macOf, limits = KNOCK_LIMITS }: KnocksOptions): Promise<Knocks> {
  const { knocks: kept, unusable } = file === undefined ? { knocks: [] } : await readKnocks(file);
  if (unusable !== undefined) log.warn('knocks.file-unusable', { words: unusable });
  const knocks = new Map<string, Knock>(kept.slice(0, limits.maxKnocks).map((knock) => [knock.id, knock]));
  const listeners = new Set<() => void>();
  let asking = false;
  let due: Timer | undefined;
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    due?.cancel();
    due = undefined;
    writing = writing
      .then(() => (file === undefined ? undefined : writeKnocks(file, [...knocks.values()])))
      .catch((error) => log.warn('knocks.not-written', { words: wordsOf(error) })); // it is in memory, and the next change tries again
    return writing;
  }

  function changed(): void {
    due ??= clock.after(limits.writeAfterMs, () => void write());
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        log.error('knocks.listener-failed', { words: wordsOf(error) });
      }
    }
  }

  /** One question at a time: a crowd of strangers starts no crowd of programs. */
  function askMac({ id, address }: Knock): void {
    if (asking) return;
    asking = true;
    void macOf(address).then((mac) => {
      asking = false;
      const knock = knocks.get(id);
      if (knock === undefined || mac === undefined) return;
      knocks.set(id, { ...knock, mac });
      changed();
    });
  }

  /** Of one address, or of all, the one that was heard longest ago. */
  function makeRoom(address: string): void {
    const ofAddress = [...knocks.values()].filter((knock) => knock.address === address);
    const crowd = ofAddress.length >= limits.maxPerAddress ? ofAddress : knocks.size >= limits.maxKnocks ? [...knocks.values()] : [];
    if (crowd.length === 0) return;
    knocks.delete(crowd.reduce((oldest, knock) => (knock.lastAt < oldest.lastAt ? knock : oldest)).id);
  }

  function add(input: KnockInput, code: string): void {
    const { at, listener, address, callingAeTitle, calledAeTitle, words } = input;
    const id = idOf([listener, address, callingAeTitle, calledAeTitle, code]);
    const before = knocks.get(id);
    if (before === undefined) makeRoom(address);
    const { firstAt, times, mac } = before ?? { firstAt: at, times: 0, mac: undefined };
    const values = Object.fromEntries(Object.entries(input.why?.values ?? {}).map(([name, value]) => [name, plain(value)]));
    const knock: Knock = {
      ...{ id, listener, address, callingAeTitle, calledAeTitle, code, values, firstAt, times: times + 1, lastAt: at },
      words: String(plain(words)),
      ...(mac !== undefined && { mac }),
    };
    knocks.set(id, knock);
    if (mac === undefined) askMac(knock);
    changed();
  }

  return {
    refused: (input) => add(input, input.why?.code ?? CODE_OF[`${input.source}/${input.reason}`] ?? 'OTHER'),
    stranger: (input) => add(input, input.code === 'UL_UNKNOWN_PDU' ? 'NOT_DICOM' : 'MALFORMED'),
    accepted(callingAeTitle, address) {
      const settled = [...knocks.values()].filter(
        (knock) => knock.acceptedAt === undefined && knock.address === address && knock.callingAeTitle === callingAeTitle.trim(),
      );
      for (const knock of settled) knocks.set(knock.id, { ...knock, acceptedAt: clock.now() });
      if (settled.length > 0) changed();
    },
    list: () => [...knocks.values()].sort((a, b) => b.lastAt - a.lastAt),
    get: (id) => knocks.get(id),
    remove(id) {
      const wasThere = knocks.delete(id);
      if (wasThere) changed();
      return wasThere;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (due) await write();
      await writing;
    },
  };
}

function idOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

const MOST_CHARACTERS = 500;

/** What a stranger wrote: one line of printable ASCII, not endless. */
function plain(value: string | number): string | number {
  return typeof value === 'number' ? value : value.replaceAll(/[^ -~]/g, '?').slice(0, MOST_CHARACTERS);
}
