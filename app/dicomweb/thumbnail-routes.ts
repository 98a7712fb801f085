import type { InstanceRef } from '../archive/archive.ts';
import { type PictureType, PixelsError, type Viewport } from '../pixels/pixels.ts';
import { etagOf, isNotModified, notModified } from './conditional.ts';
import { DicomwebError } from './errors.ts';
import { readThumbnailViewport } from './rendered-parameters.ts';
import { chosen, imageOf, noPicture, type RenderedParts } from './rendered-routes.ts';
import { frameNumbers } from './retrieve-frames.ts';
import { refOf } from './retrieve-refs.ts';
import type { DicomwebRequest, DicomwebRoute } from './route.ts';
import { uidIn } from './uids.ts';

const SIDE = 128;
const QUALITY = 80;
/** Instances that are looked at for an image: a study begins with its scouts and reports. */
const MOST_LOOKED_AT = 50;
/** Images that are tried before the study or series has none: each may take as long as decoding may take. */
const MOST_TRIED = 4;
/** That an image is so, another may be better; that the box is busy, none is. */
const GIVES_WAY: ReadonlySet<string> = new Set(['PIXELS_BROKEN', 'PIXELS_UNSUPPORTED', 'PIXELS_TOO_LARGE', 'PIXELS_FRAME_CORRUPT']);

export interface ThumbnailLimits {
  /** Longest side of a thumbnail. */
  readonly maxThumbnail: number;
  /** Thumbnails kept in memory, those asked for last. */
  readonly thumbnailBytes: number;
}

/** Thumbnails (PS3.18 §10.4.1.1.5): of an instance its middle frame, of a series its middle instance, of a study its first series with an image. */
export function thumbnailRoutes(with_: RenderedParts): readonly DicomwebRoute[] {
  const { parts, images } = with_;
  const kept = createKept(parts.limits.thumbnailBytes);
  const answer = async (request: DicomwebRequest, choices: AsyncIterable<Chosen>): Promise<Response> => {
    let [tried, fault]: [number, PixelsError | undefined] = [0, undefined];
    for await (const choice of choices) {
      try {
        return await answerOf(request, choice);
      } catch (error) {
        if (!(error instanceof PixelsError && GIVES_WAY.has(error.code))) throw error;
        fault ??= error;
        if (++tried >= MOST_TRIED) break;
      }
    }
    throw fault ?? new Error('a thumbnail of nothing');
  };
  const answerOf = async (request: DicomwebRequest, { ref, frameNumber }: Chosen): Promise<Response> => {
    const { mediaType } = chosen(request, 'single');
    const viewport = readThumbnailViewport(request.url, parts.limits.maxThumbnail, SIDE);
    const etag = etagOf('thumbnail', mediaType, ref.sha256, String(frameNumber), `${viewport.width},${viewport.height}`);
    const headers = { 'cache-control': 'no-store', vary: 'accept', etag }; // patient data
    if (isNotModified(request.headers, etag)) return notModified(headers);
    const picture = await kept.get(etag, () => make(with_, ref, frameNumber, viewport, mediaType));
    return new Response(picture, { headers: { ...headers, 'content-type': mediaType, 'content-length': String(picture.byteLength) } });
  };
  const ofSeveral = (path: DicomwebRoute['path']): DicomwebRoute => ({
    method: 'GET',
    path,
    handle: (request) => answer(request, ofMany(request, with_)),
  });
  const of = (path: DicomwebRoute['path'], choose: (request: DicomwebRequest) => Promise<Chosen>): DicomwebRoute => ({
    method: 'GET',
    path,
    handle: async (request) => answerOf(request, await choose(request)),
  });
  return [
    ofSeveral('/studies/:study/thumbnail'),
    ofSeveral('/studies/:study/series/:series/thumbnail'),
    of('/studies/:study/series/:series/instances/:instance/thumbnail', async (request) => {
      const ref = await refOf(request, parts);
      const image = await imageOf(ref, images);
      if (!image) throw noPicture('instance');
      return { ref, frameNumber: middleOf(image.header.numberOfFrames) };
    }),
    of('/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail', async (request) => {
      const ref = await refOf(request, parts);
      const image = await imageOf(ref, images);
      if (!image) throw noPicture('instance');
      const [frameNumber = 1] = frameNumbers(request.params.frames ?? '', image.header.numberOfFrames, 1);
      return { ref, frameNumber };
    }),
  ];
}

interface Chosen {
  readonly ref: InstanceRef;
  readonly frameNumber: number;
}

function middleOf(count: number): number {
  return Math.ceil(count / 2);
}

/** The instances that can stand for a study or series, the best first: the middle one of its first series, by the first page that the index gives. */
async function* ofMany({ params, signal }: DicomwebRequest, { parts, images }: RenderedParts): AsyncGenerator<Chosen, void, undefined> {
  const seriesUid = params.series === undefined ? undefined : uidIn(params, 'series');
  const what = seriesUid === undefined ? 'study' : 'series';
  const which = {
    level: seriesUid === undefined ? 'STUDY' : 'SERIES',
    studyInstanceUids: [uidIn(params, 'study')],
    ...(seriesUid !== undefined && { seriesInstanceUids: [seriesUid] }),
  } as const;
  let [lookedAt, given] = [0, 0];
  for await (const page of parts.archive.instancesOf(which, signal)) {
    const firstSeries = page.filter(({ seriesInstanceUid }) => seriesInstanceUid === page[0]!.seriesInstanceUid);
    const middle = firstSeries[middleOf(firstSeries.length) - 1]!;
    for (const ref of [middle, ...page.filter((one) => one !== middle)]) {
      lookedAt++;
      const image = await usableImage(ref, images);
      if (image) {
        given++;
        yield { ref, frameNumber: middleOf(image.header.numberOfFrames) };
      }
      if (lookedAt >= MOST_LOOKED_AT) break;
    }
    if (lookedAt >= MOST_LOOKED_AT) break;
  }
  if (lookedAt === 0) throw new DicomwebError('DICOMWEB_NOT_FOUND', `There is no such ${what} here.`);
  if (given === 0) throw noPicture(what);
}

/** One that cannot be drawn gives way to the next. */
async function usableImage(ref: InstanceRef, images: RenderedParts['images']) {
  try {
    return await imageOf(ref, images);
  } catch (error) {
    if (error instanceof PixelsError) return undefined;
    throw error;
  }
}

async function make(
  { images, pixels }: RenderedParts,
  ref: InstanceRef,
  frameNumber: number,
  viewport: Viewport,
  type: PictureType,
): Promise<Uint8Array<ArrayBuffer>> {
  const frames = await images.frames(ref);
  const source = await images.open(ref);
  try {
    return await pixels.renderFrame({ frames, source }, frameNumber, { type, viewport, quality: QUALITY }); // who asked may go: the next one asks again
  } finally {
    source.close();
  }
}

/** What was made last, by its entity tag; one that is being made is waited for, not made twice. */
function createKept(maxBytes: number) {
  const done = new Map<string, Uint8Array<ArrayBuffer>>();
  const underWay = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  let bytes = 0;
  const keep = (key: string, picture: Uint8Array<ArrayBuffer>): void => {
    done.set(key, picture);
    bytes += picture.byteLength;
    for (const [oldest, { byteLength }] of done) {
      if (bytes <= maxBytes) return;
      done.delete(oldest);
      bytes -= byteLength;
    }
  };
  return {
    async get(key: string, make: () => Promise<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
      const known = done.get(key);
      if (known) {
        done.delete(key); // to the end: asked for last
        done.set(key, known);
        return known;
      }
      const making = underWay.get(key) ?? make().finally(() => underWay.delete(key));
      const isMine = !underWay.has(key);
      underWay.set(key, making);
      const picture = await making;
      if (isMine) keep(key, picture);
      return picture;
    },
  };
}
