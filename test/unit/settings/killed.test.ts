import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { testSettings } from '../../support/settings-under-test.ts';

const PROGRAM = new URL('killed-while-writing.ts', import.meta.url).pathname;
const KILLS = 8;

/** Kills it some time after its first change; what it had said last. */
async function killedIn(dataFolder: string, afterMs: number): Promise<{ revision: number; value: number }> {
  const child = spawn(process.execPath, [PROGRAM, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const killed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), killed.then(() => assert.ok(said, 'it ended before its first change'))]);
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  await killed;
  const [revision = 0, value = 0] = said.trimEnd().split('\n').at(-1)!.split(' ').map(Number);
  return { revision, value };
}

it('kill -9 in the middle of a change: what was answered is kept, and at most the one under way besides', async () => {
  using test = testSettings();
  for (let round = 0; round < KILLS; round++) {
    const said = await killedIn(test.dataFolder, 5 + 13 * round);
    const settings = test.open();
    const { revision } = settings.state();
    assert.ok(revision === said.revision || revision === said.revision + 1, `${revision} after ${said.revision}`);
    assert.equal(settings.now().storage.reserveBytes, said.value + (revision - said.revision));
  }
});
