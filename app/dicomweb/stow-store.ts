import { openFile } from '../media/media.ts';
import { isUid, STATUS, sopClassName, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { DicomwebError } from './errors.ts';
import type { Part } from './multipart-reader.ts';
import type { DicomwebParts, DicomwebRequest } from './route.ts';
import { type InstanceIds, type NotStored, notStoredBy, type StowOutcome, storedAs } from './stow-outcome.ts';

export interface StowLimits {
  /** Requests at once. */
  readonly maxStores: number;
  /** Of these, the ones with metadata and bulk data, which are in memory. */
  readonly maxStoresInMemory: number;
  /** Instances of a request that may be on their way to the disk while the next is received. */
  readonly maxSettling: number;
  /** Of one instance. */
  readonly maxInstanceBytes: number;
  /** DICOM JSON or native XML of a body, whole in memory. */
  readonly maxMetadataBytes: number;
  /** Bulk data of a body that comes with metadata, whole in memory. */
  readonly maxBulkBytes: number;
}

/** What instances that come by STOW-RS have for a calling AE title. */
const CALLING_AE_TITLE = 'STOW-RS';
/** What names a file may not be anything else; UIDs with needless zeros are about, and are kept as they are. */
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;

/** Takes instances in as C-STORE does; what it needs of the request that brings them. */
export interface Store {
  /**
   * A Part 10 file as it comes, kept when this resolves to `stored`.
   *
   * @throws DicomwebError where the body itself fails; nothing of the instance is kept then
   */
  file(bytes: AsyncIterable<Uint8Array>): Promise<StowOutcome>;
  /** A data set without File Meta Information. */
  dataset(bytes: AsyncIterable<Uint8Array>, about: InstanceIds & { readonly transferSyntaxUid: string }): Promise<StowOutcome>;
}

/** @param studyInstanceUid where the request names the study that all of it is to be of */
export function createStore(
  { archive, stores, ownAeTitle, limits }: Pick<DicomwebParts, 'archive' | 'stores' | 'ownAeTitle' | 'limits'>,
  { address }: Pick<DicomwebRequest, 'address'>,
  studyInstanceUid?: string,
): Store {
  const from = { callingAeTitle: CALLING_AE_TITLE, calledAeTitle: ownAeTitle(), address };

  async function dataset(
    bytes: AsyncIterable<Uint8Array>,
    about: InstanceIds & { readonly transferSyntaxUid: string },
  ): Promise<StowOutcome> {
    const { sopClassUid, sopInstanceUid, transferSyntaxUid } = about;
    const ids = { sopClassUid, sopInstanceUid };
    const refusal = refusalOf(ids, transferSyntaxUid);
    if (refusal) return refusal;
    try {
      const result = await archive.ingest(bytes, { ...ids, transferSyntaxUid, ...from, ...(studyInstanceUid && { studyInstanceUid }) });
      return storedAs(ids, result);
    } catch (error) {
      const outcome = notStoredBy(error, ids);
      if (outcome) return outcome;
      throw error;
    }
  }

  function refusalOf(ids: InstanceIds, transferSyntaxUid: string): NotStored | undefined {
    const refused = (failureReason: number, words: string): NotStored => ({ kind: 'failed', ids, failureReason, words });
    if (!UID_CHARACTERS.test(ids.sopInstanceUid)) return refused(STATUS.INVALID_SOP_INSTANCE, 'its SOP Instance UID is none');
    if (!stores(ids.sopClassUid))
      return refused(
        STATUS.SOP_CLASS_NOT_SUPPORTED,
        `${isUid(ids.sopClassUid) ? sopClassName(ids.sopClassUid) : 'its SOP Class UID'} is no SOP class that is stored here`,
      );
    if (!TRANSFER_SYNTAXES.has(transferSyntaxUid)) return refused(TRANSFER_SYNTAX_NOT_SUPPORTED, 'its transfer syntax is not known here');
    return undefined;
  }

  return {
    async file(bytes) {
      try {
        const { dataset: rest, ...about } = await openFile(bytes, limits.maxInstanceBytes);
        return await dataset(rest, about);
      } catch (error) {
        const outcome = notStoredBy(error, undefined);
        if (outcome) return outcome;
        throw error;
      }
    },
    dataset,
  };
}

/** PS3.18 Table I.2-2. */
const TRANSFER_SYNTAX_NOT_SUPPORTED = 0xc122;

/** What came of a body of several parts, and what ended it before its end. */
export interface StoredParts {
  readonly outcomes: readonly StowOutcome[];
  readonly brokenBy?: DicomwebError | undefined;
}

/** Part by part; the disk may still be at work on some while the next is received. Resolves when all are settled. */
export async function storeParts(
  parts: AsyncIterable<Part>,
  storeOne: (part: Part) => Promise<StowOutcome>,
  maxSettling: number,
): Promise<StoredParts> {
  const works: Promise<StowOutcome>[] = [];
  const settling = new Set<Promise<unknown>>();
  let brokenBy: unknown;
  try {
    for await (const { headers, body } of parts) {
      const { bytes, isRead } = watched(body);
      const work = storeOne({ headers, body: bytes });
      const settled: Promise<unknown> = work.then(
        () => settling.delete(settled),
        () => settling.delete(settled),
      );
      works.push(work);
      settling.add(settled);
      await Promise.race([isRead, settled]);
      if (settling.size >= maxSettling) await Promise.race(settling);
    }
  } catch (error) {
    brokenBy = error;
  }
  const outcomes: StowOutcome[] = [];
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'fulfilled') outcomes.push(result.value);
    else brokenBy = result.reason; // it knows better than who asked for the part after it
  }
  if (brokenBy !== undefined && !(brokenBy instanceof DicomwebError)) throw brokenBy;
  return { outcomes, brokenBy };
}

/** A body that says when nobody reads it any more. */
function watched(body: AsyncIterable<Uint8Array>): { readonly bytes: AsyncIterable<Uint8Array>; readonly isRead: Promise<void> } {
  const { promise: isRead, resolve } = Promise.withResolvers<void>();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } finally {
      resolve();
    }
  }
  return { bytes: bytes(), isRead };
}
