import { deflateRawSync } from 'node:zlib';
import type { TransferSyntax } from '../../app/registry/registry.ts';
import { newUid } from './dataset-bytes.ts';
import { CT_IMAGE_STORAGE } from './raw-bytes.ts';

type Vr = 'CS' | 'DA' | 'LO' | 'OB' | 'OW' | 'PN' | 'UI' | 'US';
const LONG_VRS: readonly Vr[] = ['OB', 'OW']; // two reserved bytes and a length of four (PS3.5 §7.1.2)
const UNDEFINED_LENGTH = 0xffffffff;

/** A small data set in the encoding of a transfer syntax (PS3.5 Annex A), built by hand; encapsulated Pixel Data is a fragment of noise. */
export function encodedImage({ encoding, encapsulated }: Pick<TransferSyntax, 'encoding' | 'encapsulated'>) {
  const sopInstanceUid = newUid();
  const big = encoding === 'explicit-be';
  const u16 = (value: number): Buffer => Buffer.from(big ? [value >> 8, value & 255] : [value & 255, value >> 8]);
  const u32 = (value: number): Buffer =>
    big ? Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]) : Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
  const head = (tag: number, vr: Vr, length: number): Buffer => {
    const tagBytes = Buffer.concat([u16(tag >>> 16), u16(tag & 0xffff)]);
    if (encoding === 'implicit-le') return Buffer.concat([tagBytes, u32(length)]);
    return Buffer.concat([tagBytes, Buffer.from(vr), LONG_VRS.includes(vr) ? Buffer.concat([u16(0), u32(length)]) : u16(length)]);
  };
  const element = (tag: number, vr: Vr, value: string | number | Buffer): Buffer => {
    const bytes = typeof value === 'number' ? u16(value) : Buffer.from(value as string, 'latin1');
    const even = bytes.byteLength % 2 ? Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]) : bytes;
    return Buffer.concat([head(tag, vr, even.byteLength), even]);
  };
  const item = (tag: number, value: Buffer): Buffer => Buffer.concat([u16(tag >>> 16), u16(tag & 0xffff), u32(value.byteLength), value]);
  const noise = Buffer.from(Array.from({ length: 512 }, (_, at) => (at * 7919 + 3) % 251));
  const pixelData = encapsulated
    ? [
        head(0x7fe00010, 'OB', UNDEFINED_LENGTH),
        item(0xfffee000, Buffer.alloc(0)),
        item(0xfffee000, noise),
        item(0xfffee0dd, Buffer.alloc(0)),
      ]
    : [head(0x7fe00010, 'OW', noise.byteLength), noise];
  const plain = Buffer.concat([
    element(0x00080016, 'UI', CT_IMAGE_STORAGE),
    element(0x00080018, 'UI', sopInstanceUid),
    element(0x00080020, 'DA', '20260102'),
    element(0x00080060, 'CS', 'CT'),
    element(0x00100010, 'PN', 'Every^Syntax'),
    element(0x00100020, 'LO', 'TS1'),
    element(0x0020000d, 'UI', '1.2.826.0.1.3680043.10.2.1'),
    element(0x0020000e, 'UI', '1.2.826.0.1.3680043.10.2.2'),
    element(0x00280010, 'US', 16),
    element(0x00280011, 'US', 16),
    ...pixelData,
  ]);
  return { sopInstanceUid, dataset: encoding === 'deflated-explicit-le' ? deflateRawSync(plain) : plain };
}
