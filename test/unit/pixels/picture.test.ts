import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { coloursOf } from '../../../app/pixels/colour.ts';
import { animatedGif, encodeGif } from '../../../app/pixels/gif.ts';
import type { Overlay } from '../../../app/pixels/image.ts';
import { eachOverlaid } from '../../../app/pixels/overlay.ts';
import { encodePng } from '../../../app/pixels/png.ts';
import { cropped, flipped, type Picture, scaled } from '../../../app/pixels/scale.ts';

const grey = (width: number, ...pixels: number[]): Picture => ({
  width,
  height: pixels.length / width,
  samples: 1,
  pixels: Uint8Array.from(pixels),
});

describe('a picture in another size', () => {
  it('made smaller, each pixel is what was there in the mean', () => {
    const half = scaled(grey(4, 0, 0, 255, 255, 0, 0, 255, 255), 2, 1);
    assert.deepEqual([half.width, half.height], [2, 1]);
    assert.ok(half.pixels[0]! < 64 && half.pixels[1]! > 191, half.pixels.join());
  });
  it('a thin line does not vanish', () => {
    const line = new Uint8Array(1024).fill(0);
    line[500] = 255;
    assert.ok(scaled({ width: 1024, height: 1, samples: 1, pixels: line }, 64, 1).pixels.some((pixel) => pixel > 0));
  });
  it('an even field stays even, at its borders too', () => {
    for (const size of [1, 3, 7, 10, 64])
      assert.ok(scaled(grey(10, ...new Array(100).fill(77)), size, size).pixels.every((pixel) => pixel === 77));
  });
  it('colours keep apart', () => {
    const picture: Picture = { width: 2, height: 1, samples: 3, pixels: Uint8Array.of(255, 0, 0, 255, 0, 0) };
    assert.deepEqual([...scaled(picture, 3, 2).pixels].slice(0, 6), [255, 0, 0, 255, 0, 0]);
  });
  it('a part of it; what is outside is black', () => {
    assert.deepEqual([...cropped(grey(2, 1, 2, 3, 4), { x: 1, y: -1, width: 2, height: 3 }).pixels], [0, 0, 2, 0, 4, 0]);
  });
  it('mirrored', () => {
    assert.deepEqual([...flipped(grey(2, 1, 2, 3, 4), true, false).pixels], [2, 1, 4, 3]);
    assert.deepEqual([...flipped(grey(2, 1, 2, 3, 4), false, true).pixels], [3, 4, 1, 2]);
  });
});

describe('PNG (ISO/IEC 15948)', () => {
  it('chunks with their checksums, and lines that give the pixels again', () => {
    const picture = grey(3, 10, 20, 30, 40, 250, 60, 70, 5, 90);
    const png = Buffer.from(encodePng(picture));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length; ) {
      const length = png.readUInt32BE(at);
      const type = png.toString('latin1', at + 4, at + 8);
      assert.equal(png.readUInt32BE(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)), type);
      chunks.set(type, png.subarray(at + 8, at + 8 + length));
      at += 12 + length;
    }
    assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
    assert.deepEqual([...chunks.get('IHDR')!], [0, 0, 0, 3, 0, 0, 0, 3, 8, 0, 0, 0, 0]);
    const lines = inflateSync(chunks.get('IDAT')!);
    const pixels: number[] = [];
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 3; x++) pixels.push((lines[y * 4 + 1 + x]! + (lines[y * 4] === 2 ? pixels[(y - 1) * 3 + x]! : 0)) & 0xff);
    assert.deepEqual(pixels, [...picture.pixels]);
  });
});

describe('GIF89a', () => {
  /** A decoder of the test's own (GIF89a Appendix F). */
  const indicesOf = (gif: Uint8Array): number[] => {
    let at = 13 + 768;
    while (gif[at] !== 0x2c) at += gif[at + 1] === 0xff ? 19 : 8;
    at += 10;
    const minimum = gif[at++]!;
    const data: number[] = [];
    for (let length = gif[at++]!; length > 0; length = gif[at++]!) {
      data.push(...gif.subarray(at, at + length));
      at += length;
    }
    const clear = 1 << minimum;
    let width = minimum + 1;
    let table: number[][] = [];
    let before: number[] | undefined;
    const out: number[] = [];
    const reset = () => {
      table = Array.from({ length: clear + 2 }, (_, code) => [code]);
      width = minimum + 1;
      before = undefined;
    };
    reset();
    for (let bit = 0; ; ) {
      let code = 0;
      for (let next = 0; next < width; next++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << next;
      if (code === clear) reset();
      else if (code === clear + 1) return out;
      else {
        const entry: number[] = table[code] ?? [...before!, before![0]!];
        if (before && table.length < 4096) table.push([...before, entry[0]!]);
        if (table.length === 1 << width && width < 12) width++;
        out.push(...entry);
        before = entry;
      }
    }
  };
  it('gives shades of grey again, runs and noise, beyond a full table', () => {
    const noise = Uint8Array.from({ length: 90_000 }, (_, at) => (at < 30_000 ? at % 7 : (at * 7919 + (at >> 3) * 31) % 251));
    const gif = encodeGif({ width: 300, height: 300, samples: 1, pixels: noise });
    assert.deepEqual(indicesOf(gif), [...noise]);
  });
  it('several, one after the other, for ever (Appendix: NETSCAPE2.0)', async () => {
    const pictures = (async function* () {
      yield encodeGif(grey(1, 9));
      yield encodeGif(grey(1, 200));
    })();
    const parts: Uint8Array[] = [];
    for await (const part of animatedGif(pictures, 70)) parts.push(part);
    const gif = Buffer.concat(parts);
    assert.equal(gif.toString('latin1', 784, 795), 'NETSCAPE2.0');
    const second = gif.indexOf(Buffer.from([0x21, 0xf9, 4]), 805);
    assert.deepEqual([gif.readUInt16LE(800 + 4), gif.readUInt16LE(second + 4)], [7, 7]); // hundredths of a second
    assert.deepEqual(indicesOf(gif), [9]);
    assert.deepEqual(indicesOf(Buffer.concat([gif.subarray(0, 781), gif.subarray(second)])), [200]);
    assert.equal(gif.at(-1), 0x3b);
  });
  it('of one pixel', () => assert.deepEqual(indicesOf(encodeGif(grey(1, 9))), [9]));
});

describe('PS3.3 C.7.6.3.1.2 colours', () => {
  const of = (photometric: string, ...values: number[]) => [...coloursOf(Uint8Array.from(values), { photometric, bitsStored: 8 })];
  it('YBR_FULL', () => assert.deepEqual(of('YBR_FULL', 76, 85, 255, 255, 128, 128), [254, 0, 0, 255, 255, 255]));
  it('YBR_PARTIAL has black at 16', () => assert.deepEqual(of('YBR_PARTIAL', 16, 128, 128, 235, 128, 128), [0, 0, 0, 255, 255, 255]));
  it('RGB of 16 bits', () =>
    assert.deepEqual([...coloursOf(Uint16Array.of(0, 0x8000, 0xffff), { photometric: 'RGB', bitsStored: 16 })], [0, 128, 255]));
  it('a palette, and values beyond its ends', () => {
    const lut = { first: 1, entries: Uint16Array.of(0x1000, 0xff00), bits: 16 };
    const palette = { red: lut, green: lut, blue: lut };
    assert.deepEqual(
      [...coloursOf(Uint8Array.of(0, 1, 2, 3), { photometric: 'PALETTE COLOR', bitsStored: 8, palette })],
      [16, 16, 16, 16, 16, 16, 255, 255, 255, 255, 255, 255],
    );
  });
  it('what is not drawn is said', () => assert.throws(() => of('CMYK', 1, 2, 3, 4), { code: 'PIXELS_UNSUPPORTED' }));
});

describe('PS3.3 C.9.2 overlay planes', () => {
  const overlay: Overlay = { rows: 2, columns: 2, row: 2, column: 2, frames: 1, firstFrame: 1, bits: Uint8Array.of(0b1001) };
  const drawn = (planes: readonly Overlay[], frameNumber: number) => {
    const pixels: number[] = [];
    eachOverlaid(planes, frameNumber, { rows: 3, columns: 3 }, (pixel) => pixels.push(pixel));
    return pixels;
  };
  it('begin at their origin', () => assert.deepEqual(drawn([overlay], 1), [4, 8]));
  it('beyond the image are cut off', () => assert.deepEqual(drawn([{ ...overlay, row: 3, column: 0 }], 1), []));
  it('of several frames belong to theirs', () => {
    const two = { ...overlay, frames: 2, firstFrame: 2, bits: Uint8Array.of(0b0001_1000) };
    assert.deepEqual(
      [1, 2, 3, 4].map((frame) => drawn([two], frame)),
      [[], [8], [4], []],
    );
  });
});
