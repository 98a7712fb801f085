import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { type DrawOptions, pictureOf } from '../../../app/pixels/draw.ts';
import { createPixels, type Pixels, type VoiWindow } from '../../../app/pixels/pixels.ts';
import { runChild } from '../../support/child.ts';
import { missing } from '../../support/dcmtk.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { locatedFixture } from '../../support/pixels-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'filmroom-rendered-'));
let pixels: Pixels;
before(() => {
  pixels = createPixels({ clock });
});
after(async () => {
  await pixels.close();
  rmSync(folder, { recursive: true });
});

/** Pixel for pixel as `dcmj2pnm` shows the first frame. */
async function byDcmtk(file: string, args: readonly string[]): Promise<Buffer> {
  const out = join(folder, 'out.pnm');
  const { code, output } = await runChild('dcmj2pnm', [...args, '-O', fixturePath(file), out]);
  assert.equal(code, 0, output);
  const bytes = readFileSync(out);
  let begin = 0;
  for (let fields = 0; fields < 4; fields++)
    begin = bytes.indexOf(/[ \n]/.exec(bytes.toString('latin1', begin, begin + 20))![0], begin) + 1; // P5 width height 255
  return bytes.subarray(begin);
}

async function byUs(file: string, options: Pick<DrawOptions, 'window'>): Promise<Uint8Array> {
  const image = await locatedFixture(file);
  const decoded = await pixels.decodeFrame(image, 1);
  const { header } = image.frames;
  return pictureOf(decoded, { ...header, frameNumber: 1, grayscale: header.grayscales[0]! }, options).pixels;
}

async function alike(file: string, options: Pick<DrawOptions, 'window'>, args: readonly string[], most = 1): Promise<void> {
  const [ours, theirs] = [await byUs(file, options), await byDcmtk(file, args)];
  assert.equal(ours.length, theirs.length, file);
  let greatest = 0;
  for (let at = 0; at < ours.length; at++) greatest = Math.max(greatest, Math.abs(ours[at]! - theirs[at]!));
  assert.ok(greatest <= most, `${file}: ${greatest}`);
}

const WINDOWED = [
  'cornerstoneWADOImageLoader/CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm',
  'pydicom/MR_small.dcm',
  'pydicom/MR_small_bigendian.dcm',
  'pydicom/JPGExtended.dcm',
  'pydicom/dicomdirtests/77654033/CT2/17106',
  'pydicom/dicomdirtests/77654033/CR1/6154',
  'pydicom/dicomdirtests/98892003/MR1/4919',
  'highdicom/dx_image.dcm',
  'synthetic/ts/mono16_ele.dcm',
  'synthetic/ts/mf16odd_ile.dcm',
];
const COLOURED = [
  'pydicom/SC_rgb_small_odd.dcm',
  'pydicom-data/SC_rgb.dcm',
  'pydicom/SC_rgb_jpeg_gdcm.dcm',
  'pydicom-data/SC_ybr_full_uncompressed.dcm',
  'pydicom/SC_ybr_full_422_uncompressed.dcm',
  'pydicom/examples_ybr_color.dcm',
  'highdicom/seg_image_sm_control_labelmap_palette_color.dcm',
];

describe('pictures, held against dcmj2pnm', { skip: missing('dcmj2pnm') }, () => {
  for (const file of WINDOWED) {
    const window = (center: number, width: number, name: VoiWindow['function'] = 'LINEAR') => ({
      window: { center, width, function: name },
    });
    it(`${file}: a linear window`, () => alike(file, window(300, 800), ['+Ww', '300', '800']));
    it(`${file}: a sigmoid window`, () => alike(file, window(300, 800, 'SIGMOID'), ['+Wfs', '+Ww', '300', '800']));
  }
  // DCMTK rounds each product of YBR_FULL by itself
  for (const file of COLOURED) it(`${file}: colours`, () => alike(file, {}, [], /ybr_full_unc/.test(file) ? 2 : 1));
});
