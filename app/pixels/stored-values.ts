import type { DecodedFrame } from './decoded.ts';

export type StoredValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * The values of a frame as numbers (PS3.5 §8.1.1): the Bits Stored up to High Bit, in two's complement where Pixel Representation says so; what
 * else is in the word, retired overlays mostly, is dropped. A view where nothing has to be dropped.
 */
export function storedValues(frame: DecodedFrame): StoredValues {
  const { bytes, bitsAllocated, bitsStored, highBit, isFloat } = frame;
  const isSigned = frame.pixelRepresentation === 1;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  const count = Math.floor(aligned.byteLength / (bitsAllocated / 8));
  if (bitsAllocated === 64) return new Float64Array(buffer, byteOffset, count);
  if (isFloat) return new Float32Array(buffer, byteOffset, count);
  if (bitsAllocated === 32)
    return trimmed(isSigned ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count));
  if (bitsAllocated === 16)
    return trimmed(isSigned ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count));
  return trimmed(isSigned ? new Int8Array(buffer, byteOffset, count) : new Uint8Array(buffer, byteOffset, count));

  function trimmed<Values extends Exclude<StoredValues, Float32Array | Float64Array>>(values: Values): Values {
    const above = 32 - highBit - 1;
    const below = 32 - bitsStored;
    if (bitsStored === bitsAllocated) return values;
    const out = values.slice() as Values;
    if (isSigned) for (let at = 0; at < out.length; at++) out[at] = (out[at]! << above) >> below;
    else for (let at = 0; at < out.length; at++) out[at] = (out[at]! << above) >>> below;
    return out;
  }
}
