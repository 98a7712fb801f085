import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { askWorklist, worklistIdentifier, worklistPeer } from '../support/raw-worklist.ts';
import { anOrder } from '../support/worklist-under-test.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 8);
const SENDERS = 4;
const ACCESSION = 0x00080050;

/** Posts one order after the other until the program is gone. @returns the accession numbers that were taken */
async function post(filmroom: Filmroom, prefix: string): Promise<string[]> {
  const taken: string[] = [];
  for (let at = 0; ; at++) {
    const accession = `${prefix}-${at}`;
    try {
      const answer = await filmroom.ask('/api/worklist', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ attributes: anOrder({ AccessionNumber: accession }) }),
      });
      if (answer.status === 201) taken.push(accession);
      await answer.arrayBuffer();
    } catch {
      return taken; // it was killed
    }
  }
}

async function offered({ dicomPort }: Filmroom): Promise<Set<string>> {
  const peer = await worklistPeer(dicomPort);
  const { status, answers } = await askWorklist(peer, worklistIdentifier({ [ACCESSION]: '' }));
  await peer.release();
  assert.equal(status, 0x0000);
  return new Set(answers.map((answer) => answer.text(ACCESSION) ?? ''));
}

it(`an order that was answered 201 is offered after a kill -9, ${ROUNDS} times`, async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'filmroom-worklist-kills-'));
  try {
    const accepted = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const filmroom = await startFilmroom({ dataFolder });
      await filmroom.cookie();
      const here = await offered(filmroom);
      for (const accession of accepted) assert.ok(here.has(accession), `${accession} is lost`);
      const posting = Promise.all(Array.from({ length: SENDERS }, (_, at) => post(filmroom, `R${round}S${at}`)));
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400)); // the moment is what is tested
      await filmroom.kill();
      for (const accession of (await posting).flat()) accepted.add(accession);
    }
    assert.ok(accepted.size >= ROUNDS, `only ${accepted.size} orders were taken`);
    const filmroom = await startFilmroom({ dataFolder });
    try {
      const here = await offered(filmroom);
      for (const accession of accepted) assert.ok(here.has(accession), `${accession} is lost`);
    } finally {
      await filmroom.stop();
    }
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
});
