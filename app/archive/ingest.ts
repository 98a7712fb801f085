import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, type Log, removeFile, wordsOf } from '../base/base.ts';
import {
  createIndexScanner,
  encodeFileMeta,
  type FileMeta,
  type IndexScanner,
  type ScanLimits,
  type ScannedAttributes,
} from '../dataset/dataset.ts';
import { type CatalogueValidation, demandedAttributes, EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { type Blobs, canBeName, fileNameOf, folderOf, INCOMING } from './blobs.ts';
import { ArchiveError, asArchiveError } from './errors.ts';
import type { Index } from './index-db.ts';
import { type InstanceRow, type RowBeforeDigest, RowMaker } from './index-row.ts';
import { type Kept, keep, type Part } from './keep.ts';
import { PartWriter } from './part-writer.ts';
import type { Quota } from './quota.ts';
import { rehearse } from './rehearse.ts';
import type { Timings } from './timings.ts';

export type DuplicatePolicy = 'overwrite' | 'keep-first' | 'reject' | 'keep-both';

/** What the request says of the object, beside its bytes. */
export interface IngestAbout {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Where the request names the study that the object is to be of. */
  readonly studyInstanceUid?: string;
  readonly transferSyntaxUid: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** Of the sender. */
  readonly address: string;
}

export type IngestOutcome = 'stored' | 'identical' | 'overwritten' | 'kept-first' | 'quarantined';

export interface IngestResult {
  readonly outcome: IngestOutcome;
  /** Of the data set. */
  readonly bytes: number;
  /** Below the data folder. */
  readonly file: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** The points between which a power cut leaves a different state, in their order; the crash tests stop the process at each. */
export type IngestStep = 'created' | 'written' | 'synced' | 'linked' | 'committed' | 'old-removed' | 'before-unlink' | 'original-kept';

/** What may change while the archive is open. */
export interface IngestRules {
  readonly duplicatePolicy: DuplicatePolicy;
  readonly catalogueValidation: CatalogueValidation;
}

export interface IngestParts {
  readonly blobs: Blobs;
  readonly index: Index;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: Timings;
  /** Asked for each object. */
  readonly rules: () => IngestRules;
  readonly scanLimits: Partial<ScanLimits>;
  readonly faults?: { at(step: IngestStep): void | Promise<void> };
}

/** What becomes of a synced part. */
export type Settle = (part: Part, row: InstanceRow, parts: IngestParts) => Promise<Kept>;

/** An object that comes from ourselves: when its first bytes were received, and what of its head stays. */
export interface IngestAgain {
  readonly settle: Settle;
  readonly receivedAt: number;
  readonly meta: Pick<FileMeta, 'sourceAeTitle' | 'sendingAeTitle' | 'receivingAeTitle'>;
}

/**
 * Takes objects in. Content before index, index before answer: the bytes go to `incoming/<n>.part` and are synced, the file gets its name in
 * `images/`, then the folder is synced and the row committed; only after both does `ingest` resolve. The part stays until after that:
 * it tells `recover` what was under way.
 */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #run = `${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
  readonly #rows = new RowMaker();
  readonly #settling = new Map<string, Promise<unknown>>();
  readonly #removing = new Set<Promise<void>>();
  #count = 0;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** @throws ArchiveError, or what `dataset` throws; then nothing of the object remains, or only what the next start settles */
  ingest(dataset: AsyncIterable<Uint8Array>, about: IngestAbout): Promise<IngestResult> {
    return this.#ingest(dataset, about, keep);
  }

  /** The same way to its end, but nothing of the object remains, and no query ever finds it. */
  rehearse(dataset: AsyncIterable<Uint8Array>, about: IngestAbout): Promise<IngestResult> {
    return this.#ingest(dataset, about, rehearse);
  }

  /** The same way for what takes the place of an object that is kept. */
  again(dataset: AsyncIterable<Uint8Array>, about: IngestAbout, again: IngestAgain): Promise<IngestResult> {
    return this.#ingest(dataset, about, again.settle, again);
  }

  /** What is written and synced as `path` is settled as an object that came; it is gone then. */
  async settleFile(part: Part, row: InstanceRow, settle: Settle): Promise<Kept> {
    const kept = await this.oneAtATime(row.sopInstanceUid, () => settle(part, row, this.#parts));
    this.#removeLater(part.path);
    return kept;
  }

  /** A name in `incoming` that nothing had before. */
  newPart(): Part {
    return { path: this.#parts.blobs.path(join(INCOMING, `${this.#run}-${++this.#count}.part`)), stays: false };
  }

  async #ingest(dataset: AsyncIterable<Uint8Array>, about: IngestAbout, settle: Settle, again?: IngestAgain): Promise<IngestResult> {
    try {
      await this.#parts.quota.check();
      const part = this.newPart();
      const writer = await PartWriter.create(part.path);
      try {
        await this.#at('created');
        return await this.#take(part, writer, dataset, about, settle, again);
      } catch (error) {
        if (!part.stays) await writer.discard().catch(() => undefined); // what is left is undone at the next start
        throw error;
      }
    } catch (error) {
      const failed = asArchiveError(error);
      if (failed instanceof ArchiveError && (failed.code === 'ARCHIVE_FULL' || failed.code === 'ARCHIVE_READ_ONLY'))
        void this.#parts.quota.refresh();
      throw failed;
    }
  }

  async #take(
    part: Part,
    writer: PartWriter,
    dataset: AsyncIterable<Uint8Array>,
    about: IngestAbout,
    settle: Settle,
    again: IngestAgain | undefined,
  ): Promise<IngestResult> {
    const { timings, clock } = this.#parts;
    const began = clock.monotonicMs();
    const meta = encodeFileMeta({
      sopClassUid: about.sopClassUid,
      sopInstanceUid: about.sopInstanceUid,
      transferSyntaxUid: about.transferSyntaxUid,
      ...(again?.meta ?? { sourceAeTitle: about.callingAeTitle, receivingAeTitle: about.calledAeTitle }),
    });
    writer.head(meta);
    const scanned = await this.#receive(writer, dataset, about);
    const uids = uidsOf(scanned, about);
    if (!again) refuseIncomplete(scanned, about.sopClassUid, this.#parts.rules().catalogueValidation);
    const received = clock.monotonicMs();
    const receivedAt = again?.receivedAt ?? Math.round(this.#parts.clock.now());
    const finishing = writer.finish(receivedAt);
    const row = this.#rowOf(scanned, uids, about, { receivedAt, bytes: writer.bytes, datasetOffset: meta.byteLength }); // the disk is at work meanwhile
    const rowMade = clock.monotonicMs();
    const sha256 = await finishing;
    const synced = clock.monotonicMs();
    await this.#at('synced');
    timings.add('row', rowMade - received);
    const result = await this.oneAtATime(uids.sopInstanceUid, () => settle(part, { ...row, sha256 }, this.#parts));
    await this.#at('before-unlink');
    this.#removeLater(part.path);
    timings.add('receive', received - began);
    timings.add('sync', synced - rowMade);
    timings.done();
    const { studyInstanceUid, seriesInstanceUid } = uids;
    return { ...result, bytes: writer.bytes - meta.byteLength, studyInstanceUid, seriesInstanceUid };
  }

  #rowOf(
    scanned: ScannedAttributes,
    uids: Uids,
    about: IngestAbout,
    more: Pick<InstanceRow, 'receivedAt' | 'bytes' | 'datasetOffset'>,
  ): RowBeforeDigest {
    const folder = folderOf(uids.studyInstanceUid, uids.seriesInstanceUid, scanned.text('StudyDate') ?? '', more.receivedAt);
    return this.#rows.rowOf(scanned, {
      ...uids,
      ...more,
      sopClassUid: about.sopClassUid,
      file: join(folder, `${fileNameOf(uids.sopInstanceUid)}.dcm`),
      transferSyntaxUid: about.transferSyntaxUid,
      callingAeTitle: about.callingAeTitle,
    });
  }

  async #receive(writer: PartWriter, dataset: AsyncIterable<Uint8Array>, about: IngestAbout): Promise<ScannedAttributes> {
    const known = TRANSFER_SYNTAXES.has(about.transferSyntaxUid);
    const transferSyntaxUid = known ? about.transferSyntaxUid : EXPLICIT_VR_LITTLE_ENDIAN; // as every syntax since 1996 but the deflated
    const scanner: IndexScanner = createIndexScanner({ ...this.#parts.scanLimits, transferSyntaxUid });
    const { timings, clock, quota } = this.#parts;
    let scanMs = 0;
    let writeMs = 0;
    try {
      for await (const chunk of dataset) {
        const began = clock.monotonicMs();
        const scanning = scanner.scan(chunk);
        const scannedAt = clock.monotonicMs();
        const writing = writer.write(chunk);
        scanMs += scannedAt - began;
        writeMs += clock.monotonicMs() - scannedAt;
        if (scanning) await scanning;
        if (writing) {
          await writing;
          if (!quota.space.accepting) await quota.check(); // a long object may use up the room that was there at its start
        }
      }
      timings.add('scan', scanMs);
      timings.add('copy+digest', writeMs);
      await this.#at('written');
      return await scanner.end();
    } finally {
      scanner.close();
    }
  }

  /** The end phase of one SOP Instance UID at a time; never while a slow sender is still sending. */
  async oneAtATime<Result>(uid: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#settling.get(uid);
    const mine = (before ?? Promise.resolve()).then(work, work);
    this.#settling.set(uid, mine);
    try {
      return await mine;
    } finally {
      if (this.#settling.get(uid) === mine) this.#settling.delete(uid);
    }
  }

  /** The answer need not wait for it. */
  #removeLater(path: string): void {
    const removing: Promise<void> = removeFile(path)
      .catch((error) => this.#parts.log.warn('archive.part-left', { path, words: wordsOf(error) })) // the next start removes it
      .finally(() => this.#removing.delete(removing));
    this.#removing.add(removing);
  }

  /** Resolves when nothing is left to do for the objects that were answered. */
  async settle(): Promise<void> {
    await Promise.all(this.#removing);
  }

  async #at(step: IngestStep): Promise<void> {
    if (this.#parts.faults) await this.#parts.faults.at(step);
  }
}

interface Uids {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** The UIDs of the data set, held against the request's (PS3.4 §B.2.3, A9xx) and the four that every object must have. */
function uidsOf(scanned: ScannedAttributes, about: IngestAbout): Uids {
  const uid = (keyword: string): string => {
    const value = scanned.text(keyword) ?? '';
    if (value === '') throw new ArchiveError('ARCHIVE_MISSING_UID', `${keyword} is missing or empty`);
    if (!canBeName(value)) throw new ArchiveError('ARCHIVE_MISSING_UID', `${keyword} has ${value.length} characters, 64 are allowed`);
    return value;
  };
  const uids = {
    sopInstanceUid: uid('SOPInstanceUID'),
    studyInstanceUid: uid('StudyInstanceUID'),
    seriesInstanceUid: uid('SeriesInstanceUID'),
  };
  if (uid('SOPClassUID') !== about.sopClassUid)
    throw new ArchiveError('ARCHIVE_UID_MISMATCH', 'SOPClassUID differs from that of the request');
  if (uids.sopInstanceUid !== about.sopInstanceUid)
    throw new ArchiveError('ARCHIVE_UID_MISMATCH', 'SOPInstanceUID differs from that of the request');
  if (about.studyInstanceUid !== undefined && uids.studyInstanceUid !== about.studyInstanceUid)
    throw new ArchiveError('ARCHIVE_UID_MISMATCH', 'StudyInstanceUID differs from that of the request');
  return uids;
}

/** a column that the profile calls mandatory is demanded of an object only where its IOD does (PS3.4 §B.2.3, A9xx). */
function refuseIncomplete(scanned: ScannedAttributes, sopClassUid: string, validation: CatalogueValidation): void {
  const missing = demandedAttributes(sopClassUid, validation).filter((keyword) => (scanned.text(keyword) ?? '') === '');
  if (missing.length) throw new ArchiveError('ARCHIVE_MISSING_ATTRIBUTE', `missing or empty: ${missing.join(', ')}`);
}
