import { inflateRawSync } from 'node:zlib';
import { transferSyntaxName } from '../registry/registry.ts';
import { decodeJpeg } from './codecs/jpeg.ts';
import { decodeJpeg2000 } from './codecs/jpeg-2000.ts';
import { decodeJpegLs } from './codecs/jpeg-ls.ts';
import { decodeNative } from './codecs/native.ts';
import { decodeRle } from './codecs/rle.ts';
import type { DecodedFrame, StoredFrame } from './decoded.ts';
import { PixelsError } from './errors.ts';
import type { PixelFormat } from './image.ts';
import { type DecodedTransferSyntax, isDecoded } from './transfer-syntaxes.ts';

type Decode = (frame: StoredFrame) => DecodedFrame | Promise<DecodedFrame>;

const jpeg: Decode = ({ bytes, format }) => decodeJpeg(bytes, format);
const jpegLs: Decode = ({ bytes, format }) => decodeJpegLs(bytes, format);
const jpeg2000: Decode = ({ bytes, format }) => decodeJpeg2000(bytes, format, false);
const htj2k: Decode = ({ bytes, format }) => decodeJpeg2000(bytes, format, true);
const native: Decode = (frame) => decodeNative({ ...frame, bitOffset: 0 });

/** What decodes the fragments of which transfer syntax. */
const DECODERS: Readonly<Record<DecodedTransferSyntax, Decode>> = {
  '1.2.840.10008.1.2.1.98': native,
  '1.2.840.10008.1.2.4.50': jpeg,
  '1.2.840.10008.1.2.4.51': jpeg,
  '1.2.840.10008.1.2.4.53': jpeg,
  '1.2.840.10008.1.2.4.55': jpeg,
  '1.2.840.10008.1.2.4.57': jpeg,
  '1.2.840.10008.1.2.4.70': jpeg,
  '1.2.840.10008.1.2.4.80': jpegLs,
  '1.2.840.10008.1.2.4.81': jpegLs,
  '1.2.840.10008.1.2.4.90': jpeg2000,
  '1.2.840.10008.1.2.4.91': jpeg2000,
  '1.2.840.10008.1.2.4.201': htj2k,
  '1.2.840.10008.1.2.4.202': htj2k,
  '1.2.840.10008.1.2.4.203': htj2k,
  '1.2.840.10008.1.2.5': ({ bytes, format }) => decodeRle(bytes, format),
  '1.2.840.10008.1.2.8.1': (frame) => native({ ...frame, bytes: inflated(frame) }),
};

/**
 * The values of one frame.
 *
 * @throws PixelsError PIXELS_UNSUPPORTED, PIXELS_TOO_LARGE, PIXELS_BROKEN, PIXELS_FRAME_CORRUPT
 */
export async function decodeStored(frame: StoredFrame, maxFrameBytes: number): Promise<DecodedFrame> {
  const bytes = decodedBytes(frame.format);
  if (bytes > maxFrameBytes)
    throw new PixelsError('PIXELS_TOO_LARGE', `decoded, the frame has ${bytes} bytes, at most ${maxFrameBytes} are taken`);
  if (!frame.isEncapsulated) return decodeNative(frame);
  if (!isDecoded(frame.transferSyntaxUid))
    throw new PixelsError('PIXELS_UNSUPPORTED', `${transferSyntaxName(frame.transferSyntaxUid)} is not decoded here`);
  return widened(await DECODERS[frame.transferSyntaxUid](frame), frame.format);
}

/** What the frame takes when it is decoded, known before anything is. */
function decodedBytes({ rows, columns, samplesPerPixel, bitsAllocated }: PixelFormat): number {
  return rows * columns * samplesPerPixel * Math.max(1, Math.ceil(bitsAllocated / 8));
}

function inflated({ bytes, format }: StoredFrame): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: decodedBytes(format) + 1 })); // padded to an even length
  } catch (cause) {
    throw new PixelsError('PIXELS_FRAME_CORRUPT', 'the deflated frame cannot be inflated to what the image says', { cause });
  }
}

/** A stream of 8 bits in an image of 16: its values are as wide as the image says. */
function widened(decoded: DecodedFrame, { bitsAllocated, bitsStored, highBit }: PixelFormat): DecodedFrame {
  if (decoded.bitsAllocated !== 8 || bitsAllocated !== 16) return decoded;
  const isSigned = decoded.pixelRepresentation === 1;
  const values = Uint16Array.from(
    isSigned ? new Int8Array(decoded.bytes.buffer, decoded.bytes.byteOffset, decoded.bytes.length) : decoded.bytes,
  );
  return { ...decoded, bytes: new Uint8Array(values.buffer), bitsAllocated, bitsStored, highBit };
}
