import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock as clock, packageBytes } from '../../../app/base/base.ts';
import { createPixels } from '../../../app/pixels/pixels.ts';
import { runChild } from '../../support/child.ts';
import { encapsulatedDataset, located, locatedFixture } from '../../support/pixels-under-test.ts';
import { referencesMissing } from '../../support/reference-pixels.ts';

interface Encoder {
  getDecodedBuffer(info: Readonly<Record<string, number | boolean>>): Uint8Array;
  setQuality(isReversible: boolean, quality: number): void;
  setProgressionOrder(order: number): void;
  setDecompositions(count: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
}

const LRCP = 0;
const RPCL = 2;
const folder = mkdtempSync(join(tmpdir(), 'filmroom-htj2k-'));
const pixels = createPixels({ clock });
after(async () => {
  await pixels.close();
  rmSync(folder, { recursive: true });
});

async function encoded(
  values: Uint8Array,
  about: { rows: number; columns: number; bits: number; isSigned: boolean; order: number },
): Promise<Uint8Array> {
  const start = createRequire(import.meta.url)('@cornerstonejs/codec-openjph/wasmjs') as (
    options: object,
  ) => Promise<{ HTJ2KEncoder: new () => Encoder }>;
  const { HTJ2KEncoder } = await start({ wasmBinary: packageBytes('@cornerstonejs/codec-openjph/wasm'), print() {}, printErr() {} });
  const encoder = new HTJ2KEncoder();
  const { rows: height, columns: width, bits: bitsPerSample, isSigned } = about;
  encoder.getDecodedBuffer({ width, height, bitsPerSample, componentCount: 1, isSigned, isUsingColorTransform: false }).set(values);
  encoder.setQuality(true, 0);
  encoder.setProgressionOrder(about.order);
  encoder.encode();
  return Uint8Array.from(encoder.getEncodedBuffer());
}

/** The corpus has HTJ2K in colours of 8 bits alone: the rest is made of images that it has, and held against what they were and OpenJPEG. */
describe('HTJ2K (ITU-T T.814) of grey values', { skip: referencesMissing() }, () => {
  for (const [file, transferSyntaxUid, order] of [
    ['pydicom/MR_small.dcm', '1.2.840.10008.1.2.4.201', LRCP],
    ['pydicom/MR_small.dcm', '1.2.840.10008.1.2.4.202', RPCL],
    ['synthetic/ts/mono16_ele.dcm', '1.2.840.10008.1.2.4.202', RPCL],
    ['synthetic/ts/mf8_ele.dcm', '1.2.840.10008.1.2.4.201', LRCP],
  ] as const)
    it(`${file} as ${transferSyntaxUid}`, async () => {
      const { frames, source } = await locatedFixture(file);
      const { header } = frames;
      const { bytes } = await pixels.decodeFrame({ frames, source }, 1);
      const { rows, columns, bitsAllocated: bits, bitsStored, highBit, pixelRepresentation } = header;
      const stream = await encoded(bytes, { rows, columns, bits, isSigned: pixelRepresentation === 1, order });
      const changes = [
        [0x00280010, 'US', String(rows)],
        [0x00280011, 'US', String(columns)],
        [0x00280100, 'US', String(bits)],
        [0x00280101, 'US', String(bitsStored)],
        [0x00280102, 'US', String(highBit)],
        [0x00280103, 'US', String(pixelRepresentation)],
      ] as const;
      const decoded = await pixels.decodeFrame(
        await located(encapsulatedDataset(changes, [new Uint8Array(), stream]), transferSyntaxUid),
        1,
      );
      assert.ok(Buffer.from(decoded.bytes).equals(bytes));

      const [from, to] = [join(folder, 'one.j2k'), join(folder, 'one.rawl')];
      writeFileSync(from, stream);
      const { code, output } = await runChild('opj_decompress', ['-i', from, '-o', to]);
      assert.equal(code, 0, output);
      assert.ok(readFileSync(to).equals(bytes), 'OpenJPEG');
    });
});
