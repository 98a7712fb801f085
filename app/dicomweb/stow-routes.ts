import { DicomwebError } from './errors.ts';
import { parseMediaType } from './media-types.ts';
import { boundaryOf, type MultipartLimits, type Part, readMultipart } from './multipart-reader.ts';
import { received } from './receiving.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import { METADATA_TYPES, storeMetadata } from './stow-metadata.ts';
import type { StowOutcome } from './stow-outcome.ts';
import { stowAnswer, stowAnswerType } from './stow-response.ts';
import { createStore, type Store, type StoredParts, storeParts } from './stow-store.ts';
import { createTurns } from './turns.ts';
import { uidIn } from './uids.ts';

const DICOM = 'application/dicom';
/** How long a request waits for its turn: its sender is not read meanwhile, and a silent connection is cut after thirty seconds. */
const WAIT_MS = 20_000;

/** Store Transaction (PS3.18 §10.5): to any study, or to the one of the path. */
export function stowRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const { clock, limits } = parts;
  const turns = createTurns({ atOnce: limits.maxStores, waitMs: WAIT_MS, clock });
  const turnsInMemory = createTurns({ atOnce: limits.maxStoresInMemory, waitMs: WAIT_MS, clock });
  const handle = async (request: DicomwebRequest): Promise<Response> => {
    const study = request.params.study === undefined ? undefined : uidIn(request.params, 'study');
    const type = stowAnswerType(request);
    const contentType = bodyTypeOf(request, limits);
    const giveBack = await (contentType.parts === DICOM ? turns : turnsInMemory).take(request.signal);
    try {
      const { outcomes, brokenBy } = await storeBody(request, contentType, createStore(parts, request, study), parts);
      tell(parts, request, outcomes, brokenBy);
      if (brokenBy && outcomes.length === 0) throw brokenBy;
      return stowAnswer(outcomes, { type, baseUrl: request.baseUrl, study, brokenBy });
    } finally {
      giveBack();
    }
  };
  return [
    { method: 'POST', path: '/studies', handle },
    { method: 'POST', path: '/studies/:study', handle },
  ];
}

interface BodyType {
  /** Undefined where the body is one instance. */
  readonly boundary?: string;
  /** Media type of the parts, or of the body. */
  readonly parts: string;
}

/** @throws DicomwebError DICOMWEB_BAD_TYPE, DICOMWEB_MULTIPART_BROKEN */
function bodyTypeOf({ headers }: DicomwebRequest, limits: MultipartLimits): BodyType {
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity')
    throw unsupported(`A body in Content-Encoding ${coding.slice(0, 64)} is not taken; send it as it is.`);
  const type = parseMediaType(headers.get('content-type') ?? '');
  if (type?.type === DICOM) return { parts: DICOM };
  if (type?.type !== 'multipart/related')
    throw unsupported('The body has to be multipart/related; type="application/dicom", or one instance as application/dicom.');
  const ofParts = parseMediaType(type.parameters.get('type') ?? DICOM)?.type ?? 'unknown';
  if (ofParts !== DICOM && !METADATA_TYPES.has(ofParts))
    throw unsupported(`Parts of type ${ofParts} are not stored; application/dicom is.`);
  return { parts: ofParts, boundary: boundaryOf(type.parameters, limits) };
}

async function storeBody(
  request: DicomwebRequest,
  { boundary, parts: ofParts }: BodyType,
  store: Store,
  parts: DicomwebParts,
): Promise<StoredParts> {
  const { limits } = parts;
  const body = received(request.body, parts);
  if (boundary === undefined) return { outcomes: [await store.file(body)] };
  const read = readMultipart(body, boundary, limits);
  if (ofParts !== DICOM) return { outcomes: await storeMetadata(read, store, { baseUrl: request.baseUrl, limits }) };
  const stored = await storeParts(read, (part) => storePart(part, store), limits.maxSettling);
  if (stored.outcomes.length === 0 && !stored.brokenBy) throw new DicomwebError('DICOMWEB_MULTIPART_BROKEN', 'The body has no parts.');
  return stored;
}

/** Whatever a part calls itself, the bytes tell: some clients name no type. */
function storePart({ body }: Part, store: Store): Promise<StowOutcome> {
  return store.file(body);
}

function unsupported(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_TYPE', words);
}

function tell({ log }: DicomwebParts, { by, address }: DicomwebRequest, outcomes: readonly StowOutcome[], brokenBy?: DicomwebError): void {
  const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
  const figures = { stored: outcomes.length - failed.length, failed: failed.length };
  if (failed.length === 0 && !brokenBy) {
    log.info('STOW-RS stored', { by, address, ...figures });
    return;
  }
  const [first] = failed;
  log.warn('STOW-RS stored not all', {
    ...{ by, address, ...figures },
    ...(first && { sopInstanceUid: first.ids?.sopInstanceUid, failureReason: first.failureReason.toString(16), words: first.words }),
    ...(brokenBy && { code: brokenBy.code }),
  });
}
