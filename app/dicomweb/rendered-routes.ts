import type { InstanceRef } from '../archive/archive.ts';
import { wordsOf } from '../base/base.ts';
import { animatedGif, type LocatedFrames, type PictureType, type Pixels, PixelsError } from '../pixels/pixels.ts';
import { acceptables, choose, notAcceptable } from './accept.ts';
import { type AnnotationTexts, createAnnotationTexts } from './annotation-text.ts';
import { etagOf, isNotModified, notModified } from './conditional.ts';
import type { ImageFiles } from './image-files.ts';
import { createMultipartWriter } from './multipart-writer.ts';
import { problemOf } from './problem.ts';
import { drawnAs, type RenderedParameters, readRenderedParameters } from './rendered-parameters.ts';
import { profileOf } from './rendered-profile.ts';
import { frameNumbers } from './retrieve-frames.ts';
import { refOf, refsOf } from './retrieve-refs.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Pieces, Sending } from './sending.ts';
import { inTurn, type Turns } from './turns.ts';

export interface RenderedParts {
  readonly parts: Pick<DicomwebParts, 'archive' | 'limits' | 'log'>;
  readonly sending: Sending;
  readonly images: ImageFiles;
  readonly pixels: Pixels;
  /** Of pictures that are one of several: they wait, and are not refused where the box is busy. */
  readonly turns: Turns;
}

/** PS3.18 Table 8.7.4-1, the default first. */
export const PICTURE_TYPES: readonly PictureType[] = ['image/jpeg', 'image/png', 'image/gif'];
const PRIVATE = { 'cache-control': 'no-store', vary: 'accept' } as const; // patient data
/** Of an animation, where the image does not say. */
const FRAME_MS = 100;

/** One picture to be made. */
interface Wanted {
  readonly ref: InstanceRef;
  readonly frameNumber: number;
}

/** How they are made. */
interface About {
  readonly asked: RenderedParameters;
  readonly mediaType: PictureType;
  readonly texts: AnnotationTexts;
}

/**
 * Rendered resources (PS3.18 §10.4.1.1.3): a picture of each frame of what the path names. A single part gives the first of an instance, as GIF all of
 * them moving (Table 8.7.4-1).
 */
export function renderedRoutes(with_: RenderedParts): readonly DicomwebRoute[] {
  const { parts, images } = with_;
  const of = (path: DicomwebRoute['path'], handle: DicomwebRoute['handle']): DicomwebRoute => ({ method: 'GET', path, handle });
  const several = async (request: DicomwebRequest): Promise<Response> => renderSeveral(request, await refsOf(request, parts), with_);
  const instance = async (request: DicomwebRequest): Promise<Response> => {
    const ref = await refOf(request, parts);
    const { header } = await images.frames(ref);
    return render(request, ref, header.numberOfFrames === 1 ? [1] : allOf(header.numberOfFrames, parts.limits.maxFrames), with_);
  };
  const frames = async (request: DicomwebRequest): Promise<Response> => {
    const ref = await refOf(request, parts);
    const { header } = await images.frames(ref);
    return render(request, ref, frameNumbers(request.params.frames ?? '', header.numberOfFrames, parts.limits.maxFrames), with_);
  };
  return [
    of('/studies/:study/rendered', several),
    of('/studies/:study/series/:series/rendered', several),
    of('/studies/:study/series/:series/instances/:instance/rendered', instance),
    of('/studies/:study/series/:series/instances/:instance/frames/:frames/rendered', frames),
  ];
}

function allOf(numberOfFrames: number, maxFrames: number): readonly number[] {
  return Array.from({ length: Math.min(numberOfFrames, maxFrames) }, (_, at) => at + 1);
}

async function render(request: DicomwebRequest, ref: InstanceRef, numbers: readonly number[], with_: RenderedParts): Promise<Response> {
  const asked = readRenderedParameters(request.url, with_.parts.limits.maxViewport);
  const { packaging, mediaType } = chosen(request, numbers.length === 1 ? 'single' : 'either');
  const about = { asked, mediaType, texts: createAnnotationTexts(with_.parts.archive) };
  const headers = headersOf(request, about, etagOf('rendered', packaging, mediaType, ref.sha256, numbers.join(), JSON.stringify(asked)));
  if (isNotModified(request.headers, headers.etag)) return notModified(headers);
  const wanted = numbers.map((frameNumber) => ({ ref, frameNumber }));
  if (packaging === 'multipart') return sendAll(request, once(wanted), about, headers, with_);
  const whole = { ...headers, 'content-type': mediaType };
  if (mediaType === 'image/gif' && numbers.length > 1) return sendMoving(request, wanted, about, whole, with_);
  const picture = await pictureOf(wanted[0]!, about, request.signal, with_);
  return new Response(picture, { headers: { ...whole, 'content-length': String(picture.byteLength) } });
}

async function renderSeveral(request: DicomwebRequest, refs: readonly InstanceRef[], with_: RenderedParts): Promise<Response> {
  const asked = readRenderedParameters(request.url, with_.parts.limits.maxViewport);
  const { mediaType } = chosen(request, 'multipart');
  const about = { asked, mediaType, texts: createAnnotationTexts(with_.parts.archive) };
  const headers = headersOf(request, about, etagOf('rendered', mediaType, ...refs.map(({ sha256 }) => sha256), JSON.stringify(asked)));
  if (isNotModified(request.headers, headers.etag)) return notModified(headers);
  return sendAll(request, wantedOf(refs, with_), about, headers, with_);
}

/** The frames one after the other as a moving picture, as fast as the image says. */
async function sendMoving(
  request: DicomwebRequest,
  wanted: readonly Wanted[],
  about: About,
  headers: Readonly<Record<string, string>>,
  with_: RenderedParts,
): Promise<Response> {
  const { header } = await with_.images.frames(wanted[0]!.ref);
  return with_.sending.answer(request, { headers }, () => {
    const pictures = (async function* () {
      for (const one of wanted) yield await inTurn(with_.turns, request.signal, () => pictureOf(one, about, request.signal, with_));
    })();
    return animatedGif(pictures, header.frameMs ?? FRAME_MS);
  });
}

/**
 * Every frame of every image among them; reports, documents and waveforms are passed over. What is a video, or has a broken header, is given once, so
 * that words come in its place; where there is nothing else, its error is thrown.
 */
async function* wantedOf(refs: readonly InstanceRef[], { images, parts }: RenderedParts): AsyncGenerator<Wanted, void, undefined> {
  let frames = 0;
  let fault: PixelsError | undefined;
  const undrawn: Wanted[] = [];
  for (const ref of refs) {
    const image = await imageOf(ref, images).catch((error: unknown) => {
      if (!(error instanceof PixelsError)) throw error;
      fault ??= error;
      undrawn.push({ ref, frameNumber: 1 });
      return undefined;
    });
    if (image) yield* undrawn.splice(0);
    for (let frameNumber = 1; image && frameNumber <= image.header.numberOfFrames; frameNumber++) {
      if (++frames > parts.limits.maxFrames) return;
      yield { ref, frameNumber };
    }
  }
  if (frames === 0) throw fault ?? new PixelsError('PIXELS_NO_IMAGE', 'none of its instances is an image');
  yield* undrawn;
}

/** @returns undefined where it is no image */
export async function imageOf(ref: InstanceRef, images: ImageFiles): Promise<LocatedFrames | undefined> {
  try {
    return await images.frames(ref);
  } catch (error) {
    if (error instanceof PixelsError && error.code === 'PIXELS_NO_IMAGE') return undefined;
    throw error;
  }
}

async function* once<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

/** How it is packed, and as what. @param may `either`: one part, or all */
export function chosen(
  request: DicomwebRequest,
  may: 'single' | 'multipart' | 'either',
): { packaging: 'single' | 'multipart'; mediaType: PictureType } {
  const packagings = may === 'multipart' ? (['multipart'] as const) : (['single', 'multipart'] as const);
  const offers = PICTURE_TYPES.flatMap((mediaType) => packagings.map((packaging) => ({ packaging, mediaType })));
  const found = choose(acceptables(request), offers);
  if (!found)
    throw notAcceptable(
      offers.map(({ packaging, mediaType }) => (packaging === 'single' ? mediaType : `multipart/related; type="${mediaType}"`)),
    );
  return found.offer;
}

function headersOf(request: DicomwebRequest, { asked, mediaType }: About, etag: string) {
  const isLeft = mediaType === 'image/gif' && asked.profile !== 'no';
  return { ...PRIVATE, etag, ...(isLeft && { warning: `299 ${request.url.host} "no iccprofile: a GIF holds none"` }) };
}

async function pictureOf(
  { ref, frameNumber }: Wanted,
  { asked, mediaType, texts }: About,
  signal: AbortSignal,
  { images, pixels, parts }: RenderedParts,
): Promise<Uint8Array<ArrayBuffer>> {
  const frames = await images.frames(ref);
  const { header } = frames;
  const source = await images.open(ref);
  try {
    const profile = mediaType === 'image/gif' ? undefined : await profileOf(asked.profile, header, source, parts.limits.maxProfileBytes);
    const frame = header.numberOfFrames === 1 ? undefined : { number: frameNumber, of: header.numberOfFrames };
    const annotation = asked.annotations.length === 0 ? undefined : await texts.of(ref, asked.annotations, frame);
    const options = { ...drawnAs(asked, header), type: mediaType, ...(profile && { profile }), ...(annotation && { annotation }) };
    return await pixels.renderFrame({ frames, source }, frameNumber, options, signal);
  } finally {
    source.close();
  }
}

/**
 * A part for each. The one that cannot be made, where others are, is a part of words in its place: half of a study that is drawn is better than
 * none, and nobody must take it for whole.
 */
function sendAll(
  request: DicomwebRequest,
  wanted: AsyncGenerator<Wanted, void, undefined>,
  about: About,
  headers: Readonly<Record<string, string>>,
  with_: RenderedParts,
): Promise<Response> {
  const { mediaType } = about;
  const writer = createMultipartWriter(mediaType);
  return with_.sending.answer(request, { headers: { ...headers, 'content-type': writer.contentType } }, async function* (): Pieces {
    let isFirst = true;
    for await (const one of wanted) {
      const { type, body } = await partOf(one, about, request.signal, with_);
      yield writer.partHead({ 'Content-Type': type, 'Content-Location': locationOf(one, request) }, isFirst);
      yield body;
      isFirst = false;
    }
    yield writer.end;
  });
}

async function partOf(
  wanted: Wanted,
  about: About,
  signal: AbortSignal,
  with_: RenderedParts,
): Promise<{ readonly type: string; readonly body: Uint8Array }> {
  try {
    return { type: about.mediaType, body: await inTurn(with_.turns, signal, () => pictureOf(wanted, about, signal, with_)) };
  } catch (error) {
    const refusal = error instanceof PixelsError ? problemOf(error) : undefined;
    if (!refusal) throw error;
    with_.parts.log.warn('dicomweb.not-rendered', {
      sopInstanceUid: wanted.ref.sopInstanceUid,
      frame: wanted.frameNumber,
      words: wordsOf(error),
    });
    return { type: 'application/problem+json', body: new Uint8Array(await refusal.arrayBuffer()) };
  }
}

function locationOf({ ref, frameNumber }: Wanted, { baseUrl }: DicomwebRequest): string {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = ref;
  return `${baseUrl}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}/frames/${frameNumber}/rendered`;
}

/** A thumbnail of what has no picture. */
export function noPicture(what: string): PixelsError {
  return new PixelsError('PIXELS_NO_IMAGE', `there is no picture of this ${what}: it has no image`);
}
