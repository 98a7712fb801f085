import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { Archive, InstanceRef } from '../archive/archive.ts';
import { type Clock, createWorkerPool, type Log, type TaskFailure, wordsOf } from '../base/base.ts';
import { TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { DicomwebError } from './errors.ts';
import type { JsonDatasetLimits } from './json-dataset.ts';

export interface MetadataLimits extends JsonDatasetLimits {
  /** Of one data set, without what is bulk data; what a deflated one inflates to. */
  readonly maxHeadBytes: number;
  /** Texts that wait for the thread that writes them. */
  readonly maxTextsWaiting: number;
  /** How long it may take to write a batch. */
  readonly textsDeadlineMs: number;
}

/** The beginning of a data set, and what else of it was asked for. */
interface Head {
  readonly pieces: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly bytes: number;
  readonly transferSyntaxUid: string;
  readonly bulkUri: string;
}
export interface TextsTask {
  readonly heads: readonly Head[];
  readonly limits: JsonDatasetLimits;
}
export type TextResult =
  | { readonly text: string }
  | { readonly missing: { readonly at: number; readonly length: number } }
  | { readonly words: string };

/** Stands where the address of this service belongs, which is the asker's: no text of JSON has it. */
export const BASE_URL_MARK = '\u0001';

/** Metadata of instances, as text: read from the heads of the files, made in a thread. */
export interface MetadataTexts {
  /**
   * @returns for each instance an object of the DICOM JSON model in one line, with BASE_URL_MARK; undefined where the file cannot be read, which is
   *   in the log
   * @throws DicomwebError DICOMWEB_BUSY
   */
  of(refs: readonly InstanceRef[]): Promise<readonly (string | undefined)[]>;
  /** Starts the thread, which takes a second on a small machine, where it is likely to be needed soon. */
  warm(): void;
  close(): Promise<void>;
}

/** A CT's head and that of its Pixel Data. */
const FIRST_PIECE_BYTES = 16 * 1024;
const NEXT_PIECE_BYTES = 256 * 1024;
const MOST_PIECES = 256;
const HELD_HEAP_MIB = 256;
const IDLE_MS = 30_000;
const inflate = promisify(inflateRaw);

export function createMetadataTexts(options: {
  readonly archive: Pick<Archive, 'openAnywhere'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: MetadataLimits;
}): MetadataTexts {
  const { archive, clock, log, limits } = options;
  const { maxInlineBytes, maxValueBytes, maxDepth, maxElements } = limits;
  const pool = createWorkerPool({
    script: 'dicomweb/metadata-worker.ts',
    maxWorkers: 1,
    maxWaiting: limits.maxTextsWaiting,
    deadlineMs: limits.textsDeadlineMs,
    idleMs: IDLE_MS,
    maxHeldBytes: 1,
    maxHeapMiB: HELD_HEAP_MIB,
    clock,
    errorOf,
  });

  /** One that ends the thread takes no other with it: they are written one by one then. */
  async function write(heads: readonly Head[]): Promise<readonly TextResult[]> {
    try {
      return await pool.run({ heads, limits: { maxInlineBytes, maxValueBytes, maxDepth, maxElements } } satisfies TextsTask);
    } catch (error) {
      if (!(error instanceof DicomwebError) || error.code === 'DICOMWEB_BUSY') throw error;
      if (heads.length === 1) return [{ words: error.message }];
      const results: TextResult[] = [];
      for (const head of heads) results.push(...(await write([head])));
      return results;
    }
  }

  /** One that needs more than its first piece: what is missing is read until nothing is. */
  async function completed(ref: InstanceRef, begun: Head, missing: { at: number; length: number }): Promise<string> {
    const file = await archive.openAnywhere(ref);
    try {
      const pieces = [...begun.pieces];
      let next = missing;
      for (let read = 0; pieces.length <= MOST_PIECES; ) {
        const bytes = new Uint8Array(Math.max(next.length, NEXT_PIECE_BYTES));
        const length = await file.readAt(next.at, bytes);
        read += length;
        if (length < next.length) throw unreadable('the data set ends where a value should be');
        if (read > limits.maxHeadBytes) throw unreadable(`more than ${limits.maxHeadBytes} bytes that are no bulk data`);
        pieces.push({ at: next.at, bytes: bytes.subarray(0, length) });
        const [result] = await write([{ ...begun, pieces }]);
        if ('text' in result!) return result.text;
        if ('words' in result!) throw unreadable(result.words);
        next = result!.missing;
      }
      throw unreadable(`bulk data in more than ${MOST_PIECES} places`);
    } finally {
      file.close();
    }
  }

  async function headOf(ref: InstanceRef): Promise<Head> {
    const file = await archive.openAnywhere(ref);
    try {
      const isDeflated = TRANSFER_SYNTAXES.get(ref.transferSyntaxUid)?.encoding === 'deflated-explicit-le';
      const bytes = new Uint8Array(Math.min(file.bytes, isDeflated ? limits.maxHeadBytes : FIRST_PIECE_BYTES));
      const length = await file.readAt(0, bytes);
      const piece = bytes.subarray(0, length);
      const { transferSyntaxUid } = ref;
      const about = { transferSyntaxUid, bulkUri: bulkUriOf(ref) };
      if (!isDeflated) return { ...about, bytes: file.bytes, pieces: [{ at: 0, bytes: piece }] };
      const plain = await inflate(piece, { maxOutputLength: limits.maxHeadBytes });
      return { ...about, bytes: plain.byteLength, pieces: [{ at: 0, bytes: plain }] };
    } finally {
      file.close();
    }
  }

  const failed = (ref: InstanceRef, error: unknown): undefined => {
    if (error instanceof DicomwebError && error.code === 'DICOMWEB_BUSY') throw error;
    log.warn('dicomweb.no-metadata', { sopInstanceUid: ref.sopInstanceUid, words: wordsOf(error) });
    return undefined;
  };

  return {
    async of(refs) {
      const heads = await Promise.all(refs.map((ref) => headOf(ref).catch((error) => failed(ref, error))));
      const there = heads.flatMap((head, at) => (head ? [{ head, at }] : []));
      const results = there.length === 0 ? [] : await write(there.map(({ head }) => head));
      const texts: (string | undefined)[] = new Array(refs.length).fill(undefined);
      for (const [n, { head, at }] of there.entries()) {
        const result = results[n]!;
        const ref = refs[at]!;
        if ('text' in result) texts[at] = result.text;
        else if ('missing' in result) texts[at] = await completed(ref, head, result.missing).catch((error) => failed(ref, error));
        else failed(ref, unreadable(result.words));
      }
      return texts;
    },
    warm: () => void write([]).catch((error) => log.debug('dicomweb.thread-not-started', { words: wordsOf(error) })),
    close: () => pool.close(),
  };
}

/** Where the bulk data of an instance is: `/bulkdata/{path}` below it. */
export function bulkUriOf({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: InstanceRef): string {
  const [study, series, instance] = [studyInstanceUid, seriesInstanceUid, sopInstanceUid].map(encodeURIComponent);
  return `${BASE_URL_MARK}/studies/${study}/series/${series}/instances/${instance}/bulkdata`;
}

function unreadable(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_NO_METADATA', `No metadata can be made of the file: ${words}.`);
}

function errorOf(failure: TaskFailure): Error {
  switch (failure.kind) {
    case 'busy':
      return new DicomwebError('DICOMWEB_BUSY', 'Too many ask for metadata that has to be read from the files; ask again in a moment.');
    case 'refused':
      return unreadable(failure.words);
    case 'slow':
      return unreadable('it takes too long');
    case 'died':
      return unreadable(failure.words);
    case 'closed':
      return new DicomwebError('DICOMWEB_BUSY', 'The program is stopping.');
    default:
      return failure satisfies never;
  }
}
