import { type Clock, createWorkerPool, type TaskFailure } from '../base/base.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import type { DecodedFrame, StoredFrame } from './decoded.ts';
import type { DrawnBy, DrawOptions } from './draw.ts';
import { PixelsError, type PixelsErrorCode } from './errors.ts';
import { type LocatedFrames, locateFrames, readFrame } from './frames.ts';
import { PIXELS_LIMITS, type PixelsLimits } from './limits.ts';
import { type ByteSource, inflatedSource } from './source.ts';

/** An image in some file. */
export interface PixelInstance {
  /** Another for other bytes: what was found out about an image is kept under it. */
  readonly key: string;
  readonly transferSyntaxUid: string;
  /** Its data set as it is stored. */
  open(): Promise<ByteSource>;
}

/** What a thread is given. */
export interface PixelsTask {
  readonly frame: StoredFrame;
  /** Absent: the values are wanted, no picture. */
  readonly drawn?: { readonly by: DrawnBy; readonly options: DrawOptions };
  readonly maxFrameBytes: number;
}

export interface Pixels {
  /**
   * Where the frames are; kept for those asked for last.
   *
   * @throws PixelsError, DatasetError, what `open` and its source throw
   */
  locate(instance: PixelInstance): Promise<LocatedFrames>;
  /**
   * Calls `use` with the frames and a source that they can be read from by `readFrame`, inflated where that is needed; closed when `use` is over.
   *
   * @throws as `locate`, and what `use` throws
   */
  reading<Result>(instance: PixelInstance, use: (frames: LocatedFrames, source: ByteSource) => Promise<Result>): Promise<Result>;
  /**
   * The values of a frame, from 1 on.
   *
   * @throws PixelsError, as `locate`; the reason of `signal`
   */
  decodeFrame(instance: PixelInstance, frameNumber: number, signal?: AbortSignal): Promise<DecodedFrame>;
  /**
   * A picture of a frame.
   *
   * @throws as `decodeFrame`
   */
  renderFrame(instance: PixelInstance, frameNumber: number, options: DrawOptions, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const MOST_KEPT = 64;
/** Beyond what frames take, which is not on the JavaScript heap. */
const MAX_HEAP_MIB = 128;

const CODES: ReadonlySet<string> = new Set<PixelsErrorCode>([
  'PIXELS_BROKEN',
  'PIXELS_UNSUPPORTED',
  'PIXELS_TOO_LARGE',
  'PIXELS_FRAME_CORRUPT',
]);

/** Frames decoded and drawn in threads of their own, which start when they are needed. */
export function createPixels({ clock, limits = PIXELS_LIMITS }: { readonly clock: Clock; readonly limits?: PixelsLimits }): Pixels {
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
  const kept = new Map<string, LocatedFrames>(); // those asked for last at the end

  const keep = (key: string, frames: LocatedFrames): void => {
    kept.delete(key);
    kept.set(key, frames);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  };

  async function reading<Result>(
    instance: PixelInstance,
    use: (frames: LocatedFrames, source: ByteSource) => Promise<Result>,
  ): Promise<Result> {
    const { key, transferSyntaxUid } = instance;
    const stored = await instance.open();
    const isDeflated = TRANSFER_SYNTAXES.get(transferSyntaxUid)?.encoding === 'deflated-explicit-le';
    const source = isDeflated ? await inflatedSource(stored, limits.maxInflatedBytes) : stored;
    try {
      const readAs = isDeflated ? EXPLICIT_VR_LITTLE_ENDIAN : transferSyntaxUid;
      const frames = kept.get(key) ?? (await locateFrames(source, readAs, limits));
      keep(key, frames);
      return await use(frames, source);
    } finally {
      source.close();
    }
  }

  const storedFrame = async (frames: LocatedFrames, source: ByteSource, frameNumber: number): Promise<StoredFrame> => ({
    bytes: await readFrame(source, frames, frameNumber, limits),
    format: formatOf(frames),
    transferSyntaxUid: frames.transferSyntaxUid,
    isEncapsulated: frames.isEncapsulated,
    bitOffset: frames.bitOffsetOf(frameNumber),
  });

  const run = <Result>(task: PixelsTask, signal: AbortSignal | undefined): Promise<Result> =>
    pool.run<Result>(task, { transfer: [task.frame.bytes.buffer], ...(signal && { signal }) });

  return {
    locate: async (instance) => kept.get(instance.key) ?? reading(instance, async (frames) => frames),
    reading,
    async decodeFrame(instance, frameNumber, signal) {
      const frame = await reading(instance, (frames, source) => storedFrame(frames, source, frameNumber));
      return run({ frame, maxFrameBytes: limits.maxFrameBytes }, signal);
    },
    async renderFrame(instance, frameNumber, options, signal) {
      const task = await reading(instance, async (frames, source) => ({
        frame: await storedFrame(frames, source, frameNumber),
        drawn: { by: drawnBy(frames, frameNumber), options },
        maxFrameBytes: limits.maxFrameBytes,
      }));
      return run(task, signal);
    },
    close: () => pool.close(),
  };
}

function formatOf({ header }: LocatedFrames): StoredFrame['format'] {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, pixelRepresentation, planarConfiguration } = header;
  const { photometric, isFloat } = header;
  return { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, pixelRepresentation, planarConfiguration, photometric, isFloat };
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
