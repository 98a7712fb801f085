import type { Picture } from './scale.ts';

/** Colour spaces that a picture can be turned to (PS3.18 §8.3.5.1.5). */
export const COLOUR_SPACES = ['srgb', 'adobergb', 'rommrgb', 'displayp3'] as const;
export type ColourSpace = (typeof COLOUR_SPACES)[number];

type Triple = readonly [number, number, number];

interface Space {
  readonly name: string;
  /** XYZ of the primaries as seen by D50 (ICC.1 §6.3.4.3), by Bradford where the white of the space is another. */
  readonly primaries: readonly [red: Triple, green: Triple, blue: Triple];
  /** From the value that is stored to light, both 0 to 1. */
  light(value: number): number;
  value(light: number): number;
}

const SRGB_CURVE = {
  light: (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4), // IEC 61966-2-1
  value: (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055),
};
const ADOBE_GAMMA = 563 / 256;

const SPACES: Readonly<Record<ColourSpace, Space>> = {
  srgb: {
    name: 'sRGB IEC61966-2.1',
    primaries: [
      [0.43607, 0.22249, 0.01392],
      [0.38515, 0.71687, 0.09708],
      [0.14307, 0.06061, 0.7141],
    ],
    ...SRGB_CURVE,
  },
  adobergb: {
    name: 'compatible with Adobe RGB (1998)',
    primaries: [
      [0.60974, 0.31111, 0.01947],
      [0.20528, 0.62567, 0.06087],
      [0.14919, 0.06322, 0.74457],
    ],
    light: (value) => value ** ADOBE_GAMMA,
    value: (light) => light ** (1 / ADOBE_GAMMA),
  },
  rommrgb: {
    name: 'ROMM RGB ISO 22028-2',
    primaries: [
      [0.79767, 0.28804, 0],
      [0.13519, 0.71188, 0],
      [0.03134, 0.00009, 0.82491],
    ],
    light: (value) => (value < 16 / 512 ? value / 16 : value ** 1.8),
    value: (light) => (light < 1 / 512 ? light * 16 : light ** (1 / 1.8)),
  },
  displayp3: {
    name: 'Display P3',
    primaries: [
      [0.51512, 0.2412, -0.00105],
      [0.29198, 0.69225, 0.04189],
      [0.1571, 0.06657, 0.78407],
    ],
    ...SRGB_CURVE,
  },
};

const D50: Triple = [0.9642, 1, 0.8249];
const CURVE_ENTRIES = 1024;
const TABLE_ENTRIES = 4096;

/** A picture of sRGB, or of greys, in another space: always in colour, as the profile of the space speaks of red, green and blue. */
export function inColourSpace({ pixels, width, height, samples }: Picture, to: ColourSpace): Picture {
  const colours = samples === 3 ? pixels.slice() : tripled(pixels);
  const picture = { width, height, samples: 3 as const, pixels: colours };
  if (to === 'srgb') return picture;
  const { value, primaries } = SPACES[to];
  const light = Float64Array.from({ length: 256 }, (_, at) => SPACES.srgb.light(at / 255));
  const values = Uint8Array.from({ length: TABLE_ENTRIES + 1 }, (_, at) => Math.round(value(at / TABLE_ENTRIES) * 255));
  const [toRed, toGreen, toBlue] = multiplied(inverted(columns(primaries)), columns(SPACES.srgb.primaries));
  for (let at = 0; at < colours.length; at += 3) {
    const [red, green, blue] = [light[colours[at]!]!, light[colours[at + 1]!]!, light[colours[at + 2]!]!];
    colours[at] = encoded(toRed, red, green, blue);
    colours[at + 1] = encoded(toGreen, red, green, blue);
    colours[at + 2] = encoded(toBlue, red, green, blue);
  }
  return picture;

  function encoded([r, g, b]: Triple, red: number, green: number, blue: number): number {
    const sum = r * red + g * green + b * blue;
    return values[Math.round(Math.max(0, Math.min(1, sum)) * TABLE_ENTRIES)]!;
  }
}

function tripled(greys: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(greys.length * 3);
  for (let at = 0; at < greys.length; at++) out.fill(greys[at]!, at * 3, at * 3 + 3);
  return out;
}

type Matrix = readonly [Triple, Triple, Triple];

/** Rows of a matrix whose columns these are. */
function columns([a, b, c]: readonly [Triple, Triple, Triple]): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function multiplied(left: Matrix, right: Matrix): Matrix {
  const row = ([a, b, c]: Triple): Triple => [
    a * right[0][0] + b * right[1][0] + c * right[2][0],
    a * right[0][1] + b * right[1][1] + c * right[2][1],
    a * right[0][2] + b * right[1][2] + c * right[2][2],
  ];
  return [row(left[0]), row(left[1]), row(left[2])];
}

function inverted([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const by = 1 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
  return [
    [by * (e * i - f * h), by * (c * h - b * i), by * (b * f - c * e)],
    [by * (f * g - d * i), by * (a * i - c * g), by * (c * d - a * f)],
    [by * (d * h - e * g), by * (b * g - a * h), by * (a * e - b * d)],
  ];
}

/** The profile of a space (ICC.1:2001-04, version 2.4: a matrix and a curve, which everything reads), made here. */
export function iccProfile(space: ColourSpace): Uint8Array {
  const { name, primaries, light } = SPACES[space];
  const curve = tagCurve(Array.from({ length: CURVE_ENTRIES }, (_, at) => Math.round(light(at / (CURVE_ENTRIES - 1)) * 0xffff)));
  const tags: readonly (readonly [signature: string, data: Buffer])[] = [
    ['desc', tagDescription(name)],
    ['cprt', Buffer.concat([Buffer.from('text\0\0\0\0'), Buffer.from('No copyright, use freely\0')])],
    ['wtpt', tagXyz(D50)],
    ['rXYZ', tagXyz(primaries[0])],
    ['gXYZ', tagXyz(primaries[1])],
    ['bXYZ', tagXyz(primaries[2])],
    ...['rTRC', 'gTRC', 'bTRC'].map((signature) => [signature, curve] as const),
  ];
  const begin = 128 + 4 + 12 * tags.length;
  const table = Buffer.alloc(begin - 128);
  table.writeUInt32BE(tags.length, 0);
  const places = new Map<Buffer, number>();
  const data: Buffer[] = [];
  let at = begin;
  for (const [n, [signature, bytes]] of tags.entries()) {
    const place = places.get(bytes) ?? at;
    if (place === at) {
      const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
      places.set(bytes, at);
      data.push(padded);
      at += padded.length;
    }
    table.write(signature, 4 + 12 * n, 'latin1');
    table.writeUInt32BE(place, 8 + 12 * n);
    table.writeUInt32BE(bytes.length, 12 + 12 * n);
  }
  return Buffer.concat([header(at), table, ...data]);
}

function header(bytes: number): Buffer {
  const out = Buffer.alloc(128);
  out.writeUInt32BE(bytes, 0);
  out.writeUInt32BE(0x02400000, 8);
  out.write('mntrRGB XYZ ', 12, 'latin1');
  for (const [at, part] of [2026, 1, 1].entries()) out.writeUInt16BE(part, 24 + 2 * at);
  out.write('acsp', 36, 'latin1');
  for (const [at, part] of D50.entries()) out.writeInt32BE(Math.round(part * 0x10000), 68 + 4 * at);
  return out;
}

function tagXyz(values: Triple): Buffer {
  const out = Buffer.alloc(20);
  out.write('XYZ ', 0, 'latin1');
  for (const [at, value] of values.entries()) out.writeInt32BE(Math.round(value * 0x10000), 8 + 4 * at);
  return out;
}

function tagCurve(entries: readonly number[]): Buffer {
  const out = Buffer.alloc(12 + 2 * entries.length);
  out.write('curv', 0, 'latin1');
  out.writeUInt32BE(entries.length, 8);
  for (const [at, entry] of entries.entries()) out.writeUInt16BE(entry, 12 + 2 * at);
  return out;
}

/** No Unicode and no script code in it. */
function tagDescription(name: string): Buffer {
  const out = Buffer.alloc(12 + name.length + 1 + 8 + 3 + 67);
  out.write('desc', 0, 'latin1');
  out.writeUInt32BE(name.length + 1, 8);
  out.write(name, 12, 'latin1');
  return out;
}

const APP2_DATA = 65_519;

/** A JPEG with a profile in its markers APP2 (ICC.1 Annex B.4), after JFIF's. */
export function jpegWithProfile(jpeg: Uint8Array, profile: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = jpeg[2] === 0xff && jpeg[3] === 0xe0 ? 4 + ((jpeg[4]! << 8) | jpeg[5]!) : 2;
  const count = Math.ceil(profile.length / APP2_DATA);
  const markers = Array.from({ length: count }, (_, n) => {
    const data = profile.subarray(n * APP2_DATA, (n + 1) * APP2_DATA);
    const head = Buffer.alloc(18);
    head.writeUInt16BE(0xffe2, 0);
    head.writeUInt16BE(16 + data.length, 2);
    head.write('ICC_PROFILE\0', 4, 'latin1');
    head[16] = n + 1;
    head[17] = count;
    return Buffer.concat([head, data]);
  });
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, at), ...markers, jpeg.subarray(at)]));
}
