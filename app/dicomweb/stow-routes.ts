import { DicomwebError } from './errors.ts';
import { type MediaType, parseMediaType } from './media-types.ts';
import { boundaryOf, type Part, readMultipart } from './multipart-reader.ts';
import { received } from './receiving.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
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
  const turns = createTurns({ atOnce: parts.limits.maxStores, waitMs: WAIT_MS, clock: parts.clock });
  const handle = async (request: DicomwebRequest): Promise<Response> => {
    const study = request.params.study === undefined ? undefined : uidIn(request.params, 'study');
    const type = stowAnswerType(request);
    const contentType = contentTypeOf(request);
    const giveBack = await turns.take(request.signal);
    try {
      const body = received(request.body, parts);
      const { outcomes, brokenBy } = await storeBody(body, contentType, createStore(parts, request, study), parts);
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

function contentTypeOf({ headers }: DicomwebRequest): MediaType {
  const type = parseMediaType(headers.get('content-type') ?? '');
  if (type && (type.type === DICOM || type.type === 'multipart/related')) return type;
  throw unsupported('The body has to be multipart/related; type="application/dicom", or one instance as application/dicom.');
}

async function storeBody(
  body: AsyncIterable<Uint8Array>,
  { type, parameters }: MediaType,
  store: Store,
  { limits }: DicomwebParts,
): Promise<StoredParts> {
  if (type === DICOM) return { outcomes: [await store.file(body)] };
  const boundary = boundaryOf(parameters, limits);
  const ofParts = parseMediaType(parameters.get('type') ?? DICOM)?.type;
  if (ofParts !== DICOM) throw unsupported(`Parts of type ${ofParts ?? 'unknown'} are not stored; application/dicom is.`);
  const stored = await storeParts(readMultipart(body, boundary, limits), (part) => storePart(part, store), limits.maxSettling);
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
  if (failed.length === 0 && !brokenBy) return log.info('STOW-RS stored', { by, address, ...figures });
  const [first] = failed;
  log.warn('STOW-RS stored not all', {
    ...{ by, address, ...figures },
    ...(first && { sopInstanceUid: first.ids?.sopInstanceUid, failureReason: first.failureReason.toString(16), words: first.words }),
    ...(brokenBy && { code: brokenBy.code }),
  });
}
