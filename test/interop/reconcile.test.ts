import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { encodeFileMeta } from '../../app/dataset/dataset.ts';
import type { InboxDetail, InboxEntry, InboxView } from '../../app/web/schema.ts';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { datasetOf, type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { findscu } from '../support/findscu.ts';
import { IMPLICIT_LE } from '../support/raw-bytes.ts';

const ORDER = {
  PatientName: 'Right^Name',
  PatientID: 'P7',
  PatientBirthDate: '19700102',
  PatientSex: 'F',
  AccessionNumber: 'ACC7',
  RequestedProcedureID: 'RP7',
  RequestedProcedureDescription: 'CT head',
  ScheduledProcedureStepSequence: [
    {
      ScheduledProcedureStepID: 'SP7',
      Modality: 'CT',
      ScheduledProcedureStepStartDate: '20260102',
      ScheduledProcedureStepStartTime: '0830',
    },
  ],
};
const JSON_HEADERS = { 'content-type': 'application/json' };

describe('reconciliation inbox: storescu, findscu, getscu', { skip: missing('storescu') || missing('getscu'), timeout: 300_000 }, () => {
  let filmroom: Filmroom;
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-reconcile-'));
  before(async () => {
    filmroom = await startFilmroom();
    const added = await filmroom.ask('/api/worklist', {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify({ attributes: ORDER }),
    });
    assert.equal(added.status, 201, await added.text());
  });
  after(async () => {
    await filmroom.stop();
    rmSync(folder, { recursive: true });
  });

  interface Sent {
    readonly sopInstanceUid: string;
    readonly dataset: Buffer;
  }

  /** Stored by storescu, typed by hand: another name and ID than the order has. */
  async function store(studyInstanceUid: string, count: number): Promise<Sent[]> {
    const files: string[] = [];
    const sent = Array.from({ length: count }, (_, at) => {
      const image = smallImage({ studyInstanceUid, seriesInstanceUid: `${studyInstanceUid}.1`, patientName: 'Rihgt^Name', fill: at % 250 });
      const file = join(folder, `${image.sopInstanceUid}.dcm`);
      const meta = encodeFileMeta({ ...image, transferSyntaxUid: IMPLICIT_LE });
      writeFileSync(file, Buffer.concat([meta, image.dataset]));
      files.push(file);
      return { sopInstanceUid: image.sopInstanceUid, dataset: image.dataset };
    });
    const { code, output } = await dcmtk('storescu', ['-xi', '-aec', 'FILMROOM', ...to(filmroom.dicomPort), ...files]);
    assert.equal(code, 0, output);
    return sent;
  }

  async function until(studyInstanceUid: string, isSo: (entry: InboxEntry) => boolean): Promise<InboxEntry> {
    for (let tries = 0; tries < 300; tries++) {
      const { open, decided } = (await (await filmroom.ask('/api/reconcile')).json()) as InboxView;
      const entry = [...open, ...decided].find((each) => each.studyInstanceUid === studyInstanceUid);
      if (entry && isSo(entry)) return entry;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`it did not come to that: ${await (await filmroom.ask('/api/reconcile')).text()} ${filmroom.log().slice(-2000)}`);
  }

  async function decide(entry: InboxEntry, what: string, body: object = {}): Promise<number> {
    const init = { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ revision: entry.revision, ...body }) };
    return (await filmroom.ask(`/api/reconcile/${entry.studyInstanceUid}/${what}`, init)).status;
  }

  /** By getscu. */
  async function fetched(studyInstanceUid: string): Promise<ReadonlyMap<string, string>> {
    const into = join(folder, newUid());
    mkdirSync(into);
    const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${studyInstanceUid}`];
    const { output } = await dcmtk('getscu', ['-S', '+B', '-aec', 'FILMROOM', '-od', into, ...keys, ...to(filmroom.dicomPort)]);
    const files = new Map(readdirSync(into).map((name) => [/(2\.25\.\d+)/.exec(name)?.[1] ?? name, join(into, name)]));
    assert.ok(files.size > 0, output);
    return files;
  }

  const found = async (keys: readonly string[]) => {
    const { answers } = await findscu(filmroom.dicomPort, '-S', ['QueryRetrieveLevel=STUDY', 'StudyInstanceUID', ...keys]);
    return answers.map(({ values }) => values);
  };

  it('accepted, the study has what the order says, everywhere; images that come later too; undone, it is what was sent', async () => {
    const study = newUid();
    const sent = await store(study, 3);
    const asReceived = await fetched(study);
    const waiting = await until(study, ({ state }) => state === 'waiting');
    assert.deepEqual(waiting.reasons, ['NO_ACCESSION']);
    const [suggestion] = waiting.suggestions;
    assert.equal(suggestion?.order.accessionNumber, 'ACC7');
    assert.equal(await decide({ ...waiting, revision: 99 }, 'accept', { order: suggestion!.order.id }), 409);
    assert.equal(await decide(waiting, 'accept', { order: suggestion!.order.id }), 204);
    const corrected = await until(study, ({ state }) => state === 'corrected');
    assert.equal(corrected.failed, 0);

    const [answer, ...more] = await found(['AccessionNumber=ACC7', 'PatientName', 'PatientID', 'PatientBirthDate']);
    assert.deepEqual(more, []);
    assert.equal(answer?.get('0010,0010')?.trim(), 'Right^Name');
    assert.equal(answer?.get('0010,0020')?.trim(), 'P7');
    assert.deepEqual(await found(['PatientID=RAW1']), []);
    const qido = await filmroom.ask('/dicom-web/studies?AccessionNumber=ACC7', { headers: { accept: 'application/dicom+json' } });
    assert.match(await qido.text(), /"00100020":\{"vr":"LO","Value":\["P7"\]\}/);
    for (const file of (await fetched(study)).values()) {
      const { output } = await dcmtk('dcmdump', ['-q', '+L', file]);
      assert.match(output, /\(0010,0020\) LO \[P7\]/);
      assert.match(
        output,
        /\(0040,0275\) SQ[\s\S]*\(0008,0050\) SH \[ACC7\][\s\S]*\(0032,1060\) LO \[CT head\][\s\S]*\[SP7\][\s\S]*\(0040,1001\) SH \[RP7\][\s\S]*\(0400,0561\)/,
      );
      assert.match(output, /\(0400,0561\) SQ[\s\S]*\(0010,0010\) PN \[Rihgt\^Name\][\s\S]*\(0400,0565\) CS \[COERCE\]/);
    }

    const later = await store(study, 2);
    const reaches = async (count: number) =>
      (await found(['AccessionNumber=ACC7', 'NumberOfStudyRelatedInstances']))[0]?.get('0020,1208')?.trim() === String(count);
    for (let tries = 0; tries < 100 && !(await reaches(5)); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    for (let tries = 0; ; tries++) {
      const dumps = await Promise.all(
        [...(await fetched(study)).values()].map((file) => dcmtk('dcmdump', ['-q', '+P', '0010,0020', file])),
      );
      if (dumps.every(({ output }) => /^\(0010,0020\) LO \[P7\]/m.test(output))) break;
      assert.ok(tries < 20, 'what came later was not corrected');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    // What the modality sends once more stays corrected.
    const again = await dcmtk('storescu', [
      '-xi',
      '-aec',
      'FILMROOM',
      ...to(filmroom.dicomPort),
      join(folder, `${sent[0]!.sopInstanceUid}.dcm`),
    ]);
    assert.equal(again.code, 0, again.output);

    assert.equal(await decide(await until(study, ({ state }) => state === 'corrected'), 'undo'), 204);
    await until(study, ({ state }) => state === 'waiting');
    const files = await fetched(study);
    for (const [uid, file] of asReceived) assert.ok(datasetOf(readFileSync(files.get(uid)!)).equals(datasetOf(readFileSync(file))), uid);
    for (const { sopInstanceUid, dataset } of [...sent, ...later]) assert.ok(filmroom.storedDataset(sopInstanceUid)?.equals(dataset));

    const { history } = (await (await filmroom.ask(`/api/reconcile/${study}`)).json()) as InboxDetail;
    assert.deepEqual(
      history.map(({ what }) => what),
      ['accept', 'undo'],
    );
    assert.deepEqual(history[0]?.changes.PatientName, { before: 'Rihgt^Name', after: 'Right^Name' });
    assert.doesNotMatch(filmroom.log(), /Rihgt|Right\^|RAW1|ACC7/);
    assert.match(filmroom.log(), /reconcile\.decided.*accept/);
  });

  it('left, it stays so; changed by hand, it has what was typed, in letters that its character set had no place for', async () => {
    const study = newUid();
    await store(study, 1);
    const waiting = await until(study, ({ state }) => state === 'waiting');
    assert.equal(await decide(waiting, 'leave'), 204);
    const left = await until(study, ({ state }) => state === 'left');
    assert.equal(await decide(left, 'undo'), 204);
    const again = await until(study, ({ state }) => state === 'waiting');
    assert.equal(await decide(again, 'edit', { values: { PatientBirthDate: '20260230' } }), 400);
    assert.equal(await decide(again, 'edit', { values: { PatientName: 'Иванов^Иван', AccessionNumber: 'HAND1' } }), 204);
    await until(study, ({ state }) => state === 'corrected');
    const [file] = [...(await fetched(study)).values()];
    const { output } = await dcmtk('dcmdump', ['-q', '+L', '+U8', file!]);
    assert.match(output, /\(0008,0005\) CS \[ISO_IR 192\]/);
    assert.match(output, /\(0010,0010\) PN \[Иванов\^Иван\]/);
    assert.match(output, /\(0400,0565\) CS \[CORRECT\]/);
  });

  it('killed in the middle of a correction, it goes on at the next start', async () => {
    const study = newUid();
    await store(study, 120);
    const waiting = await until(study, ({ state, study: { images } }) => state === 'waiting' && images === 120);
    assert.equal(await decide(waiting, 'edit', { values: { AccessionNumber: 'KILLED' } }), 204);
    await until(study, ({ state, progress }) => state === 'corrected' || (progress?.done ?? 0) > 5);
    const { dataFolder } = filmroom;
    await filmroom.kill();
    filmroom = await startFilmroom({ dataFolder, config: { ownAeTitle: 'FILMROOM' } });
    await until(study, ({ state }) => state === 'corrected');
    const [answer] = await found(['AccessionNumber=KILLED', 'NumberOfStudyRelatedInstances']);
    assert.equal(answer?.get('0020,1208')?.trim(), '120');
    const files = await fetched(study);
    assert.equal(files.size, 120);
    for (const file of files.values()) assert.ok(readFileSync(file).includes('KILLED'));
  });
});
