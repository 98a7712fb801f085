import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from './scale.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GRAYSCALE = 0;
const TRUECOLOUR = 2;
const UP = 2;
/** Medical pictures are noise to a great part: more effort takes time and saves little. */
const LEVEL = 3;

/**
 * A picture as PNG (ISO/IEC 15948), each line by the filter Up.
 *
 * @param profile ICC profile of its colours
 */
export function encodePng({ pixels, width, height, samples }: Picture, profile?: Uint8Array): Uint8Array<ArrayBuffer> {
  const stride = width * samples;
  const lines = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const to = y * (stride + 1);
    const from = y * stride;
    lines[to] = y === 0 ? 0 : UP;
    if (y === 0) lines.set(pixels.subarray(0, stride), 1);
    else for (let x = 0; x < stride; x++) lines[to + 1 + x] = pixels[from + x]! - pixels[from + x - stride]!;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = samples === 1 ? GRAYSCALE : TRUECOLOUR;
  const parts = [
    SIGNATURE,
    chunk('IHDR', header),
    ...(profile ? [chunk('iCCP', Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(profile)]))] : []),
    chunk('IDAT', deflateSync(lines, { level: LEVEL })),
    chunk('IEND', new Uint8Array()),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.byteLength);
  bytes.writeUInt32BE(data.byteLength, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.byteLength)), 8 + data.byteLength);
  return bytes;
}
