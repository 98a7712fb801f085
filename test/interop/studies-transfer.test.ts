import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Send } from '../../app/web/schema.ts';
import { runChild } from '../support/child.ts';
import { missing, startStorescp } from '../support/dcmtk.ts';
import { fixture, part10, type StudiesWeb, startStudiesWeb, uidsOf } from '../support/studies-under-test.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-transfer-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A study of every kind that has records of its own, in three scripts, and two series of images. */
async function filled(of: StudiesWeb): Promise<string> {
  const about = { PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', PatientID: 'P1', StudyInstanceUID: uidsOf(1).StudyInstanceUID };
  const one = async (series: number, n: number, more: Record<string, string>) => {
    const answer = await of.upload(part10({ ...uidsOf(1, series, n), ...about, InstanceNumber: String(n), ...more }));
    assert.equal(answer.status, 201, await answer.text());
  };
  for (const series of [1, 2]) for (const n of [1, 2, 3]) await one(series, n, { SeriesNumber: String(series) });
  await one(3, 1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11', Modality: 'SR' });
  await one(4, 1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.1', Modality: 'PR' });
  await one(5, 1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1', Modality: 'DOC' });
  await one(6, 1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.2', Modality: 'RTDOSE' });
  await one(7, 1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.66', Modality: 'OT', InstanceNumber: '' });
  return uidsOf(1).StudyInstanceUID;
}

describe('a study as a ZIP with a DICOMDIR (PS3.10 §8, PS3.3 Annex F)', {
  skip: missing('unzip', '-v') || missing('dcmdump') || missing('dcmmkdir'),
}, () => {
  it('unzip and DCMTK read it; each file is what was stored', async (t) => {
    await using of = await startStudiesWeb();
    const study = await filled(of);
    const folder = temporaryFolder(t);
    const answer = await of.web.ask(`/api/studies/${study}/zip`);
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="20260102-[\d.]+\.zip"$/);
    writeFileSync(join(folder, 'study.zip'), Buffer.from(await answer.arrayBuffer()));
    const unzip = spawnSync('unzip', ['-t', 'study.zip'], { cwd: folder, encoding: 'utf8' });
    assert.match(unzip.stdout, /No errors detected/);
    mkdirSync(join(folder, 'cd'));
    spawnSync('unzip', ['-q', '../study.zip'], { cwd: join(folder, 'cd') });

    const files = readdirSync(join(folder, 'cd'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(files.length, 12);
    for (const { name, parentPath } of files) {
      assert.match(name, /^[A-Z0-9_]{1,8}$/);
      if (name !== 'DICOMDIR') assert.equal((await of.upload(readFileSync(join(parentPath, name)))).status, 200, 'identical');
    }
    const dump = await runChild('dcmdump', ['+U8', 'DICOMDIR'], { cwd: join(folder, 'cd') });
    assert.equal(dump.code, 0, dump.output);
    for (const type of ['PATIENT', 'STUDY', 'SERIES', 'IMAGE', 'SR DOCUMENT', 'PRESENTATION', 'ENCAP DOC', 'RT DOSE', 'RAW DATA'])
      assert.match(dump.output, new RegExp(`\\[${type}\\]`));
    assert.match(dump.output, /山田\^太郎/);
    assert.doesNotMatch(dump.output, /^[EW]:/m);

    // Whoever appends to it follows each offset first.
    writeFileSync(
      join(folder, 'cd', 'MORE'),
      part10({ ...uidsOf(2), PatientID: 'P2', PatientName: 'B', InstanceNumber: '1', StudyID: '1', SeriesNumber: '1', StudyTime: '10' }),
    );
    const append = await runChild('dcmmkdir', ['+A', '-v', '-Pgp', 'MORE'], { cwd: join(folder, 'cd') });
    assert.doesNotMatch(append.output, /^E:/m);
    const again = await runChild('dcmdump', ['+U8', 'DICOMDIR'], { cwd: join(folder, 'cd') });
    assert.equal([...again.output.matchAll(/\[PATIENT\]/g)].length, 2);
    assert.equal([...again.output.matchAll(/\[IMAGE\]/g)].length, 7);
  });
  it('a file that rotted ends it with an error, not with half a study', async () => {
    await using of = await startStudiesWeb();
    const study = await filled(of);
    for await (const [ref] of of.archive.instancesOf({ level: 'STUDY', studyInstanceUids: [study] })) {
      const bytes = readFileSync(join(of.folder, ref!.file));
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(join(of.folder, ref!.file), bytes);
    }
    await assert.rejects(async () => (await of.web.ask(`/api/studies/${study}/zip`)).arrayBuffer());
  });
});

describe('sending a study to a destination', { skip: missing('storescp') }, () => {
  const ended = async (of: StudiesWeb, id: string): Promise<Send> => {
    for (let tries = 0; tries < 400; tries++) {
      const { sends } = (await (await of.web.ask('/api/sends')).json()) as { sends: Send[] };
      const job = sends.find((each) => each.id === id)!;
      if (job.state === 'done' || job.state === 'cancelled') return job;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the job does not end');
  };
  const order = (of: StudiesWeb, body: object) =>
    of.web.ask('/api/sends', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  it('arrives; what cannot be sent is named; what failed is tried again', async (t) => {
    const folder = temporaryFolder(t);
    const scp = await startStorescp({ folder, args: ['+xa'] });
    t.after(() => scp.stop());
    await using of = await startStudiesWeb([
      { title: 'STORE', host: '127.0.0.1', port: scp.port },
      { title: 'GONE', host: '127.0.0.1', port: 1 },
    ]);
    const studyInstanceUid = await filled(of);
    const begun = await order(of, { destination: 'STORE', studyInstanceUid });
    assert.equal(begun.status, 201);
    const job = await ended(of, ((await begun.json()) as Send).id);
    assert.deepEqual([job.state, job.total, job.completed, job.failed, job.by], ['done', 11, 11, 0, 'root'], JSON.stringify(job));
    assert.equal(readdirSync(folder).length, 11);

    const gone = await ended(of, ((await (await order(of, { destination: 'GONE', studyInstanceUid })).json()) as Send).id);
    assert.deepEqual([gone.failed, gone.completed], [11, 0]);
    assert.match(gone.results[0]!.words, /GONE at 127\.0\.0\.1 port 1/);
    const retried = await of.web.ask(`/api/sends/${gone.id}/retry`, { method: 'POST' });
    assert.equal(retried.status, 201);
    await ended(of, ((await retried.json()) as Send).id);

    const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
    assert.deepEqual(await codeOf(await order(of, { destination: 'NOBODY', studyInstanceUid })), [409, 'SEND_DESTINATION_UNKNOWN']);
    assert.deepEqual(await codeOf(await order(of, { destination: 'STORE', studyInstanceUid: '1.2' })), [409, 'SEND_NOTHING']);
    assert.deepEqual(await codeOf(await of.web.ask(`/api/sends/${job.id}/retry`, { method: 'POST' })), [409, 'SEND_NOTHING']);
    assert.equal((await of.web.ask(`/api/sends/${job.id}`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await codeOf(await of.web.ask(`/api/sends/${job.id}`, { method: 'DELETE' })), [404, 'SEND_NO_SUCH']);
  });
});

it('compressed, deflated and big endian files come by upload as they are', async () => {
  await using of = await startStudiesWeb();
  for (const name of [
    'pydicom/JPEG2000.dcm',
    'pydicom/examples_ybr_color.dcm',
    'pydicom/MR_small_bigendian.dcm',
    'pydicom/liver_expb_1frame.dcm',
  ]) {
    const answer = await of.upload(fixture(name));
    assert.equal(answer.status, 201, `${name}: ${await answer.text()}`);
  }
});
