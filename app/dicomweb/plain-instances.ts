import type { InstanceRef } from '../archive/archive.ts';
import { type LocatedFrames, PixelsError, plainDataset } from '../pixels/pixels.ts';
import type { ImageFiles } from './image-files.ts';
import type { DicomwebParts } from './route.ts';
import { inTurn, type Turns } from './turns.ts';

/** Compressed instances with their pixels decoded. */
export interface PlainInstances {
  /**
   * The data set in Explicit VR Little Endian (PS3.18 §8.7.3.4). Held against what was received before anything of it is decoded; nothing comes
   * before its first frame is.
   *
   * @returns views, each valid until the next is asked for
   * @throws PixelsError, ArchiveError, DatasetError; DicomwebError DICOMWEB_BUSY
   */
  of(ref: InstanceRef, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export function createPlainInstances(
  { archive, pixels }: Pick<DicomwebParts, 'archive' | 'pixels'>,
  images: ImageFiles,
  turns: Turns,
): PlainInstances {
  return {
    async *of(ref, signal) {
      for await (const _ of archive.readChecked(ref)) signal.throwIfAborted();
      const frames = await framesOf(ref, images);
      if (!frames) return yield* archive.readChecked(ref); // without fragments the two are the same
      const source = await images.open(ref);
      const decode = (frameNumber: number) => inTurn(turns, signal, () => pixels.decodeFrame({ frames, source }, frameNumber, signal));
      try {
        yield* plainDataset({ frames, source }, decode);
      } finally {
        source.close();
      }
    },
  };
}

/** @returns undefined where nothing of it is in fragments: a report that came in a compressed transfer syntax */
async function framesOf(ref: InstanceRef, images: ImageFiles): Promise<LocatedFrames | undefined> {
  try {
    const frames = await images.frames(ref);
    return frames.isEncapsulated ? frames : undefined;
  } catch (error) {
    if (error instanceof PixelsError && error.code === 'PIXELS_NO_IMAGE') return undefined;
    throw error;
  }
}
