import { type Log, wordsOf } from '../base/base.ts';
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
  /** On which association it hears what is committed (PS3.4 J.3.3); without it, `lingering`. */
  readonly commitmentReport?: 'lingering' | 'same-association' | 'new-association' | undefined;
  /** Whether it is asked to commit to what a person sent to it; without it, `do-not-ask`. */
  readonly commitmentAfterSending?: 'ask' | 'do-not-ask' | undefined;
  /** How its questions to the worklist are answered. */
  readonly worklistStations?: 'as-asked' | 'own' | 'any' | undefined;
  readonly worklistPastDays?: number | undefined;
  readonly worklistFutureDays?: number | undefined;
  readonly worklistExtraKeys?: readonly string[] | undefined;
  readonly worklistOmittedKeys?: readonly string[] | undefined;
  readonly worklistCharacterSet?: string | undefined;
  readonly worklistMaxItems?: number | undefined;
}

/** Everyone that we know by AE title. C-MOVE destinations, access control and our own requests look here at each use: a change counts at once. */
export interface AeTable {
  get(title: string): RemoteAe | undefined;
  /** By title. */
  list(): readonly RemoteAe[];
  /** From now on these are all. */
  replace(entries: readonly RemoteAe[]): void;
  /** Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

export function createAeTable(initial: readonly RemoteAe[], { log }: { readonly log?: Log } = {}): AeTable {
  const byTitle = (entries: readonly RemoteAe[]): ReadonlyMap<string, RemoteAe> => new Map(entries.map((ae) => [ae.title, ae]));
  let entries = byTitle(initial);
  const listeners = new Set<() => void>();
  return {
    get: (title) => entries.get(title.trim()),
    list: () => [...entries.values()].sort((a, b) => (a.title < b.title ? -1 : 1)),
    replace(next) {
      entries = byTitle(next);
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          log?.error('a listener to changes of the AE table failed', { error: wordsOf(error) });
        }
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
