import type { InstanceRef } from '../archive/archive.ts';
import { type ByteSource, type DecodedFrame, isDecoded, type LocatedFrames, plainValues } from '../pixels/pixels.ts';
import { acceptables, notAcceptable } from './accept.ts';
import { answerSingle } from './answer-single.ts';
import { etagOf, isNotModified, notModified, sliced } from './conditional.ts';
import { DicomwebError } from './errors.ts';
import { type Around, storedFrame, storedFrameBytes } from './frame-bytes.ts';
import { type FrameForm, formsOf, formType, selectForm } from './frame-forms.ts';
import type { ImageFiles } from './image-files.ts';
import type { InstanceRefs } from './instance-refs.ts';
import { createMultipartWriter } from './multipart-writer.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Pieces, SendBuffers, Sending } from './sending.ts';
import { inTurn, type Turns } from './turns.ts';

const NOTHING = Buffer.alloc(0);
const ALONE: Around = { before: NOTHING, after: NOTHING };

export interface FrameParts {
  readonly parts: Pick<DicomwebParts, 'archive' | 'limits' | 'pixels'>;
  readonly sending: Sending;
  readonly images: ImageFiles;
  readonly refs: InstanceRefs;
  /** Of frames that are one of several. */
  readonly turns: Turns;
}

/** Retrieve Transaction of frames (PS3.18 §10.4.1.1.6). */
export function retrieveFramesRoutes(frameParts: FrameParts): readonly DicomwebRoute[] {
  const { maxFrames } = frameParts.parts.limits;
  const handle = async (request: DicomwebRequest): Promise<Response> => {
    const ref = await frameParts.refs.of(request);
    const { frames, source } = await frameParts.images.opened(ref);
    let isTaken = false;
    const open = () => {
      isTaken = true;
      return source;
    };
    try {
      const numbers = frameNumbers(request.params.frames ?? '', frames.header.numberOfFrames, maxFrames);
      return await answerFrames(request, { ref, frames, numbers, open }, frameParts);
    } finally {
      if (!isTaken) source.close();
    }
  };
  return [{ method: 'GET', path: '/studies/:study/series/:series/instances/:instance/frames/:frames', handle }];
}

/** `1,4,2` of the path, in that order (PS3.18 §10.4.1.1.6): each is there, or none is sent. */
export function frameNumbers(text: string, numberOfFrames: number, maxFrames: number): readonly number[] {
  const numbers = text.split(',').map((one) => (/^[1-9]\d{0,8}$/.test(one) ? Number(one) : 0));
  if (numbers.includes(0)) throw new DicomwebError('DICOMWEB_BAD_PARAMETER', 'Frames are a list of numbers from 1 on: /frames/1,2,3.');
  if (numbers.length > maxFrames) throw new DicomwebError('DICOMWEB_TOO_MANY', `More than ${maxFrames} frames are asked for.`);
  const beyond = numbers.find((one) => one > numberOfFrames);
  if (beyond !== undefined)
    throw new DicomwebError('DICOMWEB_NO_SUCH_FRAME', `There is no frame ${beyond}: the image has ${numberOfFrames}.`);
  return numbers;
}

export interface AnsweredFrames {
  readonly ref: InstanceRef;
  readonly frames: LocatedFrames;
  readonly numbers: readonly number[];
  /** The data set, at most once; closed by who is given it. */
  readonly open: () => ByteSource | Promise<ByteSource>;
}

/**
 * Frames of an instance, each a part, or a single one by itself where that is asked for.
 *
 * @throws DicomwebError DICOMWEB_NOT_ACCEPTABLE, PixelsError, ArchiveError
 */
export async function answerFrames(
  request: DicomwebRequest,
  { ref, frames, numbers, open }: AnsweredFrames,
  { sending, parts, turns }: FrameParts,
): Promise<Response> {
  const { isEncapsulated, transferSyntaxUid } = frames;
  const forms = formsOf(transferSyntaxUid, { isEncapsulated, canDecode: isDecoded(transferSyntaxUid) });
  const selected = selectForm(acceptables(request), forms, numbers.length === 1 ? ['multipart', 'single'] : ['multipart']);
  if (!selected)
    throw notAcceptable(forms.map((form) => `multipart/related; type="${form.mediaType}"; transfer-syntax=${form.transferSyntaxUid}`));
  const { form, packaging } = selected;
  const etag = etagOf(packaging, formType(form), ref.sha256, numbers.join());
  const headers = { 'cache-control': 'no-store', vary: 'accept', etag }; // patient data
  if (isNotModified(request.headers, etag)) return notModified(headers);

  const bytesOf = (frameNumber: number) => (form.isDecoded ? undefined : storedFrameBytes(frames, frameNumber));
  const decoded = (source: ByteSource, frameNumber: number): Promise<DecodedFrame> => {
    const decode = () => parts.pixels.decodeFrame({ frames, source }, frameNumber, request.signal);
    return numbers.length === 1 ? decode() : inTurn(turns, request.signal, decode);
  };
  const one = (source: ByteSource, frameNumber: number, around: Around, buffers: SendBuffers): Pieces =>
    form.isDecoded
      ? decodedFrame(() => decoded(source, frameNumber), frames, around)
      : storedFrame(source, frames, frameNumber, around, buffers);
  const withSource = async function* (pieces: (source: ByteSource) => Pieces): Pieces {
    const source = await open();
    try {
      yield* pieces(source);
    } finally {
      source.close();
    }
  };

  if (packaging === 'single') {
    const [frameNumber = 1] = numbers;
    const whole = { ...headers, 'content-type': formType(form) };
    const send = (buffers: SendBuffers) => withSource((source) => one(source, frameNumber, ALONE, buffers));
    return answerSingle(request, whole, bytesOf(frameNumber), { all: send, some: (span, buffers) => sliced(send(buffers), span) }, sending);
  }
  const writer = createMultipartWriter(form.mediaType);
  const head = (frameNumber: number, at: number) => writer.partHead(partHeaders(form, request, ref, frameNumber), at === 0);
  const sizes = numbers.map((frameNumber, at) => head(frameNumber, at).byteLength + (bytesOf(frameNumber) ?? Number.NaN));
  const bytes = sizes.reduce((sum, size) => sum + size, writer.end.byteLength);
  const all = { ...headers, 'content-type': writer.contentType, ...(Number.isFinite(bytes) && { 'content-length': String(bytes) }) };
  return sending.answer(request, { headers: all }, (buffers) =>
    withSource(async function* (source) {
      for (const [at, frameNumber] of numbers.entries()) {
        const after = at === numbers.length - 1 ? writer.end : NOTHING;
        yield* one(source, frameNumber, { before: head(frameNumber, at), after }, buffers);
      }
    }),
  );
}

function partHeaders(form: FrameForm, { baseUrl }: DicomwebRequest, ref: InstanceRef, frameNumber: number): Record<string, string> {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = ref;
  const location = `${baseUrl}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}/frames/${frameNumber}`;
  return { 'Content-Type': formType(form), 'Content-Location': location };
}

/** The whole of it before its first byte, so that a broken frame is refused in words where it is the first. */
async function* decodedFrame(decode: () => Promise<DecodedFrame>, { header }: LocatedFrames, { before, after }: Around): Pieces {
  const bytes = plainValues(await decode(), header);
  if (before.byteLength > 0) yield before;
  yield bytes;
  if (after.byteLength > 0) yield after;
}
