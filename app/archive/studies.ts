import type { Clock, Log } from '../base/base.ts';
import { foldText } from '../dataset/dataset.ts';
import { sopClassName, transferSyntaxName } from '../registry/registry.ts';
import type { Blobs } from './blobs.ts';
import { asArchiveError } from './errors.ts';
import type { FindQuery } from './find-query.ts';
import type { FoundStudies } from './find-reads.ts';
import type { Finder } from './finder.ts';
import type { Index } from './index-db.ts';
import type { RemovalOf } from './index-removal.ts';
import { type Removed, type RemoveParts, remove } from './remove.ts';
import type { InstanceSummary, InstancesPage, StudyDetail } from './study-reads.ts';

/** The archive as a person looks through it. */
export interface Studies {
  /**
   * Studies as people type: `text` as it was typed. One search after the other; one that is given up before its turn is never looked for.
   *
   * @throws ArchiveError, the signal's reason
   */
  find(query: FindQuery, signal?: AbortSignal): Promise<FoundStudies>;
  study(studyInstanceUid: string): Promise<StudyDetail | undefined>;
  instances(page: InstancesPage): Promise<readonly NamedInstance[]>;
  /**
   * Deletes a study, a series or an instance for good: the rows first, then the files, so that a power cut leaves no row without its file.
   *
   * @returns what it was; no instances where there are none
   */
  remove(which: RemovalOf): Promise<Removed>;
  /** Called when something was taken out, or may have been. @returns how to stop listening */
  onRemoved(listener: (which: RemovalOf) => void): () => void;
}

/** An instance with the names of PS3.6 Annex A. */
export interface NamedInstance extends InstanceSummary {
  readonly sopClass: string;
  readonly transferSyntax: string;
}

export interface StudiesParts extends Omit<RemoveParts, 'log'> {
  readonly index: Index;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly finder: Finder;
  /** More is free than before. */
  readonly removed: () => void;
}

export function createStudies(parts: StudiesParts): Studies {
  const { index, finder } = parts;
  const listeners = new Set<(which: RemovalOf) => void>();
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: the thread takes one at a time, and what is given up meanwhile is never asked for. */
  async function inTurn<Result>(ask: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const mine = last.then(() => {
      signal?.throwIfAborted();
      return ask();
    });
    last = mine.catch(() => undefined);
    return mine;
  }

  const inOurWords = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error) => {
      throw asArchiveError(error);
    });

  return {
    find: (query, signal) => inOurWords(inTurn(() => index.find({ ...query, text: foldText(query.text) }), signal)),
    study: (studyInstanceUid) => inOurWords(index.study(studyInstanceUid)),
    instances: async (page) => (await inOurWords(index.instances(page))).map(named),
    async remove(which) {
      try {
        return await inOurWords(remove(which, parts));
      } finally {
        finder.wake();
        parts.removed();
        for (const listener of listeners) listener(which);
      }
    },
    onRemoved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function named(instance: InstanceSummary): NamedInstance {
  return { ...instance, sopClass: sopClassName(instance.sopClassUid), transferSyntax: transferSyntaxName(instance.transferSyntaxUid) };
}
