import type { Clock } from '../base/base.ts';
import { asArchiveError } from './errors.ts';
import type { InstanceRef } from './fetch.ts';
import type { Index } from './index-db.ts';
import { markOf } from './note-mark.ts';
import type { MarkedSeries, NotedSeries } from './note-reads.ts';

/** All notes together; the oldest make room. */
const MOST_NOTES_BYTES = 256 * 1024 * 1024;
/** One that is longer is not kept. */
const MOST_NOTE_BYTES = 16 * 1024 * 1024;

/**
 * A note for each series: what somebody has made of its instances and can make again, kept with the rows of the index. It is good for exactly the
 * instances that it was made of, and is gone when one of them is.
 */
export interface SeriesNotes {
  /**
   * The series of a study, or one of them, by their number; none where there is no such study.
   *
   * @throws ArchiveError
   */
  seriesOf(which: NotedSeries): Promise<readonly MarkedSeries[]>;
  /**
   * @returns undefined where none is kept of this mark
   * @throws ArchiveError
   */
  read(series: MarkedSeries): Promise<Uint8Array | undefined>;
  /**
   * Keeps a note in the place of the one before.
   *
   * @param instances all those that it was made of
   * @returns false where it is not kept: the series has others by now, or the note is too long
   * @throws ArchiveError
   */
  keep(series: NotedSeries & { readonly seriesInstanceUid: string }, instances: readonly InstanceRef[], note: Uint8Array): Promise<boolean>;
}

export function createNotes(index: Pick<Index, 'notedSeries' | 'note' | 'keepNote'>, clock: Clock): SeriesNotes {
  const inOurWords = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error) => {
      throw asArchiveError(error);
    });
  return {
    seriesOf: (which) => inOurWords(index.notedSeries(which)),
    read: (series) => inOurWords(index.note(series)),
    async keep({ studyInstanceUid, seriesInstanceUid }, instances, note) {
      if (note.byteLength > MOST_NOTE_BYTES) return false;
      const series = { studyInstanceUid, seriesInstanceUid, mark: markOf(instances), instances: instances.length };
      return await inOurWords(index.keepNote({ series, note, keptAt: clock.now(), mostBytes: MOST_NOTES_BYTES }));
    },
  };
}
