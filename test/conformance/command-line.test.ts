import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freePort } from '../support/child.ts';
import { filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { cEchoRq, rawAssociate, statusOf } from '../support/raw-peer.ts';

const { program, args } = filmroomCommand();

async function run(words: readonly string[], closeEarly = false) {
  const child = spawn(program, [...args, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (closeEarly) child.stdout.destroy();
  else child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

describe('the program and its terminal', () => {
  it('a reader that goes away (filmroom help | head -1) is no error', async () => {
    assert.deepEqual(await run(['help', 'settings'], true), { code: 0, stderr: '' });
  });
  it('no stack for what is not our fault', async () => {
    const { code, stderr } = await run(['verify', '--data', '/nowhere/at/all']);
    assert.equal(code, 4);
    assert.match(stderr, /no data folder.*--data/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
});

describe('an output that cannot be written', () => {
  it('a result: exit code 1 and words, no stack', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(program, [...args, 'version'], { stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = (await once(child, 'close')) as [number];
    closeSync(full);
    assert.equal(code, 1);
    assert.match(stderr, /^filmroom: the output could not be written: ENOSPC[^\n]*\n$/);
  });
  it('a log on a full disk: lines are lost, nothing else is', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-full-log-'));
    const [port, webPort] = [await freePort(), await freePort()];
    const full = openSync('/dev/full', 'w');
    const words = ['serve', '--port', String(port), '--web-port', String(webPort), '--data', join(folder, 'data')];
    const child = spawn(program, [...args, ...words], { stdio: ['ignore', 'pipe', full] });
    t.after(() => {
      child.kill('SIGKILL');
      closeSync(full);
      rmSync(folder, { recursive: true, force: true });
    });
    await once(child.stdout!, 'data'); // the banner: it is ready
    for (let refused = 0; refused < 20; refused++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      socket.end('GET / HTTP/1.1\r\n\r\n');
      await once(socket, 'close');
    }
    const peer = await rawAssociate(port);
    assert.equal(statusOf((await peer.ask(1, cEchoRq())).command), 0);
    await peer.release();
    assert.equal((await fetch(`http://127.0.0.1:${webPort}/healthz`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

describe('signals', () => {
  it('SIGTERM: takes no new associations, lets the open one finish, ends with 0', async () => {
    const filmroom = await startFilmroom();
    const peer = await rawAssociate(filmroom.dicomPort);
    const exit = filmroom.stop();
    while (!filmroom.log().includes('stopping')) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(statusOf((await peer.ask(1, cEchoRq())).command), 0x0000);
    await assert.rejects(rawAssociate(filmroom.dicomPort));
    await peer.release();
    assert.deepEqual(await exit, { code: 0, signal: null });
  });
  it('a second one ends it at once', async () => {
    const filmroom = await startFilmroom();
    const peer = await rawAssociate(filmroom.dicomPort);
    process.kill(filmroom.pid, 'SIGINT');
    while (!filmroom.log().includes('stopping')) await new Promise((resolve) => setTimeout(resolve, 10));
    const begun = performance.now();
    process.kill(filmroom.pid, 'SIGINT');
    assert.equal((await filmroom.exited).code, 130);
    assert.ok(performance.now() - begun < 2000);
    peer.socket.destroy();
    await filmroom.stop();
  });
});
