import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { askWorklist, worklistIdentifier, worklistPeer } from '../../support/raw-worklist.ts';
import { anOrder, worklistFile } from '../../support/worklist-under-test.ts';

const ACCESSION = 0x00080050;

async function offered({ dicomPort }: Filmroom): Promise<string[]> {
  const peer = await worklistPeer(dicomPort);
  const { answers } = await askWorklist(peer, worklistIdentifier({ [ACCESSION]: '' }));
  await peer.release();
  return answers.map((answer) => answer.text(ACCESSION) ?? '').sort();
}

/** The folder is read in the background. */
async function untilOffered(filmroom: Filmroom, wanted: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (JSON.stringify(await offered(filmroom)) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await offered(filmroom), wanted);
}

async function change(filmroom: Filmroom, body: object): Promise<void> {
  const { revision } = (await (await filmroom.ask('/api/settings')).json()) as { revision: number };
  const answer = await filmroom.ask('/api/settings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ revision, ...body }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

it('a folder that is set while the program runs is read at once, another takes its place, none takes all back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-wl-'));
  const [one, other] = ['one', 'other'].map((name) => join(folder, name)) as [string, string];
  for (const path of [one, other]) mkdirSync(path);
  writeFileSync(join(one, 'a.wl'), worklistFile(anOrder({ AccessionNumber: 'A1' })));
  writeFileSync(join(other, 'b.wl'), worklistFile(anOrder({ AccessionNumber: 'B1' })));
  const filmroom = await startFilmroom();
  try {
    assert.deepEqual(await offered(filmroom), []);
    await change(filmroom, { set: { 'worklist.folder': one } });
    await untilOffered(filmroom, ['A1']);
    await change(filmroom, { set: { 'worklist.folder': other } });
    await untilOffered(filmroom, ['B1']);
    await change(filmroom, { reset: ['worklist.folder'] });
    await untilOffered(filmroom, []);
  } finally {
    await filmroom.stop();
    rmSync(folder, { recursive: true });
  }
});

it('a worklist whose database is damaged is begun anew, with what the folder has; the log says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-wl-'));
  const [files, dataFolder] = ['files', 'data'].map((name) => join(folder, name)) as [string, string];
  for (const path of [files, dataFolder]) mkdirSync(path);
  writeFileSync(join(files, 'a.wl'), worklistFile(anOrder({ AccessionNumber: 'A1' })));
  writeFileSync(join(dataFolder, 'worklist.sqlite'), 'this is no database, and it is long enough to be taken for one'.repeat(100));
  const filmroom = await startFilmroom({ dataFolder, config: { worklist: { folder: files } } });
  try {
    await untilOffered(filmroom, ['A1']);
    assert.match(filmroom.log(), /worklist\.begun-anew/);
  } finally {
    await filmroom.stop();
    rmSync(folder, { recursive: true });
  }
});
