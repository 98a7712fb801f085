import { CodedError, type Log, wordsOf } from '../base/base.ts';
import type { ServiceName } from './service.ts';

/** An application entity that we know: where it listens, and what it may ask of us. */
export interface RemoteAe {
  /** Its AE title, compared exactly. */
  readonly title: string;
  readonly host: string;
  readonly port: number;
  /** Transfer syntaxes proposed to it, by UID; without it, all that is needed. */
  readonly transferSyntaxes?: readonly string[] | undefined;
  /** Services of ours that it may use when it calls; without it, all that the listener offers. */
  readonly allowedServices?: readonly ServiceName[] | undefined;
  /** Associations that we have open with it at once; without it, only the limit over all holds. */
  readonly maxAssociations?: number | undefined;
  /** Whether C-FIND answers may come in UTF-8 though the request has another character set. */
  readonly characterSet?: 'utf-8' | 'own' | undefined;
  /** It stands in the configuration file, and is changed there alone. */
  readonly isFixed?: boolean | undefined;
}

export type AeTableErrorCode =
  | 'AE_TABLE_FIXED' // the entry stands in the configuration file
  | 'AE_TABLE_FULL'; // as many entries as the limit allows

/** The AE table cannot be changed so; the words say what to do. */
export class AeTableError extends CodedError<AeTableErrorCode> {}

/** Everyone that we know by AE title. C-MOVE destinations, access control and our own requests look here at each use: a change counts at once. */
export interface AeTable {
  get(title: string): RemoteAe | undefined;
  /** By title. */
  list(): readonly RemoteAe[];
  /**
   * Adds an entry, or replaces the one of this title. Counts once it is durable.
   *
   * @throws AeTableError, or what `persist` throws: then nothing has changed
   */
  put(ae: RemoteAe): Promise<'added' | 'replaced'>;
  /** @returns false where there was none */
  remove(title: string): Promise<boolean>;
  /** Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

const DEFAULT_MAX_ENTRIES = 10_000;

/** @param options.persist keeps the entries that are not fixed; they count when it resolves */
export function createAeTable(
  initial: readonly RemoteAe[],
  options: { readonly persist?: (entries: readonly RemoteAe[]) => Promise<void>; readonly maxEntries?: number; readonly log?: Log } = {},
): AeTable {
  const { persist, log, maxEntries = DEFAULT_MAX_ENTRIES } = options;
  let entries: ReadonlyMap<string, RemoteAe> = new Map(initial.map((ae) => [ae.title, ae]));
  let last: Promise<unknown> = Promise.resolve();
  const listeners = new Set<() => void>();

  /** One change after the other, each upon what the one before left. */
  function change<Result>(edit: (draft: Map<string, RemoteAe>) => Result): Promise<Result> {
    const work = last.then(async () => {
      const draft = new Map(entries);
      const result = edit(draft);
      await persist?.([...draft.values()].filter(({ isFixed }) => !isFixed));
      entries = draft;
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          log?.error('a listener to changes of the AE table failed', { error: wordsOf(error) });
        }
      }
      return result;
    });
    last = work.catch(() => undefined);
    return work;
  }

  function refuseFixed(title: string): void {
    if (entries.get(title)?.isFixed)
      throw new AeTableError('AE_TABLE_FIXED', `${title} stands in the configuration file: change it there, and start again`);
  }

  return {
    get: (title) => entries.get(title.trim()),
    list: () => [...entries.values()].sort((a, b) => (a.title < b.title ? -1 : 1)),
    put: (ae) =>
      change((draft) => {
        refuseFixed(ae.title);
        const outcome = draft.has(ae.title) ? 'replaced' : 'added';
        if (outcome === 'added' && draft.size >= maxEntries)
          throw new AeTableError('AE_TABLE_FULL', `the AE table has ${draft.size} entries, more are not possible`);
        draft.set(ae.title, ae);
        return outcome;
      }),
    remove: (title) =>
      change((draft) => {
        refuseFixed(title);
        return draft.delete(title);
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
