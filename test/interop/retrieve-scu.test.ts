import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runChild } from '../support/child.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { type Dcmqrscp, startDcmqrscp } from '../support/dcmqrscp.ts';
import { missing, type Storescp, startStorescp } from '../support/dcmtk.ts';
import { type Filmroom, filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { smallFile } from './small-files.ts';

const STUDY = '1.2.826.0.1.3680043.10.8.1';
const folder = mkdtempSync(join(tmpdir(), 'filmroom-scu-'));
const { program, args: leading } = filmroomCommand();
const filmroomCli = (...args: readonly string[]) =>
  runChild(program, [...leading, ...args, '--data', join(folder, 'data')], { timeoutMs: 30_000 });

/** The same conversation with each archive: ask, send, search, have it sent on, fetch. */
function conversation(title: string, portOf: () => number, destination: () => Storescp): void {
  const ae = () => `${title}@127.0.0.1:${portOf()}`;
  const files = join(folder, title);

  it('echo', async () => {
    const { code, output } = await filmroomCli('echo', ae());
    assert.equal(code, 0, output);
    assert.match(output, /answers: 0000H success/);
  });
  it('send: a folder of files, over one association', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(files);
    for (const name of ['a', 'b', 'c']) smallFile(join(files, name), { studyInstanceUid: STUDY, patientName: 'Müller^Test' });
    const { code, stdout, output } = await filmroomCli('send', ae(), files, '--json');
    assert.equal(code, 0, output);
    assert.equal((JSON.parse(stdout) as { stored: number }).stored, 3);
  });
  it('find: the study, and its images', async () => {
    const { code, stdout, output } = await filmroomCli(
      'find',
      ae(),
      `StudyInstanceUID=${STUDY}`,
      'PatientID',
      '--level',
      'study',
      '--json',
    );
    assert.equal(code, 0, output);
    const answers = JSON.parse(stdout) as Record<string, string>[];
    assert.deepEqual([answers.length, answers[0]?.PatientID, answers[0]?.StudyInstanceUID], [1, 'RAW1', STUDY]);
  });
  it('move: to a storescp that the archive knows', async () => {
    const { code, stdout, output } = await filmroomCli('move', ae(), '--to', 'TARGET', `StudyInstanceUID=${STUDY}`, '--json');
    assert.equal(code, 0, output);
    assert.equal((JSON.parse(stdout) as { completed: number }).completed, 3);
    assert.equal(readdirSync(destination().folder).length, 3);
  });
  it('get: into a folder', async () => {
    const out = join(folder, `${title}-got`);
    const { code, stdout, output } = await filmroomCli('get', ae(), `StudyInstanceUID=${STUDY}`, '--out', out, '--json');
    assert.equal(code, 0, output);
    assert.equal((JSON.parse(stdout) as { completed: number }).completed, 3);
    assert.equal(readdirSync(out).length, 3);
  });
}

describe('our requests to dcmqrscp', { skip: missing('dcmqrscp') || missing('storescp') }, () => {
  let storescp: Storescp;
  let archive: Dcmqrscp;
  before(async () => {
    storescp = await startStorescp({ folder: join(folder, 'to-dcmqrscp'), args: ['-aet', 'TARGET', '+xa'] });
    archive = await startDcmqrscp({ TARGET: storescp.port });
  });
  after(async () => {
    await archive.stop();
    await storescp.stop();
  });
  conversation(
    'QRSCP',
    () => archive.port,
    () => storescp,
  );
});

describe('our requests to Orthanc', { skip: missing('Orthanc') || missing('storescp') }, () => {
  let storescp: Storescp;
  let archive: Orthanc;
  before(async () => {
    storescp = await startStorescp({ folder: join(folder, 'to-orthanc'), args: ['-aet', 'TARGET', '+xa'] });
    archive = await startOrthanc({
      modalities: { target: { aeTitle: 'TARGET', port: storescp.port } },
      settings: { DicomAlwaysAllowFind: true, DicomAlwaysAllowMove: true, DicomAlwaysAllowGet: true },
    });
  });
  after(async () => {
    await archive.stop();
    await storescp.stop();
  });
  conversation(
    'ORTHANC',
    () => archive.dicomPort,
    () => storescp,
  );
});

describe('our requests to ourselves', { skip: missing('storescp') }, () => {
  let storescp: Storescp;
  let filmroom: Filmroom;
  before(async () => {
    storescp = await startStorescp({ folder: join(folder, 'to-filmroom'), args: ['-aet', 'TARGET', '+xa'] });
    filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'TARGET', host: '127.0.0.1', port: storescp.port }] } });
  });
  after(async () => {
    await filmroom.stop();
    await storescp.stop();
    rmSync(folder, { recursive: true });
  });
  conversation(
    'FILMROOM',
    () => filmroom.dicomPort,
    () => storescp,
  );

  it('get brings objects of the private classes that are configured', async () => {
    const { mkdirSync } = await import('node:fs');
    const [file, study] = [join(folder, 'private.dcm'), newUid()];
    const { uid } = smallFile(file, { sopClassUid: '1.3.12.2.1107.5.9.1', studyInstanceUid: study });
    const out = join(folder, 'private');
    mkdirSync(out);
    const ae = `FILMROOM@127.0.0.1:${filmroom.dicomPort}`;
    for (const args of [['send', ae, file] as const, ['get', ae, `StudyInstanceUID=${study}`, '--out', out] as const]) {
      const { code, output } = await filmroomCli(...args);
      assert.equal(code, 0, output);
    }
    assert.deepEqual(readdirSync(out), [`${uid}.dcm`]);
  });
  for (const out of ['/proc/nope', '/proc/nope/deeper', '/dev/null'])
    it(`get into ${out}, which can be no folder: exit code 4, and nobody is called`, async () => {
      const { code, stderr } = await filmroomCli('get', 'NOSUCH@127.0.0.1:1', `StudyInstanceUID=${STUDY}`, '--out', out);
      assert.equal(code, 4, stderr);
      assert.match(stderr, /the folder .* cannot be used[\s\S]*SCU_FOLDER_UNUSABLE/);
    });
  it('a key that its attribute cannot hold: exit code 2, and nothing is asked', async () => {
    const { code, stderr } = await filmroomCli(
      'find',
      `FILMROOM@127.0.0.1:${filmroom.dicomPort}`,
      'NumberOfSeriesRelatedInstances=x',
      'Rows=many',
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Rows of VR US cannot be "many"/);
  });
  it('a title that is not in the table: exit code 2, and what to write instead', async () => {
    const { code, stderr } = await filmroomCli('echo', 'NOSUCH');
    assert.equal(code, 2, stderr);
    assert.match(stderr, /"NOSUCH" is not in the AE table.*NOSUCH@host:port/);
  });
  it('nobody there: exit code 5, with address and port', async () => {
    const { code, stderr } = await filmroomCli('echo', 'NOSUCH@127.0.0.1:1');
    assert.equal(code, 5, stderr);
    assert.match(stderr, /no connection to 127\.0\.0\.1 port 1/);
  });
  it('an AE title that it does not answer to: rejected, in words', async () => {
    const { code, stderr } = await filmroomCli('echo', `WRONG@127.0.0.1:${filmroom.dicomPort}`);
    assert.equal(code, 5, stderr);
    assert.match(stderr, /called AE title not recognized/);
  });
  it('find that is refused: exit code 1, and the JSON says why', async () => {
    const ae = `FILMROOM@127.0.0.1:${filmroom.dicomPort}`;
    const { code, stdout } = await filmroomCli('find', ae, 'StudyInstanceUID', '--level', 'series', '--json');
    assert.equal(code, 1, stdout);
    const { status, words, errorComment, found } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([status, errorComment, found], ['A900H', 'Missing StudyInstanceUID', []]);
    assert.match(String(words), /^A900H/);
  });
  it('send says which files are no DICOM files', async () => {
    const { code, stdout } = await filmroomCli('send', `FILMROOM@127.0.0.1:${filmroom.dicomPort}`, fixturePath('manifest.csv'));
    assert.equal(code, 1);
    assert.match(stdout, /skipped .*manifest\.csv: no DICOM file/);
  });
  it('move to a destination that the archive does not know: exit code 1, with its words', async () => {
    const { code, stdout, stderr } = await filmroomCli(
      'move',
      `FILMROOM@127.0.0.1:${filmroom.dicomPort}`,
      '--to',
      'ELSEWHERE',
      `StudyInstanceUID=${STUDY}`,
    );
    assert.equal(code, 1, stderr);
    assert.match(stderr, /A801H.*ELSEWHERE/);
    assert.equal(stdout, '');
  });
});

/** K-54: what another archive keeps is found there and comes into ours. */
function intoOurs(title: string, start: (filmroomPort: number) => Promise<{ readonly port: number; stop(): Promise<unknown> }>): void {
  it(`find in ${title}, then move: the images are in our own archive`, async () => {
    const own = mkdtempSync(join(tmpdir(), 'filmroom-into-ours-'));
    const filmroom = await startFilmroom();
    const archive = await start(filmroom.dicomPort);
    try {
      const ae = `${title}@127.0.0.1:${archive.port}`;
      const study = newUid();
      const uids = ['a', 'b', 'c'].map((name) => smallFile(join(own, name), { studyInstanceUid: study, patientName: 'Abroad^Test' }).uid);
      assert.equal((await filmroomCli('send', ae, own)).code, 0);
      const found = await filmroomCli('find', ae, 'PatientName=Abroad*', 'StudyInstanceUID', '--json');
      assert.equal((JSON.parse(found.stdout) as Record<string, string>[])[0]?.StudyInstanceUID, study, found.output);
      const moved = await filmroomCli('move', ae, `StudyInstanceUID=${study}`, '--json'); // to our own AE title
      assert.equal(moved.code, 0, moved.output);
      for (const uid of uids) assert.ok(filmroom.storedFile(uid), uid);
    } finally {
      await archive.stop();
      await filmroom.stop();
      rmSync(own, { recursive: true });
    }
  });
}

describe('a remote archive’s images come into ours', () => {
  describe('dcmqrscp', { skip: missing('dcmqrscp') }, () => intoOurs('QRSCP', (port) => startDcmqrscp({ FILMROOM: port })));
  describe('Orthanc', { skip: missing('Orthanc') }, () =>
    intoOurs('ORTHANC', async (port) => {
      const orthanc = await startOrthanc({
        modalities: { filmroom: { aeTitle: 'FILMROOM', port } },
        settings: { DicomAlwaysAllowFind: true, DicomAlwaysAllowMove: true, DicomAlwaysAllowGet: true },
      });
      return { port: orthanc.dicomPort, stop: () => orthanc.stop() };
    }),
  );
});
