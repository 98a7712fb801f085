import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { CREATED, ended } from '../support/mpps-dataset.ts';
import { randomFrom } from '../support/random.ts';
import { MPPS, MPPS_RETRIEVE, nCreate, nGet, nSet } from '../support/raw-mpps.ts';
import { IMPLICIT_LE, type RawPeer, rawAssociate } from '../support/raw-peer.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const MODALITIES = 4;
const CONTEXTS = [MPPS, MPPS_RETRIEVE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

/** What a modality was told of a step: the last state that was acknowledged, and the one it has just asked for. */
interface Told {
  acknowledged?: 'IN PROGRESS' | 'COMPLETED';
  asked?: 'IN PROGRESS' | 'COMPLETED';
}

/** Begins and ends steps until the program is gone. */
async function work(filmroom: Filmroom, round: number, modality: number, told: Map<string, Told>): Promise<void> {
  let peer: RawPeer | undefined;
  try {
    peer = await rawAssociate(filmroom.dicomPort, { contexts: CONTEXTS, callingAeTitle: `CT0${modality}` });
    for (let n = 0; ; n++) {
      const uid = `1.2.826.0.1.3680043.10.82.${round + 1}.${modality + 1}.${n + 1}`;
      const step: Told = { asked: 'IN PROGRESS' };
      told.set(uid, step);
      assert.equal((await nCreate(peer, uid, CREATED)).status, 0x0000);
      Object.assign(step, { acknowledged: 'IN PROGRESS', asked: 'COMPLETED' });
      assert.equal((await nSet(peer, uid, ended([`${uid}.1`, `${uid}.2`]))).status, 0x0000);
      Object.assign(step, { acknowledged: 'COMPLETED' });
    }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
  } finally {
    peer?.reset();
  }
}

describe('kill -9 while modalities begin and end steps (0000H means that it survives)', () => {
  it(`${ROUNDS} kills: every acknowledged state is there, none went back (CRASH_SEED=${SEED})`, async (t) => {
    const random = randomFrom(SEED);
    const root = mkdtempSync(join(tmpdir(), 'filmroom-mpps-'));
    const dataFolder = join(root, 'data');
    const told = new Map<string, Told>();
    for (let round = 0; round < ROUNDS; round++) {
      const filmroom = await startFilmroom({ dataFolder });
      const working = Array.from({ length: MODALITIES }, (_, modality) => work(filmroom, round, modality, told));
      await delay(300 + random() * 1500);
      await filmroom.kill();
      await Promise.all(working);
    }
    const filmroom = await startFilmroom({ dataFolder });
    try {
      const peer = await rawAssociate(filmroom.dicomPort, { contexts: CONTEXTS }, { waitMs: 15_000 });
      let acknowledged = 0;
      for (const [uid, { acknowledged: state, asked }] of told) {
        const { status, elements } = await nGet(peer, uid, [0x00400252]);
        const found = status === 0x0112 ? undefined : Buffer.from(elements[0]!.bytes).toString().trim();
        if (state === undefined) assert.ok(found === undefined || found === asked, uid);
        else {
          acknowledged++;
          assert.ok(found === state || found === asked, `${uid}: ${state} was acknowledged, ${found} is there`);
        }
        if (found === 'COMPLETED') assert.equal((await nSet(peer, uid, ended([]))).errorId, 0xa710);
      }
      await peer.release();
      t.diagnostic(`${acknowledged} of ${told.size} steps were acknowledged over ${ROUNDS} kills`);
      assert.ok(acknowledged > ROUNDS, `only ${acknowledged} steps were acknowledged`);
    } finally {
      await filmroom.stop();
    }
    rmSync(root, { recursive: true });
  });
});
