import type { Picture } from './scale.ts';

/** Steps of red, green and blue in the palette of a colour picture: 252 colours. */
const STEPS = [6, 7, 6] as const;
const CODE_BITS = 8;
const CLEAR = 1 << CODE_BITS;
const END = CLEAR + 1;
const MOST_CODES = 4096;

const HEAD_BYTES = 13 + 768;
/** Where in a picture's GIF the delay stands. */
const DELAY_AT = HEAD_BYTES + 4;
const LOOP = Uint8Array.of(0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0);
const TRAILER = 0x3b;

/** A picture as GIF (GIF89a). Shades of grey are kept, colours become the nearest of 252. */
export function encodeGif(picture: Picture): Uint8Array<ArrayBuffer> {
  const { width, height, samples } = picture;
  const head = Buffer.alloc(13);
  head.write('GIF89a', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head[10] = 0xf7; // a palette of 256, of 8 bits
  const parts: Uint8Array[] = [head, samples === 1 ? greys() : colours()];
  const descriptor = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, CODE_BITS]);
  descriptor.writeUInt16LE(width, 13);
  descriptor.writeUInt16LE(height, 15);
  parts.push(descriptor, ...blocks(compressed(samples === 1 ? picture.pixels : indexes(picture.pixels))), Uint8Array.of(TRAILER));
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * An animation that goes on for ever, put together of pictures of one size as `encodeGif` wrote them, one after the other.
 *
 * @param delayMs how long each is shown
 */
export async function* animatedGif(
  pictures: AsyncIterable<Uint8Array>,
  delayMs: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let isFirst = true;
  for await (const gif of pictures) {
    if (isFirst) yield new Uint8Array(Buffer.concat([gif.subarray(0, HEAD_BYTES), LOOP]));
    isFirst = false;
    const picture = new Uint8Array(gif.subarray(HEAD_BYTES, gif.length - 1));
    new DataView(picture.buffer).setUint16(DELAY_AT - HEAD_BYTES, Math.min(0xffff, Math.max(2, Math.round(delayMs / 10))), true);
    yield picture;
  }
  yield Uint8Array.of(TRAILER);
}

function greys(): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
}

function colours(): Uint8Array {
  const [reds, greens, blues] = STEPS;
  const palette = new Uint8Array(768);
  for (let index = 0; index < reds * greens * blues; index++) {
    palette[index * 3] = Math.round((Math.floor(index / (greens * blues)) * 255) / (reds - 1));
    palette[index * 3 + 1] = Math.round(((Math.floor(index / blues) % greens) * 255) / (greens - 1));
    palette[index * 3 + 2] = Math.round(((index % blues) * 255) / (blues - 1));
  }
  return palette;
}

function indexes(pixels: Uint8Array): Uint8Array {
  const [reds, greens, blues] = STEPS;
  const out = new Uint8Array(pixels.length / 3);
  for (let at = 0; at < out.length; at++) {
    const red = Math.round((pixels[at * 3]! * (reds - 1)) / 255);
    const green = Math.round((pixels[at * 3 + 1]! * (greens - 1)) / 255);
    out[at] = (red * greens + green) * blues + Math.round((pixels[at * 3 + 2]! * (blues - 1)) / 255);
  }
  return out;
}

/** LZW (GIF89a Appendix F). */
function compressed(indices: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((indices.length + indices.length / 2 + 64) * 1.5) + 8);
  let to = 0;
  let bits = 0;
  let held = 0;
  let width = CODE_BITS + 1;
  const put = (code: number) => {
    bits |= code << held;
    held += width;
    for (; held >= 8; held -= 8, bits >>>= 8) out[to++] = bits & 0xff;
  };
  const children = new Map<number, number>(); // prefix × 256 + next
  let next = END + 1;
  put(CLEAR);
  let prefix = indices[0] ?? 0;
  for (let at = 1; at < indices.length; at++) {
    const key = prefix * 256 + indices[at]!;
    const known = children.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    put(prefix);
    prefix = indices[at]!;
    if (next < MOST_CODES) {
      if (next === 1 << width) width++;
      children.set(key, next++);
    } else {
      put(CLEAR);
      children.clear();
      next = END + 1;
      width = CODE_BITS + 1;
    }
  }
  put(prefix);
  if (next === 1 << width && width < 12) width++;
  put(END);
  if (held > 0) out[to++] = bits & 0xff;
  return out.subarray(0, to);
}

function* blocks(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    yield Uint8Array.of(block.length);
    yield block;
  }
  yield Uint8Array.of(0);
}
