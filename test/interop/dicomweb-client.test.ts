import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../app/registry/registry.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { launch } from './chromium.ts';

/* dicomweb-client, the public client that OHIF and others ask with, in a browser on a page of another origin, with a token. */

const CLIENT = new URL('../../node_modules/dicomweb-client/build/dicomweb-client.js', import.meta.url);
const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const RLE = 'pydicom/MR_small_RLE.dcm';
const COLOUR = 'pydicom/examples_ybr_color.dcm';
const PDF = 'dcmjs-dimse/pdf.dcm';
const FILES = [CT, RLE, COLOUR, PDF] as const;

type Tags = Readonly<Record<string, { readonly vr: string; readonly Value?: readonly unknown[]; readonly BulkDataURI?: string }>>;

let server: Server;
let filmroom: Filmroom;
let browser: Browser;
let page: Page;
before(async () => {
  server = createServer((_request, answer) =>
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>another application</title>'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  [browser, filmroom] = await Promise.all([launch(), startFilmroom({ config: { web: { corsOrigins: [origin] } } })]);
  const made = await filmroom.ask('/api/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'client', role: 'technologist' }),
  });
  const { secret } = (await made.json()) as { secret: string };
  page = await browser.newPage();
  await page.goto(origin);
  await page.addScriptTag({ content: readFileSync(CLIENT, 'utf8') });
  const settings = { url: `${filmroom.webUrl}/dicom-web`, headers: { Authorization: `Bearer ${secret}` } };
  await page.evaluate((about) => {
    const { DICOMwebClient } = window as unknown as { DICOMwebClient: { api: { DICOMwebClient: new (options: object) => unknown } } };
    Object.assign(window, { client: new DICOMwebClient.api.DICOMwebClient(about) });
  }, settings);
});
after(async () => {
  await browser?.close();
  await filmroom?.stop();
  server.close();
});

/** Calls a method of the client; buffers come back as base64. */
function call<Result>(method: string, options: object = {}, files: readonly Buffer[] = []): Promise<Result> {
  const datasets = files.map((file) => file.toString('base64'));
  return page.evaluate(
    async ([name, given, sent]) => {
      const client = (window as unknown as { client: Record<string, (options: object) => Promise<unknown>> }).client;
      const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
      const shown = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(shown);
        if (!(value instanceof ArrayBuffer)) return value;
        return new Promise<string>((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
          reader.readAsDataURL(new Blob([value]));
        });
      };
      const result = await client[name]!({ ...given, ...(sent.length > 0 && { datasets: sent.map(bytesOf) }) });
      return Array.isArray(result) ? Promise.all(result.map(shown)) : shown(result);
    },
    [method, options, datasets] as const,
  ) as Promise<Result>;
}

const bytesOf = (text: string) => Buffer.from(text, 'base64');
const firstOf = (tags: Tags, tag: string) => tags[tag]?.Value?.[0];
const uidOf = (file: string) => readFileMeta(fixtureBytes(file)).sopInstanceUid;

/** Where an instance is, as the client finds it. */
async function found(file: string): Promise<{ studyInstanceUID: string; seriesInstanceUID: string; sopInstanceUID: string }> {
  const [tags] = await call<readonly Tags[]>('searchForInstances', { queryParams: { SOPInstanceUID: uidOf(file) } });
  assert.ok(tags, file);
  const [studyInstanceUID, seriesInstanceUID, sopInstanceUID] = ['0020000D', '0020000E', '00080018'].map((tag) =>
    String(firstOf(tags, tag)),
  );
  return { studyInstanceUID: studyInstanceUID!, seriesInstanceUID: seriesInstanceUID!, sopInstanceUID: sopInstanceUID! };
}

describe('dicomweb-client', () => {
  it('stores instances (STOW-RS)', async () => {
    const files = FILES.map((file) => fixtureBytes(file));
    await call('storeInstances', {}, files);
    for (const file of files) {
      const { sopInstanceUid, datasetOffset } = readFileMeta(file);
      assert.ok(filmroom.storedDataset(sopInstanceUid)?.equals(file.subarray(datasetOffset)), sopInstanceUid);
    }
  });
  it('searches studies, series and instances (QIDO-RS)', async () => {
    assert.equal((await call<readonly Tags[]>('searchForStudies')).length, FILES.length);
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = await found(CT);
    const studies = await call<readonly Tags[]>('searchForStudies', { queryParams: { StudyInstanceUID: studyInstanceUID } });
    assert.deepEqual(
      studies.map((study) => firstOf(study, '0020000D')),
      [studyInstanceUID],
    );
    const series = await call<readonly Tags[]>('searchForSeries', { studyInstanceUID });
    assert.deepEqual(
      series.map((one) => firstOf(one, '0020000E')),
      [seriesInstanceUID],
    );
    const instances = await call<readonly Tags[]>('searchForInstances', { studyInstanceUID, seriesInstanceUID });
    assert.deepEqual(
      instances.map((instance) => firstOf(instance, '00080018')),
      [sopInstanceUID],
    );
  });
  it('reads metadata of a study, a series, an instance', async () => {
    const path = await found(CT);
    for (const method of ['retrieveStudyMetadata', 'retrieveSeriesMetadata', 'retrieveInstanceMetadata']) {
      const result = await call<Tags | readonly Tags[]>(method, path);
      const tags = (Array.isArray(result) ? result[0] : result) as Tags;
      assert.equal(firstOf(tags, '00080018'), path.sopInstanceUID, method);
    }
  });
  it('retrieves an instance, a series, a study: it names no transfer syntax, and gets what is compressed decoded', async () => {
    const path = await found(RLE);
    const [alone, [ofSeries], [ofStudy]] = [
      await call<string>('retrieveInstance', path),
      await call<readonly string[]>('retrieveSeries', path),
      await call<readonly string[]>('retrieveStudy', path),
    ];
    for (const file of [alone, ofSeries!, ofStudy!]) {
      const { transferSyntaxUid, sopInstanceUid } = readFileMeta(bytesOf(file));
      assert.deepEqual([transferSyntaxUid, sopInstanceUid], [EXPLICIT_VR_LITTLE_ENDIAN, path.sopInstanceUID]);
    }
  });
  it('retrieves frames: values, and the bit streams that it takes', async () => {
    const frames = await call<readonly string[]>('retrieveInstanceFrames', { ...(await found(COLOUR)), frameNumbers: [1, 3] });
    assert.deepEqual(
      frames.map((frame) => bytesOf(frame).length),
      [320 * 240 * 3, 320 * 240 * 3],
    );
    const mediaTypes = [
      { mediaType: 'image/jls', transferSyntaxUID: '1.2.840.10008.1.2.4.80' },
      { mediaType: 'application/octet-stream', transferSyntaxUID: '*' },
    ];
    const [stored] = await call<readonly string[]>('retrieveInstanceFrames', { ...(await found(RLE)), frameNumbers: [1], mediaTypes });
    assert.equal(bytesOf(stored!).readUInt32LE(0), 2, 'an RLE header of two segments');
  });
  it('retrieves bulk data by the address that the metadata has', async () => {
    const metadata = await call<Tags | readonly Tags[]>('retrieveInstanceMetadata', await found(PDF));
    const tags = (Array.isArray(metadata) ? metadata[0] : metadata) as Tags;
    const [document] = await call<readonly string[]>('retrieveBulkData', { BulkDataURI: tags['00420011']!.BulkDataURI });
    assert.equal(bytesOf(document!).toString('latin1', 0, 5), '%PDF-');
  });
  it('retrieves pictures and thumbnails', async () => {
    const path = await found(CT);
    for (const [method, more] of [
      [
        'retrieveInstanceRendered',
        { mediaTypes: [{ mediaType: 'image/jpeg' }], queryParams: { viewport: '64,64', annotation: 'patient' } },
      ],
      ['retrieveInstanceThumbnail', { mediaTypes: [{ mediaType: 'image/jpeg' }] }],
      ['retrieveInstanceFramesRendered', { frameNumbers: [1], mediaTypes: [{ mediaType: 'image/png' }] }],
    ] as const) {
      const result = await call<string | readonly string[]>(method, { ...path, ...more });
      const picture = bytesOf(Array.isArray(result) ? result[0] : (result as string));
      assert.match(picture.toString('latin1', 0, 4), method.includes('Frames') ? /^\x89PNG/ : /^\xff\xd8\xff/, method);
    }
  });
  it('is told by the status what is not there', async () => {
    const path = { ...(await found(CT)), sopInstanceUID: '1.2.3' };
    await assert.rejects(call('retrieveInstance', path), /request failed/);
  });
});
