import assert from 'node:assert/strict';
import { checkPack, OHIF_LIMITS, writePack } from '../../../app/ohif/ohif.ts';
import { TINY_VERSION, tinyFiles } from '../../support/fake-ohif.ts';
import type { Target } from '../target.ts';

const LIMITS = { ...OHIF_LIMITS, maxBytes: 65_536, maxFileBytes: 65_536, maxInflatedBytes: 131_072 };
/** As though every pack were known, so that the contents are looked at too. */
const EVERY: readonly string[] = Object.assign([], { includes: () => true });

/** A pack that is taken has paths that lead nowhere else, and contents as long as they say. */
export const target: Target = {
  name: 'ohif-pack',
  seeds: () => [writePack(TINY_VERSION, tinyFiles()).pack, writePack(TINY_VERSION, tinyFiles().slice(0, 1)).pack],
  async run(input) {
    const { files } = await checkPack(new Uint8Array(input), EVERY, LIMITS);
    let packed = 0;
    for (const [path, file] of files) {
      assert.doesNotMatch(path, /(^|\/)\.|^\/|\\|\0/);
      assert.equal(file.packed.byteLength, file.packedBytes);
      packed += file.packedBytes;
    }
    assert.ok(packed < input.byteLength);
  },
};
