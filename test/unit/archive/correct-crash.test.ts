import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { verify } from '../../../app/archive/archive.ts';
import { archiveFor, filesIn, objectWith, SOP_INSTANCE_UID, temporaryFolder } from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import { type CorrectKilling, correctAndDie, correctionTo } from './killed-in-correct.ts';

const PROGRAM = new URL('killed-in-correct.ts', import.meta.url).pathname;
const STUDY = '1.2.826.0.1.3680043.10.9.1';
const compileCache = mkdtempSync(join(tmpdir(), 'filmroom-compile-cache-'));
const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
after(() => rmSync(compileCache, { recursive: true }));

const SITUATIONS = [
  {
    words: 'a first correction',
    before: [],
    killed: 'P1',
    steps: 'created written synced original-kept linked committed old-removed before-unlink',
  },
  {
    words: 'a second correction',
    before: ['P1'],
    killed: 'P2',
    steps: 'created written synced linked committed old-removed before-unlink',
  },
  { words: 'putting back what was received', before: ['P1'], killed: 'restore', steps: 'linked committed old-removed' },
] as const;

for (const { words, before, killed, steps: list } of SITUATIONS) {
  const steps = list.split(' ');
  const killing = (folder: string, at: number): CorrectKilling => ({ folder, before, killed, at });
  describe(`the plug is pulled in the middle of: ${words}`, { concurrency: 2 }, () => {
    it(`comes to ${list}`, async (t) => assert.deepEqual(await correctAndDie(killing(temporaryFolder(t), -1)), steps));

    for (const [at, step] of steps.entries()) {
      const isCommitted = at >= steps.indexOf('committed');
      const was = before.at(-1) ?? 'ARC1';
      const becomes = isCommitted ? (killed === 'restore' ? 'ARC1' : killed) : was;
      it(`at ${step}: ${isCommitted ? 'done' : 'as before it'}, and can be put back`, async (t) => {
        const folder = temporaryFolder(t);
        const { signal, output } = await runChild(process.execPath, [PROGRAM, JSON.stringify(killing(folder, at))], { env });
        assert.equal(signal, 'SIGKILL', output);
        const archive = await archiveFor(t, { folder });
        assert.equal((await archive.studies.study(STUDY))?.patientId, becomes);
        const { missing, changed, unindexed, unfinished, index, checked } = await verify(folder);
        assert.deepEqual(
          { missing, changed, unindexed, unfinished, index, checked },
          { missing: [], changed: [], unindexed: [], unfinished: 0, index: 'ok', checked: 1 },
        );
        assert.deepEqual([filesIn(folder, 'images').length, filesIn(folder, 'originals').length], [1, becomes === 'ARC1' ? 0 : 1]);
        if (killed !== 'restore') await archive.corrections.correct(SOP_INSTANCE_UID, correctionTo(killed)); // it goes on
        await archive.corrections.restore(SOP_INSTANCE_UID);
        await archive.close();
        const [image, ...more] = filesIn(folder, 'images');
        assert.deepEqual([more, filesIn(folder, 'originals'), filesIn(folder, 'incoming')], [[], [], []]);
        assert.ok(readFileSync(join(folder, image!)).subarray(-objectWith().dataset.length).equals(objectWith().dataset));
      });
    }
  });
}
