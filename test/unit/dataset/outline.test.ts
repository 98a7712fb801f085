import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type OutlineElement, readFileMeta, readOutline } from '../../../app/dataset/dataset.ts';

const FIXTURES = new URL('../../fixtures/dicom/', import.meta.url).pathname;

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function outlineOf(name: string, size = 4096, limits?: Parameters<typeof readOutline>[2]) {
  const bytes = readFileSync(join(FIXTURES, name));
  const { transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
  return readOutline(inChunks(bytes.subarray(datasetOffset), size), transferSyntaxUid, limits);
}

const find = (elements: readonly OutlineElement[], tag: string) => elements.find((each) => each.tag === tag);

describe('every attribute of a data set, to be looked at (PS3.5 §7)', () => {
  it('names from PS3.6, text in its character set, numbers in decimal, pixels by their size', async () => {
    const { elements, endedBy } = await outlineOf('pydicom/chrH31.dcm');
    assert.equal(endedBy, undefined);
    assert.deepEqual(find(elements, '00100010'), {
      ...{ tag: '00100010', vr: 'PN', name: 'PatientName', bytes: find(elements, '00100010')!.bytes },
      text: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    });
  });
  it('the same, wherever the bytes are cut', async () =>
    assert.deepEqual(await outlineOf('pydicom/MR_small.dcm', 1), await outlineOf('pydicom/MR_small.dcm', 1e9)));
  it('numbers of Explicit VR Big Endian and of Implicit VR are the same', async () => {
    const [big, little] = [await outlineOf('pydicom/MR_small_bigendian.dcm'), await outlineOf('pydicom/MR_small.dcm')];
    for (const tag of ['00280010', '00280100']) assert.equal(find(big.elements, tag)?.text, find(little.elements, tag)?.text);
  });
  it('private attributes with their creator, nested sequences, UN of undefined length', async () => {
    const { elements } = await outlineOf('pydicom/nested_priv_SQ.dcm');
    const first = elements.find(({ isPrivate, items }) => isPrivate && items);
    assert.ok(first?.items?.[0]?.some(({ items }) => items));
  });
  it('fragments of compressed pixels are counted', async () => {
    const { elements } = await outlineOf('pydicom/JPEG2000.dcm');
    assert.ok(find(elements, '7FE00010')!.fragments! >= 1);
  });
  it('a long value is cut with a mark, and too many attributes end it with what came before', async () => {
    const cut = await outlineOf('pydicom/MR_small.dcm', 4096, { maxElements: 10, maxDepth: 64, maxText: 5 });
    assert.equal(cut.endedBy?.kind, 'too-many');
    assert.equal(cut.elements.length, 10);
    const long = cut.elements.find(({ isCut }) => isCut);
    assert.equal(long?.text?.length, 5);
  });
  it('what is cut off shows what came before', async () => {
    const { elements, endedBy } = await outlineOf('pydicom/MR_truncated.dcm');
    assert.equal(endedBy?.kind, 'broken');
    assert.ok(find(elements, '00100010'));
  });
  it('no file of the fixtures does harm', async () => {
    for (const entry of readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).filter(
      (each) => each.isFile() && !/\.(csv|md|txt)$/.test(each.name),
    )) {
      const path = join(entry.parentPath, entry.name).slice(FIXTURES.length);
      await outlineOf(path).catch((error) => assert.match(String(error.code), /^DATASET_/, path));
    }
  });
});
