import type { InstanceRef } from '../archive/archive.ts';
import { type ByteSource, inflatedSource, type LocatedFrames, locateFrames, memorySource, PIXELS_LIMITS } from '../pixels/pixels.ts';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import type { DicomwebParts } from './route.ts';

/** Images of the archive; where the frames of the last of them are is remembered, so that a frame costs a read and no search. */
export interface ImageFiles {
  /** @throws ArchiveError, PixelsError, DatasetError */
  frames(ref: InstanceRef): Promise<LocatedFrames>;
  /** The bytes that `frames` speaks of, to be closed by who opened them. */
  open(ref: InstanceRef): Promise<ByteSource>;
  /**
   * Both, for who wants a frame now: each open and each read goes to another thread and back, and here a small image takes one of each.
   *
   * @throws as `frames`
   */
  opened(ref: InstanceRef): Promise<{ readonly frames: LocatedFrames; readonly source: ByteSource }>;
}

/** An image up to this is read whole where its frames are not known yet: a CT slice. */
const WHOLE_BYTES = 1024 * 1024;
/** So many may be in memory for it at once. */
const WHOLE_AT_ONCE = 16;

/** Images whose frames are remembered: a series that is looked through, and a few more. */
const KEPT = 256;

export function createImageFiles(archive: Pick<DicomwebParts['archive'], 'openAnywhere'>): ImageFiles {
  const kept = new Map<string, LocatedFrames>();
  const keep = (key: string, frames: LocatedFrames): LocatedFrames => {
    kept.delete(key);
    kept.set(key, frames); // the last asked for is the last to go
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return frames;
  };
  const open = async (ref: InstanceRef): Promise<ByteSource> => {
    const stored = await archive.openAnywhere(ref);
    if (ref.transferSyntaxUid !== DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN) return stored;
    return inflatedSource(stored, PIXELS_LIMITS.maxInflatedBytes);
  };
  const keyOf = ({ sha256, transferSyntaxUid }: InstanceRef) => `${Buffer.from(sha256).toString('base64')} ${transferSyntaxUid}`;
  /** Closes the source where it finds none. */
  const located = async (ref: InstanceRef, source: ByteSource): Promise<LocatedFrames> => {
    try {
      return keep(keyOf(ref), await locateFrames(source, ref.transferSyntaxUid));
    } catch (error) {
      source.close();
      throw error;
    }
  };
  let whole = 0;
  /** All of it in memory; closes `stored`. */
  const inMemory = async (stored: ByteSource): Promise<ByteSource> => {
    let isHeld = true;
    const letGo = () => {
      if (isHeld) whole--;
      isHeld = false;
    };
    whole++;
    try {
      const bytes = Buffer.allocUnsafeSlow(stored.bytes);
      const there = await stored.readAt(0, bytes);
      return { ...memorySource(bytes.subarray(0, there)), close: letGo };
    } catch (error) {
      letGo();
      throw error;
    } finally {
      stored.close();
    }
  };
  const known = (ref: InstanceRef): LocatedFrames | undefined => {
    const frames = kept.get(keyOf(ref));
    return frames && keep(keyOf(ref), frames);
  };
  return {
    open,
    async opened(ref) {
      const frames = known(ref);
      const stored = await open(ref);
      if (frames) return { frames, source: stored };
      const isSmall = stored.bytes <= WHOLE_BYTES && whole < WHOLE_AT_ONCE;
      const source = isSmall ? await inMemory(stored) : stored;
      return { frames: await located(ref, source), source };
    },
    async frames(ref) {
      const frames = known(ref);
      if (frames) return frames;
      const source = await open(ref);
      const found = await located(ref, source);
      source.close();
      return found;
    },
  };
}
