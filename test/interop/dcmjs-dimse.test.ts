import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes, fixturePath } from '../support/fixtures.ts';

const { Client, requests, constants, log } = createRequire(import.meta.url)('dcmjs-dimse') as typeof import('dcmjs-dimse');
log.setLevel('silent');

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const IMPLICIT_LE = '1.2.840.10008.1.2';
/** Files and the transfer syntax that each arrives in: dcmjs-dimse offers Implicit VR Little Endian before Explicit. */
const FILES = {
  'pydicom/MR_small_RLE.dcm': '1.2.840.10008.1.2.5',
  'synthetic/ts/mono16_jls81.dcm': '1.2.840.10008.1.2.4.81',
  'synthetic/ts/mono16_j2k90.dcm': '1.2.840.10008.1.2.4.90',
  'synthetic/iod/pdf.dcm': IMPLICIT_LE,
};
/**
 * Where no accepted context has the transfer syntax of the file, dcmjs-dimse 0.3.3 takes the last context of the SOP Class, here a
 * compressed one, which it cannot encode, and sends nothing (getAcceptedPresentationContextFromRequest): Explicit must be accepted.
 */
const EXPLICIT_ONLY = 'synthetic/ts/rgb8_ele.dcm';

/** Sends over one association; the status of each response. */
function send(port: number, all: readonly InstanceType<typeof requests.CEchoRequest>[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const statuses: number[] = [];
    for (const request of all) {
      request.on('response', (response: { getStatus(): number }) => statuses.push(response.getStatus()));
      client.addRequest(request);
    }
    client.on('networkError', reject);
    client.on('associationRejected', (result: unknown) => reject(new Error(`rejected: ${JSON.stringify(result)}`)));
    client.on('closed', () => resolve(statuses));
    client.send('127.0.0.1', port, 'DCMJS', 'FILMROOM', {});
  });
}

describe('dcmjs-dimse, which shares no line with DCMTK, as a sender', () => {
  it('C-ECHO', async () => {
    const filmroom = await startFilmroom();
    try {
      assert.deepEqual(await send(filmroom.dicomPort, [new requests.CEchoRequest()]), [constants.Status.Success]);
    } finally {
      await filmroom.stop();
    }
  });

  for (const [transferSyntaxPolicy, files] of [
    ['first-acceptable', FILES],
    ['prefer-explicit', { ...FILES, [EXPLICIT_ONLY]: EXPLICIT_LE, 'synthetic/iod/pdf.dcm': EXPLICIT_LE }],
  ] as const)
    it(`C-STORE of several objects over one association, ${transferSyntaxPolicy}`, async () => {
      const filmroom = await startFilmroom({ config: { storage: { transferSyntaxPolicy } } });
      try {
        const stores = Object.keys(files).map((file) => new requests.CStoreRequest(fixturePath(file)));
        const statuses = await send(filmroom.dicomPort, stores);
        assert.deepEqual(
          statuses,
          stores.map(() => constants.Status.Success),
        );
        for (const [file, transferSyntaxUid] of Object.entries(files)) {
          const kept = filmroom.storedFile(readFileMeta(fixtureBytes(file)).sopInstanceUid);
          assert.ok(kept, file);
          assert.equal(readFileMeta(readFileSync(kept)).transferSyntaxUid, transferSyntaxUid);
        }
      } finally {
        await filmroom.stop();
      }
    });
});
