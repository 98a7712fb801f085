import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeFileMeta, transcode } from '../../app/dataset/dataset.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../../app/registry/registry.ts';
import { dcmtk, missing } from '../support/dcmtk.ts';
import { fixtureDataset, fixturePath } from '../support/fixtures.ts';

/** What dcmconv is told for each. */
const OPTIONS: Readonly<Record<string, string>> = {
  [IMPLICIT_VR_LITTLE_ENDIAN]: '+ti',
  [EXPLICIT_VR_LITTLE_ENDIAN]: '+te',
  [EXPLICIT_VR_BIG_ENDIAN]: '+tb',
  [DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN]: '+td',
};

/** One of each kind: CT, MR, RT, SR, waveform, segmentation, 32-bit pixels, private sequences, character sets. */
const FILES = [
  'pydicom/MR_small.dcm',
  'pydicom/MR_small_bigendian.dcm',
  'pydicom/rtplan.dcm',
  'pydicom/rtdose.dcm',
  'pydicom/rtdose_expb_1frame.dcm',
  'pydicom/reportsi.dcm',
  'pydicom/waveform_ecg.dcm',
  'pydicom/liver_1frame.dcm',
  'pydicom/chrH32.dcm',
  'pydicom/SC_rgb_small_odd_big_endian.dcm',
  'pydicom/image_dfl.dcm',
  'pydicom/nested_priv_SQ.dcm',
  'pydicom/dicomdirtests/77654033/CT2/17106',
  'dcmjs-dimse/sr.dcm',
];

describe('re-encoded data sets are as dcmconv has them', { skip: missing('dcmconv') }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'filmroom-transcode-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const file of FILES) {
    const { dataset, transferSyntaxUid: from } = fixtureDataset(file)!;
    for (const [to, option] of Object.entries(OPTIONS)) {
      if (to === from) continue;
      it(`${file} dcmconv ${option}`, async () => {
        const [ours, theirs] = [join(folder, 'ours.dcm'), join(folder, 'theirs.dcm')];
        const views: Buffer[] = [Buffer.from(encodeFileMeta({ sopClassUid: '1.2', sopInstanceUid: '1.3', transferSyntaxUid: to }))];
        for await (const view of transcode(one(dataset), from, to)) views.push(Buffer.from(view));
        writeFileSync(ours, Buffer.concat(views));
        const converted = await dcmtk('dcmconv', ['-q', option, fixturePath(file), theirs]);
        assert.equal(converted.code, 0, converted.output);
        assert.deepEqual(dump(ours), dump(theirs));
      });
    }
  }
});

async function* one(view: Uint8Array): AsyncGenerator<Uint8Array> {
  yield view;
}

/** Tag, VR and value of each element, whole; not what may differ: group lengths, lengths, delimiters. */
function dump(file: string): string[] {
  const { status, stdout } = spawnSync('dcmdump', ['-q', '-Un', '+L', file], { maxBuffer: 64 * 1024 * 1024 });
  assert.equal(status, 0);
  const skipped = /^#|^$|^\(0002,|^ *\(fffe,e0[0d]d|,0000\) UL/;
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => !skipped.test(line))
    .map((line) => line.replace(/ #.*$/, '').replace(/\((Sequence|Item) with .*/, '($1)'))
    .map((line) => line.trim());
}
