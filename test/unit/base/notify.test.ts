import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openNotify } from '../../../app/base/base.ts';
import { unixAddress } from '../../../app/base/notify.ts';

/** The service manager's end: a datagram socket of AF_UNIX, which Node itself has not. */
function listenAt(path: string): () => string {
  const { functions } = process.getBuiltinModule('node:ffi').dlopen(null, {
    socket: { return: 'i32', arguments: ['i32', 'i32', 'i32'] },
    bind: { return: 'i32', arguments: ['i32', 'pointer', 'u32'] },
    recv: { return: 'i64', arguments: ['i32', 'pointer', 'u64', 'i32'] },
  });
  const address = unixAddress(path);
  const descriptor = functions.socket(1, 2, 0);
  assert.equal(functions.bind(descriptor, address, address.byteLength), 0);
  return () => {
    const into = Buffer.alloc(4096);
    const length = Number(functions.recv(descriptor, into, 4096n, 0x40 /* MSG_DONTWAIT */));
    return into.toString('utf8', 0, Math.max(0, length));
  };
}

function warnings() {
  const events: string[] = [];
  const log = { debug() {}, info() {}, warn: (event: string) => void events.push(event), error() {} };
  return { events, log };
}

describe('sd_notify(3)', () => {
  it('says READY and STATUS in one datagram, one assignment a line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-notify-'));
    const path = join(folder, 'notify');
    const received = listenAt(path);
    const { log, events } = warnings();
    openNotify(path, log)({ READY: 1, STATUS: 'taking\nimages' });
    assert.equal(received(), 'READY=1\nSTATUS=taking images');
    assert.deepEqual(events, []);
    rmSync(folder, { recursive: true });
  });
  it('knows abstract names, which begin with @', () => {
    const path = `@filmroom-notify-${process.pid}`;
    const received = listenAt(path);
    openNotify(path, warnings().log)({ STOPPING: 1 });
    assert.equal(received(), 'STOPPING=1');
  });
  it('is silent where nobody asked for it', () => {
    const { log, events } = warnings();
    openNotify(undefined, log)({ READY: 1 });
    assert.deepEqual(events, []);
  });
  it('logs a message that nobody received, and goes on', () => {
    const { log, events } = warnings();
    openNotify('/nonexistent/notify', log)({ READY: 1 });
    assert.deepEqual(events, ['notify.failed']);
  });
  it('logs a path that no socket can have, and goes on', () => {
    const { log, events } = warnings();
    openNotify(`/${'x'.repeat(200)}`, log)({ READY: 1 });
    assert.deepEqual(events, ['notify.failed']);
  });
});
