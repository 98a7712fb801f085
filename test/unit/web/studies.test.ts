import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundStudies, Instances, StudyShown, Tags } from '../../../app/web/schema.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { NO_STUDIES } from '../../support/fake-studies.ts';
import { fixture, part10, type StudiesWeb, startStudiesWeb, uidsOf, untilFound } from '../../support/studies-under-test.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

let of: StudiesWeb;
before(async () => {
  of = await startStudiesWeb();
  for (const [study, name] of [
    [1, 'Müller^Zoë'],
    [2, '<img src=x onerror=alert(1)>^"\'&'],
    [3, 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
  ] as const)
    for (const image of [1, 2])
      await of.upload(part10({ ...uidsOf(study, 1, image), PatientName: name, PatientID: `P${study}`, InstanceNumber: String(image) }));
  await of.upload(fixture('pydicom/nested_priv_SQ.dcm'));
  await untilFound(of, 3);
});
after(() => of[Symbol.asyncDispose]());

const get = async <Answer>(path: string): Promise<Answer> => (await of.web.ask(path)).json() as Answer;
const study = (n: number) => `/api/studies/${uidsOf(n).StudyInstanceUID}`;
const series = (n: number) => `${study(n)}/series/${uidsOf(n).SeriesInstanceUID}`;
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

describe('GET /api/find', () => {
  it('finds, newest first, and says what is shown', async () => {
    const { studies, due } = await get<FoundStudies>('/api/find?text=m%C3%BCller');
    assert.equal(due, 0);
    assert.deepEqual(
      studies.map(({ patientName, patientId, modalities, instances }) => [patientName.alphabetic, patientId, modalities, instances]),
      [['Müller Zoë', 'P1', ['CT'], 2]],
    );
  });
  it('pages by key', async () => {
    const first = await get<FoundStudies>('/api/find?limit=2');
    const second = await get<FoundStudies>(`/api/find?limit=2&before=${first.before}`);
    assert.equal(first.studies.length, 2);
    assert.equal(second.studies.length, 1);
    assert.equal(second.before, undefined);
  });
  for (const bad of ['from=2026', 'to=x', 'before=-1', 'limit=0x', 'limit=9999', `text=${'x'.repeat(201)}`, 'modality=a%20b'])
    it(`refuses ${bad.slice(0, 20)}`, async () =>
      assert.deepEqual(await codeOf(await of.web.ask(`/api/find?${bad}`)), [400, 'STUDIES_BAD_SEARCH']));
});

describe('a keystroke after another', () => {
  it('gives up the search of the one before, at the server too', async () => {
    const given = Promise.withResolvers<AbortSignal | undefined>();
    const find: typeof NO_STUDIES.archive.studies.find = (_, signal) => {
      given.resolve(signal);
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const archive = { ...NO_STUDIES.archive, studies: { ...NO_STUDIES.archive.studies, find } };
    await using web = await startTestWeb({ sources: { ...createFakeSources({ studies: [] }), archived: { ...NO_STUDIES, archive } } });
    const typing = new AbortController();
    const asked = web.ask('/api/find?text=a', { signal: typing.signal });
    const signal = await given.promise;
    assert.equal(signal?.aborted, false);
    typing.abort();
    await assert.rejects(asked);
    await new Promise<void>((resolve) => (signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve())));
  });
});

describe('study, series, instance, tags', () => {
  it('a study with its series', async () => {
    const shown = await get<StudyShown>(study(3));
    assert.equal(shown.patientName.ideographic, '山田 太郎');
    assert.deepEqual(
      shown.seriesList.map(({ modality, instances }) => [modality, instances]),
      [['CT', 2]],
    );
  });
  it('the instances of a series', async () => {
    const { instances } = await get<Instances>(series(1));
    assert.deepEqual(
      instances.map(({ number, from }) => [number, from]),
      [
        ['1', 'WEB-UPLOAD'],
        ['2', 'WEB-UPLOAD'],
      ],
    );
  });
  it('every attribute of one, markup as it stands', async () => {
    const { elements } = await get<Tags>(`${series(2)}/instances/${uidsOf(2).SOPInstanceUID}`);
    assert.equal(elements.find(({ tag }) => tag === '00100010')?.text, '<img src=x onerror=alert(1)>^"\'&');
  });
  for (const path of [
    '/api/studies/1.2',
    `/api/studies/1.2/series/1.3`,
    `/api/studies/1.2/series/1.3/instances/1.4`,
    '/api/studies/%00',
    '/api/studies/1.2/zip',
  ])
    it(`${path} is not there`, async () => assert.deepEqual(await codeOf(await of.web.ask(path)), [404, 'STUDIES_NO_SUCH']));
});

describe('POST /api/uploads', () => {
  const refused = async (bytes: Uint8Array) => codeOf(await of.upload(bytes));
  it('the same file again is there already', async () => {
    const answer = await of.upload(part10({ ...uidsOf(1), PatientName: 'Müller^Zoë', PatientID: 'P1', InstanceNumber: '1' }));
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { outcome: string }).outcome, 'identical');
  });
  it('no bytes', async () => assert.deepEqual(await refused(Buffer.alloc(0)), [422, 'UPLOAD_EMPTY']));
  it('a file that is no DICOM', async () => {
    assert.deepEqual(await refused(Buffer.from('%PDF-1.7 hello')), [422, 'UPLOAD_NOT_DICOM']);
    assert.deepEqual(await refused(Buffer.alloc(100_000, 'x')), [422, 'UPLOAD_NOT_DICOM']);
  });
  it('a DICOMDIR', async () => assert.deepEqual(await refused(fixture('pydicom/dicomdirtests/DICOMDIR')), [422, 'UPLOAD_DIRECTORY']));
  it('one that is cut off', async () =>
    assert.deepEqual(await refused(part10(uidsOf(7), 5000).subarray(0, 2000)), [422, 'ARCHIVE_UNREADABLE_DATASET']));
  it('one whose header is of another instance', async () => {
    const file = part10({ ...uidsOf(9), PatientID: 'X' });
    const other = part10({ ...uidsOf(8), PatientID: 'X' });
    const { length } = part10({ ...uidsOf(9), PatientID: 'X' });
    const mixed = Buffer.concat([other.subarray(0, length - (length - 400)), file.subarray(400)]);
    assert.equal((await of.upload(mixed)).status, 422);
  });
  it('one longer than it may be, said before it is sent', async () => {
    await using small = await startStudiesWeb([], { limits: { maxUploadBytes: 1000 } });
    assert.deepEqual(await codeOf(await small.upload(part10(uidsOf(1), 5000))), [413, 'UPLOAD_TOO_LARGE']);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(part10(uidsOf(1), 500_000));
        controller.close();
      },
    });
    const unsaid = await small.web.ask('/api/uploads', { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    assert.deepEqual(await codeOf(unsaid), [413, 'UPLOAD_TOO_LARGE']);
    assert.equal((await small.archive.counts()).instances, 0);
  });
});

describe('DELETE', () => {
  it('needs a reason that is a code', async () => {
    for (const reason of ['', '?reason=', '?reason=Mr+Smith'])
      assert.deepEqual(await codeOf(await of.web.ask(`${study(1)}${reason}`, { method: 'DELETE' })), [400, 'STUDIES_NO_REASON']);
  });
  it('an image, then the study; the log has the UID, who and why, and nothing of the patient', async () => {
    const image = `${series(1)}/instances/${uidsOf(1).SOPInstanceUID}`;
    assert.deepEqual(await (await of.web.ask(`${image}?reason=test`, { method: 'DELETE' })).json().then(({ instances }) => instances), 1);
    assert.equal((await of.web.ask(`${study(1)}?reason=wrong-patient`, { method: 'DELETE' })).status, 200);
    assert.equal((await of.web.ask(study(1))).status, 404);
    assert.deepEqual(await codeOf(await of.web.ask(`${study(1)}?reason=other`, { method: 'DELETE' })), [404, 'STUDIES_NO_SUCH']);
    await sleep(600);
    assert.equal((await get<FoundStudies>('/api/find?text=muller')).studies.length, 0);
    const lines = of.log.lines.filter((line) => line.includes('studies.deleted')).join('\n');
    assert.match(lines, /wrong-patient/);
    assert.match(lines, /root/);
    assert.doesNotMatch(of.log.lines.join('\n'), /Müller|Yamada|onerror|P1"/);
  });
});
