import { NUMBER_BYTES } from './vr.ts';

/** A copy in the other byte order; the same bytes where they are no whole numbers. */
export function swapped(bytes: Uint8Array, vr: string): Uint8Array {
  const width = NUMBER_BYTES[vr] ?? 1;
  if (width === 1 || bytes.byteLength % width !== 0) return bytes;
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  return width === 4 ? copy.swap32() : copy.swap64();
}
