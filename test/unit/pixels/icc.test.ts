import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COLOUR_SPACES, iccProfile, inColourSpace, jpegWithProfile } from '../../../app/pixels/icc.ts';

const colours = (...pixels: number[]) => ({ width: pixels.length / 3, height: 1, samples: 3 as const, pixels: Uint8Array.from(pixels) });

describe('ICC.1 profiles', () => {
  for (const space of COLOUR_SPACES)
    it(`${space}: a display profile of red, green and blue, each tag within it`, () => {
      const profile = Buffer.from(iccProfile(space));
      assert.equal(profile.readUInt32BE(0), profile.length);
      assert.equal(profile.toString('latin1', 12, 24), 'mntrRGB XYZ ');
      assert.equal(profile.toString('latin1', 36, 40), 'acsp');
      const tags = Array.from({ length: profile.readUInt32BE(128) }, (_, at) => 132 + 12 * at);
      const names = tags.map((at) => profile.toString('latin1', at, at + 4));
      assert.deepEqual(names, ['desc', 'cprt', 'wtpt', 'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC']);
      for (const at of tags) {
        const [begin, bytes] = [profile.readUInt32BE(at + 4), profile.readUInt32BE(at + 8)];
        assert.ok(begin % 4 === 0 && begin + bytes <= profile.length);
      }
      const white = [0, 1, 2].map((axis) =>
        [3, 4, 5].reduce((sum, tag) => sum + profile.readInt32BE(profile.readUInt32BE(132 + 12 * tag + 4) + 8 + 4 * axis), 0),
      );
      for (const [axis, value] of [0.9642, 1, 0.8249].entries()) assert.ok(Math.abs(white[axis]! / 0x10000 - value) < 0.001, `${axis}`);
    });
});

describe('colours in another space', () => {
  it('sRGB stays as it is; greys become three alike', () => {
    assert.deepEqual([...inColourSpace(colours(1, 2, 3), 'srgb').pixels], [1, 2, 3]);
    const grey = { width: 2, height: 1, samples: 1 as const, pixels: Uint8Array.of(7, 200) };
    assert.deepEqual([...inColourSpace(grey, 'srgb').pixels], [7, 7, 7, 200, 200, 200]);
  });
  for (const space of COLOUR_SPACES)
    it(`${space}: black and white stay, and greys stay grey`, () => {
      const out = [...inColourSpace(colours(0, 0, 0, 255, 255, 255, 128, 128, 128), space).pixels];
      assert.deepEqual(out.slice(0, 6), [0, 0, 0, 255, 255, 255]);
      assert.ok(Math.max(...out.slice(6)) - Math.min(...out.slice(6)) <= 1, out.join());
    });
  it('red of sRGB is less than all of Display P3 and Adobe RGB', () => {
    // by their primaries: 234,51,35 and 219,0,0
    for (const [space, expected] of [
      ['displayp3', [234, 51, 35]],
      ['adobergb', [219, 0, 0]],
    ] as const)
      for (const [at, value] of [...inColourSpace(colours(255, 0, 0), space).pixels].entries())
        assert.ok(Math.abs(value - expected[at]!) <= 2, `${space}: ${value} for ${expected[at]}`);
  });
});

describe('a profile in a JPEG (ICC.1 Annex B.4)', () => {
  it('follows the marker of JFIF, in as many parts as it takes', () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xd9);
    const out = Buffer.from(jpegWithProfile(jpeg, new Uint8Array(100_000)));
    assert.deepEqual([...out.subarray(0, 10)], [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe2]);
    assert.equal(out.toString('latin1', 12, 23), 'ICC_PROFILE');
    assert.deepEqual([out[24], out[25]], [1, 2]);
    const second = 10 + out.readUInt16BE(10);
    assert.deepEqual([out[second], out[second + 1], out[second + 16], out[second + 17]], [0xff, 0xe2, 2, 2]);
    assert.deepEqual([...out.subarray(-2)], [0xff, 0xd9]);
  });
});
