import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { describe, it } from 'node:test';
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { objectWith, send } from '../../support/archive-under-test.ts';
import { testBox } from '../../support/certificates-under-test.ts';
import { BOUNDARY, DICOM_PARTS, multipartBody, startDicomweb } from '../../support/dicomweb-under-test.ts';
import { cookieOver } from '../../support/tls-web.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.9';
const IMAGES = 6;
const BYTES = 5_000_000;
const uid = (image: number) => `${STUDY}.1.${image}`;
const pathOf = (image: number) => `/dicom-web/studies/${STUDY}/series/${STUDY}.1/instances/${uid(image)}`;
/** No two blocks alike: a buffer that is used again too early shows. */
const pixels = (image: number) => Buffer.from(Array.from({ length: BYTES }, (_, at) => (at * (image + 3) + (at >> 12)) & 0xff));
function object(image: number) {
  const made = objectWith({ 524312: uid(image), 2097165: STUDY, 2097166: `${STUDY}.1` }, { bytes: BYTES });
  const dataset = Buffer.concat([made.dataset.subarray(0, -BYTES), pixels(image)]);
  return { ...made, dataset };
}
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const SINGLE = 'application/dicom; transfer-syntax=*';

async function startOverTls() {
  const box = testBox(Date.now());
  const certificates = await box.open();
  const web = await startDicomweb({ web: { tls: true, openCertificates: async () => certificates } });
  const stop = async () => {
    await web[Symbol.asyncDispose]();
    await certificates.close();
    box[Symbol.dispose]();
  };
  return { web, ca: certificates.ca.pem, port: web.web.port, [Symbol.asyncDispose]: stop };
}

describe('over TLS 1.3, many answers at once', () => {
  it('by HTTP/2 and by HTTP/1.1 every byte is the one that was stored', { timeout: 120_000 }, async () => {
    await using box = await startOverTls();
    const { web, ca, port } = box;
    const objects = Array.from({ length: IMAGES }, (_, image) => object(image));
    for (const one of objects) await send(web.archive, one);
    const expected = objects.map(({ dataset }) => digest(dataset));
    const own = { ...cookieOver(web.web), accept: SINGLE };

    const session = connect(`https://127.0.0.1:${port}`, { ca });
    const byHttp2 = async (image: number) => {
      const stream = session.request({ ':path': pathOf(image), ...own });
      const pieces: Buffer[] = [];
      for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
      return digest(Buffer.concat(pieces).subarray(-objects[image]!.dataset.byteLength));
    };
    const byHttp1 = async (image: number) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      request({ host: '127.0.0.1', port, ca, path: pathOf(image), headers: own, agent: false }, async (answer) => {
        const pieces: Buffer[] = [];
        for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
        resolve(digest(Buffer.concat(pieces).subarray(-objects[image]!.dataset.byteLength)));
      })
        .on('error', reject)
        .end();
      return promise;
    };
    const all = objects.map((_, image) => image);
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await Promise.all(all.map(byHttp2)), expected);
      assert.deepEqual(await Promise.all(all.map(byHttp1)), expected);
    }
    session.close();
  });
  it('STOW-RS by HTTP/2: what is cut in the middle is no instance', { timeout: 60_000 }, async () => {
    await using box = await startOverTls();
    const { web, ca, port } = box;
    const { about, dataset } = object(1);
    const body = multipartBody([{ content: Buffer.concat([encodeFileMeta(about), dataset]) }]);
    const session = connect(`https://127.0.0.1:${port}`, { ca });
    const headers = { ...cookieOver(web.web), origin: `https://127.0.0.1:${port}`, 'content-type': `${DICOM_PARTS}; boundary=${BOUNDARY}` };
    const post = () => session.request({ ':method': 'POST', ':path': '/dicom-web/studies', ...headers });
    const cut = post();
    cut.on('error', () => undefined);
    cut.write(body.subarray(0, 3_000_000), () => cut.close(8)); // CANCEL
    await new Promise((resolve) => cut.once('close', resolve));
    const whole = post();
    const answered = new Promise<IncomingHttpHeaders>((resolve) => whole.once('response', resolve));
    whole.resume();
    assert.equal((await web.archive.counts()).instances, 0);
    whole.end(body);
    assert.equal((await answered)[':status' as keyof IncomingHttpHeaders], 200);
    assert.equal((await web.archive.counts()).instances, 1);
    session.close();
  });
});
