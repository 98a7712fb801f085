import { errnoOf, linkIfAbsent, removeFile, statOrNothing } from '../base/base.ts';
import type { ScanLimits } from '../dataset/dataset.ts';
import type { Blobs } from './blobs.ts';
import { ArchiveError } from './errors.ts';
import type { Index } from './index-db.ts';
import { RowMaker, type StoredFile } from './index-row.ts';
import type { Ingest, IngestParts, Settle } from './ingest.ts';
import { besideOf, named, type Part, removeLeft } from './keep.ts';
import {
  correctedFor,
  correctionOf,
  isSound,
  markOfContent,
  metaOf,
  originalFor,
  originalOf,
  readMarked,
  receivedMarkOf,
  restoredFor,
} from './originals.ts';
import { readStoredFile } from './stored-file.ts';

/** What is to become of instances. */
export interface Correction {
  /** 16 hexadecimal digits: the same for the same change alone. The file of a corrected instance has it in its name. */
  readonly mark: string;
  /**
   * The corrected data set, in the same transfer syntax, of what was received.
   *
   * @param callingAeTitle who sent it
   */
  rewrite(dataset: AsyncIterable<Uint8Array>, transferSyntaxUid: string, callingAeTitle: string): AsyncIterable<Uint8Array>;
}

/** `unchanged`: what was received is what it is to be. `gone`: there is no such instance. */
export type CorrectionOutcome = 'corrected' | 'unchanged' | 'gone';
export type RestoreOutcome = 'restored' | 'unchanged' | 'gone';

export interface CorrectParts {
  readonly ingest: Ingest;
  readonly index: Index;
  readonly blobs: Blobs;
  readonly scanLimits: Partial<ScanLimits>;
}

/** Other content that comes under the UID meanwhile is corrected instead; so often. */
const MOST_TRIES = 5;

/**
 * Puts a corrected instance in the place of what was received, which is kept below `originals`. A second correction begins from what was received
 * too. The order: the new file is written and synced; what was received gets its second name, synced; the new file gets its name, synced; one commit
 * takes the row of the one for that of the other and notes the old name for removal; then that goes. Cut short before the commit, the next start
 * undoes it, after it, the next start ends it.
 *
 * @throws ArchiveError; whatever `rewrite` throws, and then everything is as it was
 */
export async function correct(sopInstanceUid: string, correction: Correction, parts: CorrectParts): Promise<CorrectionOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const outcome = await correctOnce(sopInstanceUid, correction, parts);
    if (outcome !== 'replaced') return outcome;
  }
  throw new ArchiveError('ARCHIVE_DISK_FAILED', 'other content comes under this UID again and again');
}

async function correctOnce(uid: string, correction: Correction, parts: CorrectParts): Promise<CorrectionOutcome | 'replaced'> {
  const { index, ingest } = parts;
  const [present, receipt] = await Promise.all([index.instance(uid), index.receipt(uid)]);
  if (!present || !receipt) return 'gone';
  if (correctionOf(present.file) === correction.mark) return 'corrected';
  const original = originalOf(present.file);
  const received = original === undefined ? markOfContent(present) : receivedMarkOf(original)!;
  const { meta, dataset } = await receivedOf(original ?? present.file, received, parts);
  const about = {
    ...{ sopClassUid: present.sopClassUid, sopInstanceUid: uid, transferSyntaxUid: meta.transferSyntaxUid },
    ...{ callingAeTitle: receipt.callingAeTitle, calledAeTitle: '', address: '' },
  };
  let outcome = 'replaced' as CorrectionOutcome | 'replaced';
  const settle: Settle = async (part, row, ingestParts) => {
    const kept = { outcome: 'identical', file: present.file } as const;
    const now = await stillThere(present, index);
    if (now !== 'same') outcome = now;
    else if (markOfContent(row) === received) outcome = 'unchanged';
    else outcome = await takePlace(part, { ...row, file: correctedFor(present, correction.mark) }, present, ingestParts);
    return kept;
  };
  const rewritten = correction.rewrite(dataset, meta.transferSyntaxUid, receipt.callingAeTitle);
  await ingest.again(rewritten, about, { settle, receivedAt: receipt.receivedAt, meta });
  if (outcome === 'unchanged' && original !== undefined) await restore(uid, parts); // an earlier correction had changed it
  return outcome;
}

async function receivedOf(file: string, received: string, { blobs }: CorrectParts) {
  const path = blobs.path(file);
  try {
    const meta = await metaOf(path);
    return { meta, dataset: readMarked(path, file, meta.datasetOffset, meta.transferSyntaxUid, received) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw new ArchiveError('ARCHIVE_INSTANCE_LOST', `${file} is gone from the data folder`, { cause: error });
    throw error;
  }
}

async function stillThere(present: StoredFile, index: Index): Promise<'same' | 'replaced' | 'gone'> {
  const now = await index.instance(present.sopInstanceUid);
  if (!now) return 'gone';
  return now.file === present.file && Buffer.compare(now.sha256, present.sha256) === 0 ? 'same' : 'replaced';
}

type Replacing = Parameters<Index['swap']>[0];

/** Keeps what was received, then puts the part in the place of `present`. */
async function takePlace(part: Part, replacing: Replacing, present: StoredFile, parts: IngestParts): Promise<'corrected' | 'gone'> {
  const { blobs, faults } = parts;
  const isFirst = originalOf(present.file) === undefined;
  const original = originalFor(present.file, present);
  if (isFirst) {
    const from = blobs.path(present.file);
    if (!(await blobs.link(from, original)) && !(await isSound(blobs.path(original), original))) {
      await blobs.removeDurably(original);
      await blobs.link(from, original);
    }
    await blobs.syncName(original);
    await faults?.at('original-kept');
  }
  let isSwapped = false;
  try {
    isSwapped = await swap(part, replacing, present.file, parts);
  } finally {
    if (isFirst && !isSwapped && !part.stays)
      await blobs.removeDurably(original).catch(() => {
        part.stays = true; // for the next start to settle
      });
  }
  return isSwapped ? 'corrected' : 'gone';
}

/** @returns false where the instance is there no longer */
async function swap(part: Part, replacing: Replacing, presentFile: string, parts: IngestParts): Promise<boolean> {
  const { blobs, index } = parts;
  if (await statOrNothing(blobs.path(replacing.file))) await blobs.remove(replacing.file); // cut short, or in no row
  const swapped = await named(part, replacing, parts, async () => {
    await blobs.syncName(replacing.file); // before the commit here: the old file was acknowledged, and goes with it
    return (await index.swap(replacing, presentFile)) ?? ({ kind: 'exists' } as const);
  });
  if (swapped?.kind !== 'inserted') return false;
  await removeLeft(presentFile, replacing.file, parts);
  return true;
}

/**
 * Puts back the very file that was received.
 *
 * @throws ArchiveError ARCHIVE_INSTANCE_LOST, ARCHIVE_INSTANCE_CHANGED where it is not what was received, and then the corrected one stays
 */
export async function restore(sopInstanceUid: string, parts: CorrectParts): Promise<RestoreOutcome> {
  const { index, blobs, ingest } = parts;
  const [present, receipt] = await Promise.all([index.instance(sopInstanceUid), index.receipt(sopInstanceUid)]);
  if (!present || !receipt) return 'gone';
  const original = originalOf(present.file);
  if (original === undefined) return 'unchanged';
  const { meta, scanned, sha256, bytes } = await readOriginal(original, parts);
  const row = new RowMaker().rowOf(scanned, {
    ...{ sopInstanceUid, sopClassUid: present.sopClassUid, transferSyntaxUid: meta.transferSyntaxUid },
    ...{ studyInstanceUid: scanned.text('StudyInstanceUID') ?? '', seriesInstanceUid: scanned.text('SeriesInstanceUID') ?? '' },
    ...{ file: restoredFor(present.file), bytes, datasetOffset: meta.datasetOffset, ...receipt },
  });
  const part = ingest.newPart();
  await linkIfAbsent(blobs.path(original), part.path);
  let outcome = 'gone' as RestoreOutcome;
  const settle: Settle = async (_, received, ingestParts) => {
    const kept = { outcome: 'identical', file: present.file } as const;
    const now = await stillThere(present, index);
    if (now !== 'same') {
      outcome = now === 'gone' ? 'gone' : 'unchanged'; // what replaced it is what was received
      return kept;
    }
    const isTaken = (await statOrNothing(blobs.path(received.file))) !== undefined;
    const file = isTaken ? besideOf(present.file, received) : received.file;
    outcome = (await swap(part, { ...received, file }, present.file, ingestParts)) ? 'restored' : 'gone';
    return kept;
  };
  try {
    await ingest.settleFile(part, { ...row, sha256 }, settle);
  } catch (error) {
    if (!part.stays) await removeFile(part.path).catch(() => undefined); // the next start does
    throw error;
  }
  return outcome;
}

async function readOriginal(original: string, { blobs, scanLimits }: CorrectParts) {
  try {
    const read = await readStoredFile(blobs.path(original), scanLimits);
    const mark = markOfContent({ sha256: read.sha256, transferSyntaxUid: read.meta.transferSyntaxUid });
    if (mark === receivedMarkOf(original)) return read;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw new ArchiveError('ARCHIVE_INSTANCE_LOST', `${original} is gone from the data folder`, { cause: error });
    throw error;
  }
  throw new ArchiveError('ARCHIVE_INSTANCE_CHANGED', `${original} is not what was received: its SHA-256 differs`);
}
