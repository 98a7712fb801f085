import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { missing } from '../support/dcmtk.ts';
import { dumpFiles } from '../support/dump.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { findscu } from '../support/findscu.ts';
import { fixturePath } from '../support/fixtures.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { storeFile } from '../support/store-file.ts';

const { Client, requests, constants, log } = createRequire(import.meta.url)('dcmjs-dimse') as typeof import('dcmjs-dimse');
log.setLevel('silent');

/** Studies of several patients, modalities and transfer syntaxes. */
const FILES = [
  'pydicom/dicomdirtests/77654033/CT2/17106',
  'pydicom/MR_small.dcm',
  'pydicom/SC_rgb_rle.dcm',
  'synthetic/charset/ISO_IR100.dcm',
  'synthetic/iod/pdf.dcm',
];
const TAGS = ['0008,0018', '0008,0060', '0010,0010', '0010,0020', '0020,000d', '0020,000e', '0020,0013'];

describe('queries from other implementations', { skip: missing('findscu') || missing('dcmdump') }, () => {
  let filmroom: Filmroom;
  /** What dcmdump reads of each file. */
  const stored: ReadonlyMap<string, string>[] = [];
  before(async () => {
    filmroom = await startFilmroom();
    for (const file of FILES) await storeFile(filmroom.dicomPort, file);
    const paths = FILES.map(fixturePath);
    const dumps = dumpFiles(paths, TAGS);
    for (const path of paths) stored.push(dumps.get(path)!);
  });
  after(() => filmroom.stop());
  const distinct = (tag: string) => [...new Set(stored.map((each) => each.get(tag) ?? ''))].sort();
  const values = (answers: readonly { readonly values: ReadonlyMap<string, string> }[], tag: string) =>
    answers.map((answer) => answer.values.get(tag) ?? '').sort();

  describe('findscu (DCMTK)', () => {
    for (const [proposing, args] of [
      ['as it comes', []],
      ['-xe', ['-xe']],
      ['-xb', ['-xb']],
      ['-xi', ['-xi']],
      ['-xd', ['-xd']],
    ] as const) {
      it(`STUDY, every study, ${proposing}`, async () => {
        const { code, answers } = await findscu(filmroom.dicomPort, '-S', ['QueryRetrieveLevel=STUDY', 'StudyInstanceUID', 'PatientName'], {
          args,
        });
        assert.equal(code, 0);
        assert.deepEqual(values(answers, '0020,000d'), distinct('0020,000d'));
      });
    }
    it('PATIENT → STUDY → SERIES → IMAGE, down to every instance', async () => {
      const found: string[] = [];
      const { answers: patients } = await findscu(filmroom.dicomPort, '-P', ['QueryRetrieveLevel=PATIENT', 'PatientID']);
      for (const patient of values(patients, '0010,0020')) {
        const ofPatient = [`PatientID=${patient}`];
        const { answers: studies } = await findscu(filmroom.dicomPort, '-P', [
          'QueryRetrieveLevel=STUDY',
          ...ofPatient,
          'StudyInstanceUID',
        ]);
        for (const study of values(studies, '0020,000d')) {
          const ofStudy = [...ofPatient, `StudyInstanceUID=${study}`];
          const { answers: series } = await findscu(filmroom.dicomPort, '-P', [
            'QueryRetrieveLevel=SERIES',
            ...ofStudy,
            'SeriesInstanceUID',
          ]);
          for (const one of values(series, '0020,000e')) {
            const keys = ['QueryRetrieveLevel=IMAGE', ...ofStudy, `SeriesInstanceUID=${one}`, 'SOPInstanceUID'];
            found.push(...values((await findscu(filmroom.dicomPort, '-P', keys)).answers, '0008,0018'));
          }
        }
      }
      assert.deepEqual(found.sort(), distinct('0008,0018'));
    });
    it('the retired Patient/Study Only model', async () => {
      const { answers } = await findscu(filmroom.dicomPort, '-O', ['QueryRetrieveLevel=PATIENT', 'PatientID']);
      assert.deepEqual(values(answers, '0010,0020'), distinct('0010,0020'));
    });
    it('SERIES without StudyInstanceUID: A900, and it says which key', async () => {
      const { answers, words } = await findscu(filmroom.dicomPort, '-S', ['QueryRetrieveLevel=SERIES', 'SeriesInstanceUID'], {
        args: ['-d'],
      });
      assert.equal(answers.length, 0);
      assert.match(words, /a900/i);
      assert.match(words, /Missing StudyInstanceUID/);
    });
  });

  describe('Orthanc as query SCU: POST /modalities/{id}/query', { skip: missing('Orthanc') }, () => {
    let orthanc: Orthanc;
    before(async () => {
      orthanc = await startOrthanc({ modalities: { filmroom: { aeTitle: 'FILMROOM', port: filmroom.dicomPort } } });
    });
    after(() => orthanc.stop());
    async function query(level: string, keys: Readonly<Record<string, string>>): Promise<Record<string, string>[]> {
      const body = JSON.stringify({ Level: level, Query: keys });
      const response = await fetch(`${orthanc.url}/modalities/filmroom/query`, { method: 'POST', body });
      assert.equal(response.status, 200, await response.clone().text());
      const { ID } = (await response.json()) as { ID: string };
      const answers = await fetch(`${orthanc.url}/queries/${ID}/answers?expand&simplify`);
      return (await answers.json()) as Record<string, string>[];
    }
    it('Study: every study, with what it asked for', async () => {
      const answers = await query('Study', { StudyInstanceUID: '', PatientID: '', PatientName: '', ModalitiesInStudy: '' });
      assert.deepEqual(answers.map((each) => each.StudyInstanceUID).sort(), distinct('0020,000d'));
      for (const answer of answers) assert.equal(answer.RetrieveAETitle, 'FILMROOM');
    });
    it('Patient', async () => {
      const answers = await query('Patient', { PatientID: '', PatientName: '' });
      assert.deepEqual(answers.map((each) => each.PatientID).sort(), distinct('0010,0020'));
    });
    it('Series and Instance, of one study', async () => {
      const one = stored[0]!;
      const [patient, study, series] = [one.get('0010,0020')!, one.get('0020,000d')!, one.get('0020,000e')!];
      const ofStudy = { PatientID: patient, StudyInstanceUID: study };
      assert.deepEqual(
        (await query('Series', { ...ofStudy, SeriesInstanceUID: '' })).map((each) => each.SeriesInstanceUID),
        [series],
      );
      const instances = await query('Instance', { ...ofStudy, SeriesInstanceUID: series, SOPInstanceUID: '' });
      assert.deepEqual(
        instances.map((each) => each.SOPInstanceUID),
        [one.get('0008,0018')],
      );
    });
  });

  describe('dcmjs-dimse as query SCU', () => {
    interface Found {
      readonly statuses: number[];
      readonly datasets: Record<string, unknown>[];
    }
    function ask(request: InstanceType<typeof requests.CFindRequest>): Promise<Found> {
      return new Promise((resolve, reject) => {
        const client = new Client();
        const found: Found = { statuses: [], datasets: [] };
        request.on(
          'response',
          (response: { getStatus(): number; hasDataset(): boolean; getDataset(): { getElements(): Record<string, unknown> } }) => {
            found.statuses.push(response.getStatus());
            if (response.getStatus() === constants.Status.Pending && response.hasDataset())
              found.datasets.push(response.getDataset().getElements());
          },
        );
        client.addRequest(request);
        client.on('networkError', reject);
        client.on('associationRejected', (result: unknown) => reject(new Error(`rejected: ${JSON.stringify(result)}`)));
        client.on('closed', () => resolve(found));
        client.send('127.0.0.1', filmroom.dicomPort, 'DCMJS', 'FILMROOM', {});
      });
    }
    it('STUDY: every study', async () => {
      const { statuses, datasets } = await ask(requests.CFindRequest.createStudyFindRequest({ PatientName: '', StudyInstanceUID: '' }));
      assert.equal(statuses.at(-1), constants.Status.Success);
      assert.deepEqual(datasets.map((each) => each.StudyInstanceUID).sort(), distinct('0020,000d'));
    });
    it('SERIES of one study', async () => {
      const study = stored[1]!.get('0020,000d')!;
      const { datasets } = await ask(requests.CFindRequest.createSeriesFindRequest({ StudyInstanceUID: study, SeriesInstanceUID: '' }));
      assert.ok(datasets.length >= 1);
    });
  });
});
