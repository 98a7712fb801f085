import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readElements } from '../../../app/dataset/dataset.ts';
import { SIDE, testPattern } from '../../../app/test-modality/pattern.ts';
import { testImage } from '../../../app/test-modality/test-modality.ts';

async function read() {
  const { instance } = testImage(new Date(2026, 10, 21, 9, 5, 7), 'TESTMODALITY');
  for await (const bytes of instance.read())
    return new Map(
      readElements(bytes, instance.transferSyntaxUid).map(({ tag, bytes: value }) => [tag, Buffer.from(value).toString('latin1').trim()]),
    );
  throw new Error('it has bytes');
}

describe('the test image', () => {
  it('says that it is a test, in name, ID and descriptions', async () => {
    const elements = await read();
    assert.deepEqual(
      [0x00100010, 0x00100020, 0x00081030].map((tag) => elements.get(tag)),
      ['TEST^FILMROOM', 'FILMROOM-TEST', 'Filmroom test image'],
    );
  });
  it('has the time at which it was made, so that it tells nothing false of a clock', async () => {
    const elements = await read();
    assert.deepEqual(
      [0x00080012, 0x00080013].map((tag) => elements.get(tag)),
      ['20261121', '090507'],
    );
  });
  it('has the pixels that its rows and columns ask for', async () => assert.equal(testPattern().byteLength, SIDE * SIDE));
  it('is another image each time', () =>
    assert.notEqual(testImage(new Date(), 'A').instance.sopInstanceUid, testImage(new Date(), 'A').instance.sopInstanceUid));
  it('sixteen steps from black to white', () => {
    const row = testPattern().subarray(220 * SIDE, 221 * SIDE);
    assert.deepEqual(
      Array.from({ length: 16 }, (_, step) => row[46 + step * 28]),
      Array.from({ length: 16 }, (_, step) => step * 17),
    );
  });
});
