import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lutOf, paletteOf } from '../../../app/pixels/lut.ts';
import { Values } from '../../../app/pixels/values.ts';
import { type Attribute, elementsOf } from '../../support/pixels-under-test.ts';

const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);
const valuesOf = (...attributes: Attribute[]) => new Values(elementsOf(attributes));

describe('PS3.3 C.11.1.1 look-up tables', () => {
  const of = (descriptor: string, data: Uint8Array, isSigned = false) =>
    lutOf(valuesOf([0x00283002, 'US', descriptor], [0x00283006, 'OW', data]), 0x00283002, 0x00283006, isSigned);

  it('entries, first value mapped, bits', () => {
    const lut = of('3\\10\\16', words(1, 2, 3))!;
    assert.deepEqual([lut.first, [...lut.entries], lut.bits], [10, [1, 2, 3], 16]);
  });
  it('the first value mapped is signed where the stored values are', () => {
    assert.equal(of('1\\65526\\16', words(1), true)!.first, -10);
    assert.equal(of('1\\65526\\16', words(1))!.first, 65526);
  });
  it('0 entries are 65536', () => assert.equal(of('0\\0\\16', new Uint8Array(131072))!.entries.length, 65536));
  it('of 8 bits there are two in a word, or one', () => {
    assert.deepEqual([...of('4\\0\\8', Uint8Array.of(1, 2, 3, 4))!.entries], [1, 2, 3, 4]);
    assert.deepEqual([...of('4\\0\\8', words(1, 2, 3, 4))!.entries], [1, 2, 3, 4]);
  });
  it('said to have 8 bits, with entries of 16', () => assert.equal(of('2\\0\\8', words(0x100, 0xffff))!.bits, 16));
  it('with entries missing it is refused', () => assert.throws(() => of('300\\0\\16', words(1, 2)), { code: 'PIXELS_BROKEN' }));
  it('where it is absent there is none', () => assert.equal(lutOf(valuesOf(), 0x00283002, 0x00283006, false), undefined));
});

describe('PS3.3 C.7.9.2 segmented palettes', () => {
  const red = (descriptor: string, segments: Uint8Array) =>
    paletteOf(
      valuesOf(
        ...[1, 2, 3].flatMap((colour): Attribute[] => [
          [0x00281100 + colour, 'US', descriptor],
          [0x00281220 + colour, 'OW', segments],
        ]),
      ),
      false,
    )!.red.entries;

  it('a discrete segment is its values', () => assert.deepEqual([...red('3\\0\\16', words(0, 3, 5, 6, 7))], [5, 6, 7]));
  it('a linear segment goes from the value before to its own', () => {
    assert.deepEqual([...red('5\\0\\16', words(0, 1, 0, 1, 4, 100))], [0, 25, 50, 75, 100]);
  });
  it('an indirect segment repeats those at an offset in bytes', () => {
    assert.deepEqual([...red('8\\0\\16', words(0, 2, 10, 20, 1, 2, 40, 2, 2, 0, 0))], [10, 20, 30, 40, 10, 20, 30, 40]);
  });
  it('segments of 8 bits', () => assert.deepEqual([...red('4\\0\\8', Uint8Array.of(0, 2, 1, 2, 1, 2, 6, 0).subarray(0, 8))], [1, 2, 4, 6]));
  it('that give too few, too many, or refer to themselves are refused', () => {
    assert.throws(() => red('9\\0\\16', words(0, 2, 1, 2)), { code: 'PIXELS_BROKEN' });
    assert.throws(() => red('1\\0\\16', words(0, 2, 1, 2)), { code: 'PIXELS_BROKEN' });
    assert.throws(() => red('9\\0\\16', words(0, 1, 1, 2, 1, 6, 0)), { code: 'PIXELS_BROKEN' });
    assert.throws(() => red('9\\0\\16', words(1, 4, 100)), { code: 'PIXELS_BROKEN' });
  });
});
