import type { InstanceRef } from '../archive/archive.ts';
import { type ByteSource, inflatedSource, type LocatedFrames, locateFrames, PIXELS_LIMITS } from '../pixels/pixels.ts';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import type { DicomwebParts } from './route.ts';

/** Images of the archive; where the frames of the last of them are is remembered, so that a frame costs a read and no search. */
export interface ImageFiles {
  /** @throws ArchiveError, PixelsError, DatasetError */
  frames(ref: InstanceRef): Promise<LocatedFrames>;
  /** The bytes that `frames` speaks of, to be closed by who opened them. */
  open(ref: InstanceRef): Promise<ByteSource>;
}

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
  return {
    open,
    async frames(ref) {
      const key = `${Buffer.from(ref.sha256).toString('base64')} ${ref.transferSyntaxUid}`;
      const known = kept.get(key);
      if (known) return keep(key, known);
      const source = await open(ref);
      try {
        return keep(key, await locateFrames(source, ref.transferSyntaxUid));
      } finally {
        source.close();
      }
    },
  };
}
