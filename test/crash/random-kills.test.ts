import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { runChild, startChild } from '../support/child.ts';
import { filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { randomFrom } from '../support/random.ts';
import { checkArchive } from './check-archive.ts';
import { createLedger } from './ledger.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 8);
const ROUNDS_A_FOLDER = 20; // then a new one, so that the disk does not fill
const ASSOCIATIONS = 10;
const LONGEST_MS = 1500;
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const SENDER = new URL('sender.ts', import.meta.url).pathname;

describe('kill -9 at random moments under ten associations (durability: 0000H means that it survives)', () => {
  const random = randomFrom(SEED);
  const folders = Math.ceil(ROUNDS / ROUNDS_A_FOLDER);
  for (let folder = 0; folder < folders; folder++) {
    const rounds = Math.min(ROUNDS_A_FOLDER, ROUNDS - folder * ROUNDS_A_FOLDER);
    it(`${rounds} kills: nothing acknowledged is lost, nothing half-stored remains (CRASH_SEED=${SEED}, folder ${folder + 1} of ${folders})`, async (t) => {
      const root = mkdtempSync(join(tmpdir(), 'filmroom-crash-'));
      const dataFolder = join(root, 'data');
      const ledger = createLedger();
      let firsts: readonly number[] = Array.from({ length: ASSOCIATIONS }, () => 0);
      for (let round = 0; round < rounds; round++) {
        if (round % 4 === 3) await killAtStart(dataFolder, 20 + random() * 700);
        const filmroom = await startFilmroom({ dataFolder });
        const found = checkArchive(dataFolder, ledger); // of the round before
        if (found.faults.length) await filmroom.kill();
        assert.deepEqual(found.faults, [], `data folder kept: ${dataFolder}\n${filmroom.log()}`);
        ledger.settle(found.held);

        const sender = startChild(process.execPath, [SENDER, String(filmroom.dicomPort), String(1000 + folder), firsts.join(',')]);
        while (!sender.hasExited() && !sender.stdout().includes('begun')) await delay(5);
        await delay(random() * LONGEST_MS);
        await filmroom.kill();
        await Promise.race([sender.exited, delay(10_000)]);
        await sender.end('SIGKILL');
        const next = ledger.read(sender.stdout());
        assert.deepEqual(ledger.complaints, []);
        assert.equal(sender.stderr(), '');
        firsts = firsts.map((first, association) => next.get(association) ?? first);
        t.diagnostic(
          `kill ${round + 1}: ${ledger.acknowledged} acknowledged so far, ${found.held.size} objects of ${(found.bytes / 1e6).toFixed(0)} MB checked`,
        );
      }
      const filmroom = await startFilmroom({ dataFolder });
      const found = checkArchive(dataFolder, ledger);
      await filmroom.stop();
      assert.deepEqual(found.faults, [], `data folder kept: ${dataFolder}`);
      assert.ok(ledger.acknowledged > rounds * ASSOCIATIONS, `only ${ledger.acknowledged} objects were acknowledged`);
      const { program, args } = filmroomCommand();
      const verified = await runChild(program, [...args, 'verify', '--data', dataFolder]);
      assert.equal(verified.code, 0, verified.output);
      rmSync(root, { recursive: true });
    });
  }
});

/** A second power cut, while the first is being recovered from. */
async function killAtStart(dataFolder: string, afterMs: number): Promise<void> {
  try {
    const filmroom = await startFilmroom({ dataFolder, signal: AbortSignal.timeout(Math.round(afterMs)) });
    await filmroom.kill();
  } catch (error) {
    assert.match(String(error), /ended at the start/);
  }
}
