import type { InstanceRef } from '../archive/archive.ts';
import type { ByteRange, ByteSource } from '../pixels/pixels.ts';
import { TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { acceptables, choose, notAcceptable, type Offer } from './accept.ts';
import { answerSingle } from './answer-single.ts';
import { BULK_PATH, type FoundValue, findValue, fragmentsAt } from './bulk-location.ts';
import { type ByteSpan, etagOf, isNotModified, notModified } from './conditional.ts';
import { DicomwebError } from './errors.ts';
import { rangesOf } from './frame-bytes.ts';
import { compressedMediaType, OCTETS } from './frame-forms.ts';
import { createMultipartWriter } from './multipart-writer.ts';
import { answerFrames, type FrameParts } from './retrieve-frames.ts';
import type { DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Pieces, SendBuffers } from './sending.ts';

const NOTHING = Buffer.alloc(0);
const PIXEL_DATA = 0x7fe0_0010;
const ENCAPSULATED_DOCUMENT = 0x0042_0011;
/** Documents that may be shown under our name; others go out as octets, since a browser would run what is in them. */
const DOCUMENT_TYPES: ReadonlySet<string> = new Set(['application/pdf', 'model/stl', 'model/obj', 'model/mtl']);
/** Bytes of one number (PS3.5 §7.3), of the VRs that may be bulk data. */
const WIDTHS: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  OW: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OL: 4,
  OF: 4,
  FD: 8,
  OD: 8,
  OV: 8,
  SV: 8,
  UV: 8,
};

/** Retrieve Transaction of bulk data (PS3.18 §10.4.1.1.5), by the addresses that metadata gives. */
export function retrieveBulkdataRoutes(frameParts: FrameParts): readonly DicomwebRoute[] {
  return [
    {
      method: 'GET',
      path: '/studies/:study/series/:series/instances/:instance/bulkdata/:value',
      handle: (request) => retrieveValue(request, frameParts),
    },
  ];
}

async function retrieveValue(request: DicomwebRequest, frameParts: FrameParts): Promise<Response> {
  const path = (request.params.value ?? '').toUpperCase();
  if (!BULK_PATH.test(path)) throw noSuchValue();
  const { images, refs } = frameParts;
  const ref = await refs.of(request);
  const source = await images.open(ref);
  try {
    const found = await findValue(source, ref.transferSyntaxUid, path);
    if (!found) throw noSuchValue();
    if (found.range)
      return await answerValue(request, { ref, path, ...offeredAs(found), ranges: [found.range], swap: swapOf(found, ref) }, frameParts);
    if (found.tag !== PIXEL_DATA) throw noSuchValue();
    const stream = compressedMediaType(ref.transferSyntaxUid);
    if (stream?.startsWith('video/') === true) {
      const ranges = await fragmentsAt(source, found.at);
      const mediaType = `${stream}; transfer-syntax=${ref.transferSyntaxUid}`;
      return await answerValue(request, { ref, path, offered: [stream, OCTETS], mediaType, ranges, swap: 1 }, frameParts);
    }
    const frames = await images.frames(ref);
    const numbers = Array.from({ length: frames.header.numberOfFrames }, (_, at) => at + 1);
    return await answerFrames(request, { ref, frames, numbers, open: () => images.open(ref) }, frameParts);
  } finally {
    source.close();
  }
}

function noSuchValue(): DicomwebError {
  return new DicomwebError('DICOMWEB_NO_SUCH_VALUE', 'The instance has no bulk data at this address.');
}

/** What it is offered as, the default first, and what it is called then. */
function offeredAs({ tag, documentType }: FoundValue): { readonly offered: readonly string[]; readonly mediaType?: string } {
  const isDocument = tag === ENCAPSULATED_DOCUMENT && DOCUMENT_TYPES.has(documentType);
  return { offered: isDocument ? [documentType, OCTETS] : [OCTETS] };
}

/** Bulk data are little endian (PS3.18 §8.7.3.3.1): how many bytes are turned round together. */
function swapOf({ vr }: FoundValue, { transferSyntaxUid }: InstanceRef): number {
  return TRANSFER_SYNTAXES.get(transferSyntaxUid)?.encoding === 'explicit-be' ? (WIDTHS[vr] ?? 1) : 1;
}

interface Value {
  readonly ref: InstanceRef;
  readonly path: string;
  readonly offered: readonly string[];
  /** With parameters, of the first that is offered. */
  readonly mediaType?: string;
  readonly ranges: readonly ByteRange[];
  readonly swap: number;
}

async function answerValue(request: DicomwebRequest, value: Value, { sending, images }: FrameParts): Promise<Response> {
  const { ref, path, offered, ranges, swap } = value;
  const offers = offered.flatMap((mediaType): Offer[] => [
    { packaging: 'single', mediaType },
    { packaging: 'multipart', mediaType },
  ]);
  const chosen = choose(acceptables(request), offers)?.offer;
  if (!chosen) throw notAcceptable(offered.flatMap((one) => [one, `multipart/related; type="${one}"`]));
  const type = (chosen.mediaType === offered[0] && value.mediaType) || chosen.mediaType;
  const etag = etagOf(chosen.packaging, type, ref.sha256, path);
  const headers = { 'cache-control': 'no-store', vary: 'accept', etag }; // patient data
  if (isNotModified(request.headers, etag)) return notModified(headers);
  const bytes = ranges.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const send = async function* (before: Uint8Array, of: readonly ByteRange[], buffers: SendBuffers): Pieces {
    const source = await images.open(ref);
    try {
      yield* swap === 1 ? rangesOf(source, of, { before, after: NOTHING }, buffers) : swapped(source, of, before, swap, buffers);
    } finally {
      source.close();
    }
  };
  if (chosen.packaging === 'single') {
    const body = {
      all: (buffers: SendBuffers) => send(NOTHING, ranges, buffers),
      some: (span: ByteSpan, buffers: SendBuffers) => send(NOTHING, within(ranges, span), buffers),
    };
    return answerSingle(request, { ...headers, 'content-type': type }, swap === 1 ? bytes : undefined, body, sending);
  }
  const writer = createMultipartWriter(chosen.mediaType);
  const location = `${request.baseUrl}/studies/${ref.studyInstanceUid}/series/${ref.seriesInstanceUid}/instances/${ref.sopInstanceUid}/bulkdata/${path}`;
  const head = writer.partHead({ 'Content-Type': type, 'Content-Location': location }, true);
  const length = head.byteLength + bytes + writer.end.byteLength;
  const all = { ...headers, 'content-type': writer.contentType, 'content-length': String(length) };
  return sending.answer(request, { headers: all }, async function* (buffers) {
    yield* send(head, ranges, buffers);
    yield writer.end;
  });
}

async function* swapped(source: ByteSource, ranges: readonly ByteRange[], before: Uint8Array, width: number, buffers: SendBuffers): Pieces {
  if (before.byteLength > 0) yield before;
  for await (const piece of rangesOf(source, ranges, { before: NOTHING, after: NOTHING }, buffers)) {
    const numbers = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength - (piece.byteLength % width));
    if (width === 2) numbers.swap16();
    else if (width === 4) numbers.swap32();
    else numbers.swap64();
    yield piece;
  }
}

/** The ranges of the file that hold these bytes of the value. */
function within(ranges: readonly ByteRange[], { begin, end }: ByteSpan): readonly ByteRange[] {
  let at = 0;
  return ranges.flatMap((range) => {
    const first = range.begin + Math.max(0, begin - at);
    const after = Math.min(range.end, range.begin + end - at);
    at += range.end - range.begin;
    return first < after ? [{ begin: first, end: after }] : [];
  });
}
