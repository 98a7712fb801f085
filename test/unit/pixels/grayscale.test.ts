import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shadesOf, windowShade } from '../../../app/pixels/grayscale.ts';
import type { Grayscale } from '../../../app/pixels/image.ts';

const PLAIN: Grayscale = { slope: 1, intercept: 0, windows: [], voiLuts: [] };
const image = (grayscale: Partial<Grayscale> = {}, about: { photometric?: string; isInverse?: boolean } = {}) => ({
  photometric: 'MONOCHROME2',
  isInverse: false,
  ...about,
  grayscale: { ...PLAIN, ...grayscale },
});
const shades = (values: Int16Array | Uint16Array | Uint8Array, ...with_: [ReturnType<typeof image>, Parameters<typeof shadesOf>[2]?]) => [
  ...shadesOf(values, with_[0], with_[1]),
];

describe('PS3.3 C.11.2.1.2.1 the function LINEAR', () => {
  // the table of the clause for c = 2048, w = 4096, into 0 … 255
  const shade = windowShade({ center: 2048, width: 4096, function: 'LINEAR' });
  it('is least up to c - 0.5 - (w-1)/2', () => assert.deepEqual([shade(-1), shade(0)], [0, 0]));
  it('is greatest beyond c - 0.5 + (w-1)/2', () => assert.deepEqual([shade(4095), shade(4096)], [255, 255]));
  it('is ((x - (c - 0.5)) / (w-1) + 0.5) × 255 between', () => assert.equal(shade(2048), Math.round(((2048 - 2047.5) / 4095 + 0.5) * 255)));
  it('of width 1 is a threshold', () => {
    const threshold = windowShade({ center: 100, width: 1, function: 'LINEAR' });
    assert.deepEqual([threshold(99), threshold(100)], [0, 255]);
  });
});

describe('PS3.3 C.11.2.1.3 the other functions', () => {
  it('LINEAR_EXACT goes from c - w/2 to c + w/2', () => {
    const shade = windowShade({ center: 50, width: 100, function: 'LINEAR_EXACT' });
    assert.deepEqual([shade(0), shade(50), shade(100), shade(101)], [0, 128, 255, 255]);
  });
  it('SIGMOID is 255 / (1 + exp(-4 (x - c) / w))', () => {
    const shade = windowShade({ center: 0, width: 100, function: 'SIGMOID' });
    assert.deepEqual([shade(-1000), shade(0), shade(25), shade(1000)], [0, 128, Math.round(255 / (1 + Math.exp(-1))), 255]);
  });
});

describe('PS3.4 N.2 the grayscale pipeline', () => {
  const window = (center: number, width: number) => ({ center, width, function: 'LINEAR_EXACT' as const });
  it('rescales before the window', () => {
    const ct = image({ slope: 2, intercept: -1000, windows: [window(0, 200)] });
    assert.deepEqual(shades(Int16Array.of(450, 500, 550), ct), [0, 128, 255]);
  });
  it('takes the window that is asked for in place of its own', () => {
    assert.deepEqual(shades(Int16Array.of(0, 100), image({ windows: [window(50, 1000)] }), window(50, 100)), [0, 255]);
  });
  it('takes the first of several windows', () => {
    assert.deepEqual(shades(Int16Array.of(0, 100), image({ windows: [window(50, 100), window(0, 1)] })), [0, 255]);
  });
  it('a VOI LUT comes before the windows of the image', () => {
    const voiLut = { first: 10, entries: Uint16Array.of(0, 1000, 4095), bits: 12 };
    assert.deepEqual(shades(Int16Array.of(0, 10, 11, 12, 99), image({ voiLuts: [voiLut], windows: [window(0, 1)] })), [0, 0, 62, 255, 255]);
  });
  it('a modality LUT takes the place of slope and intercept', () => {
    const modalityLut = { first: 0, entries: Uint16Array.of(5, 3, 1), bits: 16 };
    assert.deepEqual(shades(Uint16Array.of(0, 1, 2, 9), image({ modalityLut, windows: [window(3, 4)] })), [255, 128, 0, 0]);
  });
  it('without a window the data fill it, padding left out', () => {
    const padded = { ...image(), padding: { from: -2000, to: -2000 } };
    assert.deepEqual(shades(Int16Array.of(-2000, 0, 50, 100), padded), [0, 0, 128, 255]);
    assert.deepEqual(shades(Int16Array.of(7, 7), image()), [128, 128]);
  });
  it('MONOCHROME1 and INVERSE turn it round, both together once', () => {
    const values = Int16Array.of(0, 100);
    assert.deepEqual(shades(values, image({}, { photometric: 'MONOCHROME1' })), [255, 0]);
    assert.deepEqual(shades(values, image({}, { isInverse: true })), [255, 0]);
    assert.deepEqual(shades(values, image({}, { photometric: 'MONOCHROME1', isInverse: true })), [255, 0]);
  });
  it('gives the same by its table as value by value', () => {
    const all = Int16Array.from({ length: 65536 }, (_, at) => at - 32768);
    const ct = image({ slope: 1.5, intercept: -24, windows: [window(40, 400)] });
    const byTable = shadesOf(all, ct, undefined);
    for (const at of [0, 1, 32768, 32795, 33000, 65535]) assert.equal(byTable[at], shadesOf(all.slice(at, at + 1), ct, undefined)[0]);
  });
});
