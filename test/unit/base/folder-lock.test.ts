import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { lockFile } from '../../../app/base/base.ts';
import { startChild } from '../../support/child.ts';

function fileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-base-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'filmroom.lock');
}

const HOLDER = `
  const { lockFile } = await import(${JSON.stringify(new URL('../../../app/base/folder-lock.ts', import.meta.url).href)});
  console.log(lockFile(process.argv[1]) ? 'held' : 'refused');
  setInterval(() => {}, 1000);`;

/** Another process that takes the lock and keeps it. */
async function holder(file: string) {
  const child = startChild(process.execPath, ['--input-type=module', '-e', HOLDER, file]);
  while (!child.stdout() && !child.hasExited()) await new Promise((resolve) => setTimeout(resolve, 5));
  return child;
}

describe('lockFile', () => {
  it('a second one of the same process gets none until the first is released', (t) => {
    const file = fileFor(t);
    const lock = lockFile(file);
    assert.ok(lock);
    assert.equal(lockFile(file), undefined);
    lock.release();
    const again = lockFile(file);
    assert.ok(again);
    again.release();
  });

  it('another process gets none; one that was killed holds it no more', async (t) => {
    const file = fileFor(t);
    const child = await holder(file);
    assert.equal(child.stdout(), 'held\n', child.stderr());
    assert.equal(lockFile(file), undefined);
    await child.end('SIGKILL');
    const lock = lockFile(file);
    assert.ok(lock);
    const late = await holder(file);
    assert.equal(late.stdout(), 'refused\n');
    await late.end('SIGKILL');
    lock.release();
  });

  it('throws where the file cannot be made, or is something else', (t) => {
    const file = fileFor(t);
    assert.throws(() => lockFile(join(file, 'no/such')));
    mkdirSync(file);
    assert.throws(() => lockFile(file));
    const text = fileFor(t);
    writeFileSync(text, 'this is somebody else’s file'.repeat(50));
    assert.throws(() => lockFile(text));
  });
});
