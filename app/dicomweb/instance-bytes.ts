import type { Archive, InstanceRef } from '../archive/archive.ts';
import { canTranscode, encodeFileMeta, transcode } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import type { PlainInstances } from './plain-instances.ts';
import type { Pieces, SendBuffers } from './sending.ts';

/** Where the bytes come from. */
export interface InstanceSource {
  readonly archive: Pick<Archive, 'openChecked' | 'readChecked'>;
  readonly plain: PlainInstances;
  readonly signal: AbortSignal;
}

/** An instance and the transfer syntax that it goes out in. */
export interface OutgoingInstance {
  readonly ref: InstanceRef;
  readonly transferSyntaxUid: string;
}

/** What stands before the data set: preamble and File Meta Information (PS3.10 §7.1), the same each time. */
export function fileMetaOf({ ref: { sopClassUid, sopInstanceUid }, transferSyntaxUid }: OutgoingInstance): Uint8Array {
  return encodeFileMeta({ sopClassUid, sopInstanceUid, transferSyntaxUid });
}

/** Bytes of the file; undefined where only sending it tells. */
export function fileBytesOf(instance: OutgoingInstance): number | undefined {
  const { ref, transferSyntaxUid } = instance;
  return ref.transferSyntaxUid === transferSyntaxUid ? fileMetaOf(instance).byteLength + ref.bytes - ref.datasetOffset : undefined;
}

/**
 * The file, with `before` in front of it. Held against what was received; the last piece comes only where all of it is.
 *
 * @throws ArchiveError, DatasetError; PixelsError and DicomwebError, before the first piece where it cannot be decoded at all
 */
export async function* fileOf(source: InstanceSource, instance: OutgoingInstance, before: Uint8Array, buffers: SendBuffers): Pieces {
  const { ref, transferSyntaxUid } = instance;
  const head = Buffer.concat([before, fileMetaOf(instance)]);
  if (ref.transferSyntaxUid === transferSyntaxUid) yield* asStored(source, ref, head, buffers);
  else yield* packed(recoded(source, instance), head, buffers);
}

function recoded({ archive, plain, signal }: InstanceSource, { ref, transferSyntaxUid }: OutgoingInstance): AsyncIterable<Uint8Array> {
  if (canTranscode(ref.transferSyntaxUid, transferSyntaxUid))
    return transcode(archive.readChecked(ref), ref.transferSyntaxUid, transferSyntaxUid);
  return transcode(plain.of(ref, signal), EXPLICIT_VR_LITTLE_ENDIAN, transferSyntaxUid);
}

async function* asStored({ archive }: InstanceSource, ref: InstanceRef, head: Uint8Array, buffers: SendBuffers): Pieces {
  const dataset = await archive.openChecked(ref);
  try {
    let at = head.byteLength;
    let left = dataset.bytes;
    let piece = buffers.take(at + left);
    piece.set(head);
    while (true) {
      const here = Math.min(left, piece.byteLength - at);
      if (here > 0) await dataset.readInto([piece.subarray(at, at + here)]);
      left -= here;
      yield piece.subarray(0, at + here);
      if (left === 0) return;
      piece = buffers.take(left);
      at = 0;
    }
  } finally {
    dataset.close();
  }
}

/** Views that last until the next is asked for, copied into pieces that last as long as they are sent. */
export async function* packed(views: AsyncIterable<Uint8Array>, head: Uint8Array, buffers: SendBuffers): Pieces {
  let piece = buffers.take();
  piece.set(head);
  let filled = head.byteLength;
  for await (const view of views) {
    for (let at = 0; at < view.byteLength; ) {
      const here = Math.min(view.byteLength - at, piece.byteLength - filled);
      piece.set(view.subarray(at, at + here), filled);
      filled += here;
      at += here;
      if (filled < piece.byteLength) continue;
      yield piece;
      piece = buffers.take();
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
