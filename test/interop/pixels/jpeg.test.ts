import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { readFileMeta } from '../../../app/dataset/dataset.ts';
import { createPixels } from '../../../app/pixels/pixels.ts';
import { runChild } from '../../support/child.ts';
import { missing } from '../../support/dcmtk.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { located, locatedFixture } from '../../support/pixels-under-test.ts';
import { allFrames } from '../../support/reference-pixels.ts';

const folder = mkdtempSync(join(tmpdir(), 'filmroom-jpeg-'));
const pixels = createPixels({ clock });
after(async () => {
  await pixels.close();
  rmSync(folder, { recursive: true });
});

const read = async (path: string) => {
  const bytes = readFileSync(path);
  const { datasetOffset, transferSyntaxUid } = readFileMeta(bytes);
  return allFrames(await located(bytes.subarray(datasetOffset), transferSyntaxUid), pixels);
};
async function compressed(file: string, args: readonly string[]): Promise<string> {
  const out = join(folder, 'out.dcm');
  const { code, output } = await runChild('dcmcjpeg', [...args, fixturePath(file), out]);
  assert.equal(code, 0, output);
  return out;
}

/** What the corpus has not: every predictor, 12 bits in each way that DCMTK writes. */
describe('JPEG that dcmcjpeg wrote', { skip: missing('dcmcjpeg') }, () => {
  for (const predictor of [1, 2, 3, 4, 5, 6, 7])
    for (const file of ['synthetic/ts/mono16_ele.dcm', 'pydicom/MR_small.dcm', 'synthetic/ts/mf8_ele.dcm', 'synthetic/ts/rgb8_ele.dcm'])
      it(`T.81 Table H.1 predictor ${predictor}: ${file}`, async () => {
        const decoded = await read(await compressed(file, ['+el', '+sv', String(predictor)]));
        const original = await allFrames(await locatedFixture(file), pixels);
        assert.ok(decoded.values.equals(original.values));
      });
  for (const [name, args] of [
    ['extended', ['+ee']],
    ['baseline', ['+eb']],
  ] as const)
    for (const file of ['synthetic/ts/mono16_ele.dcm', 'synthetic/ts/mf16odd_ele.dcm', 'synthetic/ts/mf8_ele.dcm'])
      for (const quality of [20, 90])
        it(`${name} in quality ${quality}, as dcmdjpeg has it: ${file}`, async () => {
          const path = await compressed(file, [...args, '+q', String(quality)]);
          const plain = join(folder, 'plain.dcm');
          const { code, output } = await runChild('dcmdjpeg', [path, plain]);
          assert.equal(code, 0, output);
          assert.ok((await read(path)).values.equals((await read(plain)).values));
        });
});
