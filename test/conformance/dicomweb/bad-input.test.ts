import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, truncateSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { DICOMWEB_LIMITS } from '../../../app/dicomweb/dicomweb.ts';
import { faultsIn, filesIn, objectWith, send } from '../../support/archive-under-test.ts';
import { BOUNDARY, DICOM_PARTS, type DicomwebUnderTest, multipartBody, startDicomweb } from '../../support/dicomweb-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.7';
const object = (image: number, bytes = 64) =>
  objectWith({ 524312: `${STUDY}.1.${image}`, 2097165: STUDY, 2097166: `${STUDY}.1` }, { bytes, fill: image });
const fileOf = (image: number, bytes?: number) => {
  const { about, dataset } = object(image, bytes);
  return Buffer.concat([encodeFileMeta(about), dataset]);
};
const pathOf = (image: number) => `/studies/${STUDY}/series/${STUDY}.1/instances/${STUDY}.1.${image}`;
const HEAD = `Content-Type: ${DICOM_PARTS}; boundary=${BOUNDARY}\r\nAccept: application/dicom+json\r\n`;

/** A connection that says what it is told, and what came back by it when it ends. */
function raw(web: DicomwebUnderTest, begin: string | Buffer) {
  const { port, hostname } = new URL(web.baseUrl);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (piece: Buffer) => received.push(piece));
  socket.on('error', () => undefined); // it is cut
  socket.write(begin);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(Buffer.concat(received).toString('latin1'))));
  return { socket, closed };
}
const requestHead = (web: DicomwebUnderTest, first: string, more: string) =>
  `${first} HTTP/1.1\r\nHost: ${new URL(web.baseUrl).host}\r\nOrigin: ${web.web.url}\r\nCookie: ${web.web.cookie}\r\n${more}\r\n`;
const post = (web: DicomwebUnderTest, more: string) => requestHead(web, 'POST /dicom-web/studies', `${HEAD}${more}`);
const incoming = (web: DicomwebUnderTest) => filesIn(web.folder, 'incoming');

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await delay(25);
  }
  throw new Error(`${what}: not within ten seconds`);
}

describe('STOW-RS senders that break off or hardly send', () => {
  it('half an instance leaves nothing; what was whole before it stays', async () => {
    await using web = await startDicomweb();
    const body = multipartBody([{ content: fileOf(1) }, { content: fileOf(2, 2_000_000) }]);
    const { socket } = raw(
      web,
      Buffer.concat([Buffer.from(post(web, `Content-Length: ${body.byteLength}\r\n`)), body.subarray(0, 1_000_000)]),
    );
    await until(() => incoming(web).length > 0, 'the second is under way');
    socket.destroy();
    await until(() => incoming(web).length === 0, 'nothing is left of it');
    assert.equal((await web.get(pathOf(1), 'application/dicom; transfer-syntax=*')).status, 200);
    assert.equal((await web.get(pathOf(2))).status, 404);
    await web.archive.close();
    assert.deepEqual(faultsIn(web.folder), []);
  });
  it('chunks that stop: the connection is cut, and says why where it can', async () => {
    await using web = await startDicomweb({ web: { limits: { requestTimeoutMs: 1000 } } });
    const { closed } = raw(web, `${post(web, 'Transfer-Encoding: chunked\r\n')}10\r\n--${BOUNDARY.slice(0, 14)}\r\n`);
    assert.match(await closed, /^HTTP\/1\.1 408 /);
    assert.deepEqual(incoming(web), []);
  });
  it('chunks that are none are refused by the parser, and nothing is left', async () => {
    await using web = await startDicomweb();
    const { closed } = raw(web, `${post(web, 'Transfer-Encoding: chunked\r\n')}xyz\r\nnonsense`);
    assert.match(await closed, /^HTTP\/1\.1 400 /);
    assert.deepEqual(incoming(web), []);
  });
  it('a byte at a time: 408 when too few came in the time', async () => {
    await using web = await startDicomweb({ parts: { limits: { ...DICOMWEB_LIMITS, slowMs: 600, slowBytes: 1000 } } });
    const { socket, closed } = raw(web, post(web, 'Content-Length: 100000\r\n'));
    const dripping = setInterval(() => socket.write('-'), 50);
    const answer = await closed.finally(() => clearInterval(dripping));
    assert.match(answer, /^HTTP\/1\.1 408 [\s\S]*DICOMWEB_TOO_SLOW/);
  });
});

describe('WADO-RS receivers that hardly read', () => {
  it('who takes nothing is cut off, and its file is closed', async () => {
    await using web = await startDicomweb({ parts: { limits: { ...DICOMWEB_LIMITS, slowMs: 500 } } });
    await send(web.archive, object(1, 40_000_000));
    const { socket } = raw(web, requestHead(web, `GET /dicom-web${pathOf(1)}`, `Accept: ${DICOM_PARTS}; transfer-syntax=*\r\n`));
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await until(() => web.log.lines.some((line) => line.includes('dicomweb.too-slow')), 'it is noticed');
    socket.resume();
    await closed;
    assert.equal((await web.get(pathOf(1), `${DICOM_PARTS}; transfer-syntax=*`)).status, 200);
  });
  it('who goes away in the middle leaves nothing open', async () => {
    await using web = await startDicomweb();
    await send(web.archive, object(1, 40_000_000));
    for (let n = 0; n < 5; n++) {
      const { socket } = raw(web, requestHead(web, `GET /dicom-web${pathOf(1)}`, `Accept: ${DICOM_PARTS}; transfer-syntax=*\r\n`));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }
    await until(() => openFiles(web.folder) === 0, 'every file is closed');
    assert.ok(!web.log.lines.some((line) => line.includes('dicomweb.cut')), 'it is no fault of ours');
  });
  it('what fails in the middle cuts the connection: half an answer is no whole one', async () => {
    await using web = await startDicomweb();
    for (const image of [1, 2, 3]) await send(web.archive, object(image, 3_000_000));
    const [, second] = filesIn(web.folder, 'images');
    truncateSync(`${web.folder}/${second}`, 1000);
    await assert.rejects(web.get(`/studies/${STUDY}`, `${DICOM_PARTS}; transfer-syntax=*`));
    const got = await web.get(pathOf(2), `${DICOM_PARTS}; transfer-syntax=*`);
    assert.equal(got.status, 500, 'where it is the first, in words');
    assert.match(got.bytes.toString(), /ARCHIVE_INSTANCE_CHANGED/);
  });
});

/** Images of the data folder that this process has open. */
function openFiles(folder: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) && path.endsWith('.dcm');
    } catch {
      return false;
    }
  }).length;
}

/** A request by a connection of its own: status and bytes of the answer. */
function once(
  { baseUrl, web }: DicomwebUnderTest,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Buffer,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const own = { cookie: web.cookie, origin: web.url };
  const asked = request(`${baseUrl}${path}`, { method, headers: { ...own, ...headers }, agent: false }, (answer) => {
    let bytes = 0;
    answer.on('data', (piece: Buffer) => {
      bytes += piece.byteLength;
    });
    answer.on('end', () => resolve(`${answer.statusCode} ${bytes}`));
    answer.on('error', reject);
  });
  asked.on('error', reject);
  asked.end(body);
  return promise;
}

describe('many at once', () => {
  it('200 clients each get their study, 200 each store an instance', { timeout: 120_000 }, async () => {
    await using web = await startDicomweb();
    await send(web.archive, object(1, 300_000));
    const all = async (ask: (n: number) => Promise<string>) => [
      ...new Set(await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)))),
    ];
    const got = await all(() => once(web, 'GET', `/studies/${STUDY}`, { accept: `${DICOM_PARTS}; transfer-syntax=*` }));
    assert.equal(got.length, 1);
    assert.match(got[0]!, /^200 300\d{3}$/);
    const type = { 'content-type': `${DICOM_PARTS}; boundary=${BOUNDARY}` };
    const stored = await all((n) => once(web, 'POST', '/studies', type, multipartBody([{ content: fileOf(n + 2, 1000) }])));
    assert.ok(
      stored.every((one) => one.startsWith('200 ')),
      stored.join(),
    );
  });
  it('503 with Retry-After: more answers than may be sent at once', async () => {
    await using web = await startDicomweb({ parts: { limits: { ...DICOMWEB_LIMITS, maxAnswers: 1 } } });
    await send(web.archive, object(1, 40_000_000));
    const { socket } = raw(web, requestHead(web, `GET /dicom-web${pathOf(1)}`, `Accept: ${DICOM_PARTS}; transfer-syntax=*\r\n`));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const got = await web.get(pathOf(1), `${DICOM_PARTS}; transfer-syntax=*`);
    assert.deepEqual([got.status, got.headers.get('retry-after')], [503, '1']);
    socket.destroy();
    let status = 503;
    for (let tries = 0; status === 503 && tries < 100; tries++) {
      await delay(50);
      ({ status } = await web.get(pathOf(1), `${DICOM_PARTS}; transfer-syntax=*`));
    }
    assert.equal(status, 200);
  });
});
