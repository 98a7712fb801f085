import { type Clock, createWorkerPool, type TaskFailure } from '../base/base.ts';
import type { DecodedFrame, StoredFrame } from './decoded.ts';
import type { DrawnBy, DrawOptions } from './draw.ts';
import { PixelsError, type PixelsErrorCode } from './errors.ts';
import { type LocatedFrames, readFrame } from './frames.ts';
import { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
import type { ByteSource } from './source.ts';

/** An image whose frames are found. */
export interface LocatedImage {
  readonly frames: LocatedFrames;
  /** The data set, inflated; stays open until the frame was decoded. */
  readonly source: ByteSource;
}

/** What a thread is given. */
export interface PixelsTask {
  readonly frame: StoredFrame;
  /** Absent: the values are wanted, no picture. */
  readonly drawn?: { readonly by: DrawnBy; readonly options: DrawOptions };
  readonly maxFrameBytes: number;
}

/** Frames decoded and drawn in threads of their own, which start when they are needed. */
export interface Pixels {
  /**
   * The values of a frame, from 1 on.
   *
   * @throws PixelsError; what the source throws; the reason of `signal`
   */
  decodeFrame(image: LocatedImage, frameNumber: number, signal?: AbortSignal): Promise<DecodedFrame>;
  /**
   * A picture of a frame.
   *
   * @throws as `decodeFrame`
   */
  renderFrame(image: LocatedImage, frameNumber: number, options: DrawOptions, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Beyond what frames take, which is not on the JavaScript heap. */
const MAX_HEAP_MIB = 128;

/** What a thread may say of a frame; anything else that it throws is a frame that it could not cope with. */
const CODES: ReadonlySet<string> = new Set<PixelsErrorCode>([
  'PIXELS_BROKEN',
  'PIXELS_UNSUPPORTED',
  'PIXELS_TOO_LARGE',
  'PIXELS_FRAME_CORRUPT',
]);

export function createPixels({ clock, limits = PIXELS_LIMITS }: { readonly clock: Clock; readonly limits?: PixelsLimits }): Pixels {
  const { maxFrameBytes } = limits;
  const pool = createWorkerPool({
    script: 'pixels/decode-worker.ts',
    maxWorkers: limits.maxWorkers,
    maxWaiting: limits.maxWaiting,
    deadlineMs: limits.frameMs,
    idleMs: limits.idleMs,
    maxHeldBytes: limits.maxWorkerBytes,
    maxHeapMiB: MAX_HEAP_MIB,
    clock,
    errorOf: (failure) => pixelsErrorOf(failure, limits),
  });
  let reading = 0;
  /** @param drawn given when the frame is asked for, since a frame that is not there has no look */
  const run = async <Result>(
    { frames, source }: LocatedImage,
    frameNumber: number,
    drawn: (() => PixelsTask['drawn']) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Result> => {
    // before the bytes of the frame are read: what waits for a thread must not fill the memory
    if (pool.waiting + reading >= limits.maxWaiting) throw pixelsErrorOf({ kind: 'busy' }, limits);
    reading++;
    const bytes = await readFrame(source, frames, frameNumber, limits).finally(() => reading--);
    const { isEncapsulated, transferSyntaxUid } = frames;
    const frame = { bytes, format: formatOf(frames), transferSyntaxUid, isEncapsulated, bitOffset: frames.bitOffsetOf(frameNumber) };
    const look = drawn?.();
    const task: PixelsTask = { frame, maxFrameBytes, ...(look && { drawn: look }) };
    return pool.run<Result>(task, { transfer: [bytes.buffer], ...(signal && { signal }) });
  };
  return {
    decodeFrame: (image, frameNumber, signal) => run(image, frameNumber, undefined, signal),
    renderFrame: (image, frameNumber, options, signal) =>
      run(image, frameNumber, () => ({ by: drawnBy(image.frames, frameNumber), options }), signal),
    close: () => pool.close(),
  };
}

function formatOf({ header }: LocatedFrames): StoredFrame['format'] {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, pixelRepresentation, planarConfiguration } = header;
  const { photometric, isFloat } = header;
  return {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    pixelRepresentation,
    planarConfiguration,
    photometric,
    isFloat,
  };
}

function drawnBy({ header }: LocatedFrames, frameNumber: number): DrawnBy {
  const { photometric, isInverse, palette, padding, aspect, overlays, grayscales } = header;
  return {
    ...{ photometric, isInverse, aspect, overlays, frameNumber },
    ...(palette && { palette }),
    ...(padding && { padding }),
    grayscale: grayscales[frameNumber - 1] ?? grayscales[0]!,
  };
}

function pixelsErrorOf(failure: TaskFailure, limits: PixelsLimits): Error {
  switch (failure.kind) {
    case 'refused':
      if (failure.code && CODES.has(failure.code)) return new PixelsError(failure.code as PixelsErrorCode, failure.words);
      return new PixelsError('PIXELS_FRAME_CORRUPT', `the frame cannot be decoded: ${failure.words}`);
    case 'busy':
      return new PixelsError('PIXELS_BUSY', `${limits.maxWaiting} frames wait to be decoded`);
    case 'slow':
      return new PixelsError('PIXELS_TOO_SLOW', `the frame was not decoded in ${limits.frameMs} ms`);
    case 'died':
      return new PixelsError('PIXELS_DECODER_DIED', `the thread that decoded the frame ended: ${failure.words}`);
    case 'closed':
      return new PixelsError('PIXELS_CLOSED', 'the program stops');
    default:
      return failure satisfies never;
  }
}
