import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, constants } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { BoxFacts } from '../../../app/web/web.ts';
import { boxUnderTest, GOOD_BUNDLE, OTHER_BUNDLE } from '../../support/box-under-test.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startFilmroom } from '../../support/filmroom.ts';
import { rssBytes } from '../../support/proc.ts';
import { type StudiesWeb, startStudiesWeb } from '../../support/studies-under-test.ts';
import { cookieOver, startTlsWeb } from '../../support/tls-web.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

async function opened(options: Parameters<typeof boxUnderTest>[0] = {}) {
  const test = await boxUnderTest(options);
  const web = await startTestWeb({ sources: { ...createFakeSources(), box: test.box } });
  const send = (method: string, path: string, body?: object) =>
    web.ask(`/api/box${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  return {
    ...{ ...test, web, send },
    facts: async () => (await (await send('GET', '')).json()) as BoxFacts,
    upload: (bytes: Uint8Array<ArrayBuffer>) => web.ask('/api/box/update', { method: 'PUT', body: bytes }),
    async refused(answer: Response) {
      return [answer.status, ((await answer.json()) as { code: string }).code];
    },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 400, 'in vain');
    await delay(25);
  }
}

describe('what the box is', () => {
  it('name, version, board, both slots, problems', async () => {
    await using box = await opened();
    box.problems.push({ code: 'BOX_TIME', values: {}, words: 'The time is not known.' });
    const facts = await box.facts();
    assert.deepEqual([facts.isBox, facts.name, facts.version, facts.board, facts.bootId], [true, 'filmroom-7K3F', '0.1.0', 'nuc', 'first']);
    assert.deepEqual(facts.slots, { slot: 'A', version: '0.1.0', isProven: true, other: { slot: 'B', isOk: false, isProven: false } });
    assert.deepEqual(
      facts.problems.map(({ code }) => code),
      ['BOX_TIME'],
    );
    assert.ok(facts.bootedAt < Date.now() && facts.room.freeBytes > 0);
  });
  it('how the last update ended, and what failed where it did not stay', async () => {
    await using box = await opened();
    box.state({ versions: { A: '0.1.0' }, last: { outcome: 'returned', version: '0.2.0', at: 5, words: 'It went back.' } });
    const fall = { at: 4, slot: 'B', unit: 'filmroom.service', result: 'exit-code', status: '1', rung: 'other-slot', errors: ['no port'] };
    box.falls([
      { ...fall, version: '0.0.9', errors: ['another'] },
      { ...fall, version: '0.2.0' },
    ]);
    const why = { unit: 'filmroom.service', result: 'exit-code', status: '1', errors: ['no port'] };
    assert.deepEqual((await box.facts()).slots?.last, { outcome: 'returned', version: '0.2.0', at: 5, why });
  });
  it('a PC is shown without slots, and refuses what needs a box', async () => {
    await using pc = await opened({ isBox: false });
    const { isBox, slots, noSlots, version } = await pc.facts();
    assert.deepEqual([isBox, slots, noSlots, version], [false, undefined, undefined, '0.1.0']);
    for (const [method, path, body] of [
      ['POST', '/restart'],
      ['POST', '/off'],
      ['POST', '/previous'],
      ['POST', '/reset', { kind: 'wipe', name: 'x' }],
      ['PUT', '/update'],
      ['POST', '/update/install'],
    ] as const)
      assert.deepEqual(await pc.refused(await pc.send(method, path, body)), [409, 'WEB_BOX_ONLY'], path);
    assert.deepEqual(pc.ran, []);
  });
});

describe('restart, switch off, back, factory reset', () => {
  it('are done by the hands, and logged with who', async () => {
    await using box = await opened();
    for (const path of ['/restart', '/off']) assert.equal((await box.send('POST', path)).status, 202);
    assert.deepEqual(
      box.ran.map((line) => line.split(' ').at(-1)),
      ['reboot.target', 'poweroff.target'],
    );
    for (const event of ['box.restart', 'box.off'])
      assert.ok(
        box.lines.some((line) => line.includes(event) && line.includes('root')),
        event,
      );
  });
  it('back is to a slot that has worked only', async () => {
    await using box = await opened();
    assert.deepEqual(await box.refused(await box.send('POST', '/previous')), [409, 'UPDATE_NO_OTHER_SLOT']);
    assert.equal(box.ran.length, 0);
    Object.assign(box.env, { B_OK: '1', B_PROVEN: '1' });
    assert.equal((await box.send('POST', '/previous')).status, 202);
    assert.equal(box.ran[0], 'rauc status mark-active other');
    assert.match(box.ran.at(-1)!, /reboot\.target$/);
  });
  for (const kind of ['keep-images', 'wipe'] as const)
    it(`a factory reset (${kind}) is confirmed by the name of the box`, async () => {
      await using box = await opened();
      assert.deepEqual(await box.refused(await box.send('POST', '/reset', { kind, name: 'filmroom-XXXX' })), [
        409,
        'WEB_BOX_NOT_CONFIRMED',
      ]);
      assert.deepEqual([box.resetAsked(), box.ran], [undefined, []]);
      assert.equal((await box.send('POST', '/reset', { kind, name: 'filmroom-7K3F' })).status, 202);
      assert.deepEqual([box.resetAsked(), box.ran], [kind, ['reboot']]);
      assert.ok(box.lines.some((line) => line.includes('box.factory-reset') && line.includes(kind) && line.includes('root')));
    });
});

describe('an update', () => {
  it('that is signed is taken, written into the other slot, and gone from the disk then', async () => {
    await using box = await opened();
    assert.deepEqual(await (await box.upload(GOOD_BUNDLE)).json(), { version: '0.2.0', bytes: GOOD_BUNDLE.byteLength });
    assert.deepEqual([box.updates(), (await box.facts()).uploaded?.version], [['uploaded.raucb'], '0.2.0']);
    assert.deepEqual(await (await box.send('POST', '/update/install')).json(), { slot: 'B', version: '0.2.0' });
    box.rauc.percent = 40;
    assert.deepEqual((await box.facts()).slots?.installing, { percent: 40 });
    assert.deepEqual(await box.refused(await box.upload(GOOD_BUNDLE)), [409, 'WEB_UPDATE_BUSY']);
    box.rauc.operation = 'idle';
    Object.assign(box.env, { ORDER: 'B A', B_OK: '1' });
    await until(() => box.updates().length === 0);
    const { slots, uploaded } = await box.facts();
    assert.deepEqual([slots?.pending?.version, slots?.pending?.slot, uploaded], ['0.2.0', 'B', undefined]);
    await until(() => box.lines.some((line) => line.includes('update.installed')));
  });
  it('that RAUC could not write is not called installed, also when RAUC has forgotten why', async () => {
    await using box = await opened();
    await box.upload(GOOD_BUNDLE);
    await box.send('POST', '/update/install');
    Object.assign(box.rauc, { operation: 'idle', failure: 'No space left' });
    assert.deepEqual((await box.facts()).slots?.failure, 'No space left');
    await until(() => box.lines.some((line) => line.includes('update.not-installed')));
    box.rauc.failure = '';
    assert.deepEqual((await box.facts()).slots?.pending, undefined);
    assert.deepEqual(box.updates(), []);
  });
  it('that is foreign, for another board, or too long is refused, and nothing of it kept', async () => {
    await using box = await opened({ maxBytes: 100 });
    for (const [bytes, expected] of [
      [Buffer.from('foreign bytes'), [422, 'UPDATE_NOT_SIGNED']],
      [OTHER_BUNDLE, [422, 'UPDATE_OTHER_BOARD']],
      [Buffer.alloc(101), [413, 'WEB_UPDATE_TOO_LARGE']],
    ] as const)
      assert.deepEqual(await box.refused(await box.upload(bytes)), expected);
    assert.deepEqual([box.updates(), (await box.facts()).uploaded], [[], undefined]);
    assert.deepEqual(await box.refused(await box.send('POST', '/update/install')), [409, 'WEB_UPDATE_NONE']);
  });
  it('for which the disk has no room is refused before it is sent', async () => {
    await using box = await opened({ maxBytes: Number.MAX_SAFE_INTEGER });
    const [status, text] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      const headers = { origin: box.web.url, cookie: box.web.cookie, 'content-length': String(2 ** 52), expect: '100-continue' };
      const asking = request(`${box.web.url}/api/box/update`, { method: 'PUT', headers }, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (data) => {
          said += data;
          resolve([answer.statusCode, said]);
        });
      });
      asking.on('error', reject);
      asking.flushHeaders();
    });
    assert.equal(status, 507);
    assert.match(text, /WEB_UPDATE_NO_ROOM/);
    assert.deepEqual(box.updates(), []);
  });
  it('cut off in the middle leaves nothing, and the next one is taken', async () => {
    await using box = await opened();
    const headers = { origin: box.web.url, cookie: box.web.cookie, 'content-length': '1000000' };
    const asking = request(`${box.web.url}/api/box/update`, { method: 'PUT', headers });
    asking.on('error', () => {});
    asking.write(Buffer.alloc(300_000));
    await until(() => box.updates().includes('uploaded.part'));
    asking.destroy();
    await until(() => box.updates().length === 0);
    assert.equal((await box.upload(GOOD_BUNDLE)).status, 201);
    assert.equal((await box.send('DELETE', '/update')).status, 204);
    assert.deepEqual(box.updates(), []);
  });
  it('of 600 MB is streamed: memory stays as it was', async (t) => {
    await using box = await opened();
    const [piece, bytes] = [Buffer.alloc(1024 * 1024, 7), 600 * 1024 * 1024];
    GOOD_BUNDLE.copy(piece);
    const before = rssBytes(process.pid);
    let peak = before;
    const begun = performance.now();
    const status = await new Promise((resolve, reject) => {
      const headers = { origin: box.web.url, cookie: box.web.cookie, 'content-length': String(bytes) };
      const asking = request(`${box.web.url}/api/box/update`, { method: 'PUT', headers }, (answer) => resolve(answer.resume().statusCode));
      asking.on('error', reject);
      let sent = 0;
      const more = () => {
        while (sent < bytes) {
          sent += piece.byteLength;
          peak = Math.max(peak, rssBytes(process.pid));
          if (!asking.write(piece)) return void asking.once('drain', more);
        }
        asking.end();
      };
      more();
    });
    assert.equal(status, 201);
    t.diagnostic(`600 MB in ${Math.round(performance.now() - begun)} ms, ${Math.round((peak - before) / 1e6)} MB of memory more`);
    assert.ok(peak - before < 120e6, `${peak - before} bytes more`);
  });
});

describe('an update over HTTP/2', () => {
  const over = async (sent: number, bytes: number, cutsOff: boolean) => {
    const box = await boxUnderTest();
    const tls = await startTlsWeb({ sources: { ...createFakeSources(), box: box.box } });
    const session = connect(tls.own, { ca: tls.certificates.ca.pem });
    try {
      const stream = session.request({
        ...{ ':method': 'PUT', ':path': '/api/box/update', origin: tls.own, cookie: cookieOver(tls.web).cookie },
        'content-length': bytes,
      });
      stream.on('error', () => {});
      const answered = new Promise<number | undefined>((resolve) => {
        stream.once('response', (headers) => resolve(headers[':status']));
        stream.once('close', () => resolve(undefined));
      });
      const piece = Buffer.alloc(1024 * 1024, 7);
      GOOD_BUNDLE.copy(piece);
      const before = rssBytes(process.pid);
      let peak = before;
      for (let at = 0; at < sent; at += piece.byteLength) {
        if (!stream.write(piece)) await once(stream, 'drain');
        peak = Math.max(peak, rssBytes(process.pid));
      }
      if (cutsOff) {
        await until(() => box.updates().includes('uploaded.part'));
        stream.close(constants.NGHTTP2_CANCEL);
      } else stream.end();
      const status = await answered;
      await until(() => !box.updates().includes('uploaded.part'));
      return { status, moreBytes: peak - before, left: box.updates() };
    } finally {
      session.destroy();
      await tls[Symbol.asyncDispose]();
      await box[Symbol.asyncDispose]();
    }
  };
  it('is streamed too', async () => {
    const bytes = 200 * 1024 * 1024;
    const { status, moreBytes, left } = await over(bytes, bytes, false);
    assert.deepEqual([status, left], [201, ['uploaded.raucb']]);
    assert.ok(moreBytes < 120e6, `${moreBytes} bytes more`);
  });
  it('and cut off in the middle leaves nothing', async () => {
    const { left } = await over(4 * 1024 * 1024, 100 * 1024 * 1024, true);
    assert.deepEqual(left, []);
  });
});

describe('verify', () => {
  it('is done by the program that serves, itself', async () => {
    const filmroom = await startFilmroom();
    try {
      assert.equal((await filmroom.ask('/api/box/verify', { method: 'POST' })).status, 202);
      const facts = async () => (await (await filmroom.ask('/api/box')).json()) as BoxFacts;
      await until(async () => (await facts()).verification?.state !== 'running');
      const { isBox, verification } = await facts();
      assert.deepEqual([isBox, verification?.state, verification?.found?.checked, verification?.words], [false, 'done', 0, undefined]);
    } finally {
      await filmroom.stop();
    }
  });

  it('is remembered over a restart; one that a kill cut short is called that', async () => {
    const first = await startFilmroom({ dataFolder: mkdtempSync(join(tmpdir(), 'filmroom-verify-')) });
    const { dataFolder } = first;
    const started = [first];
    const factsOf = async ({ ask }: typeof first) => ((await (await ask('/api/box')).json()) as BoxFacts).verification;
    try {
      await first.ask('/api/box/verify', { method: 'POST' });
      await until(async () => (await factsOf(first))?.state === 'done');
      await until(() => readFileSync(join(dataFolder, 'verify.json'), 'utf8').match(/"state":\s*"done"/) !== null);
      const before = await factsOf(first);
      await first.kill();
      const cookie = await first.cookie();
      const second = await startFilmroom({ dataFolder });
      started.push(second);
      const again = await fetch(`${second.webUrl}/api/box`, { headers: { cookie } });
      assert.deepEqual(((await again.json()) as BoxFacts).verification, before);
      await second.kill();
      writeFileSync(join(dataFolder, 'verify.json'), JSON.stringify({ state: 'running', by: 'anna', startedAt: 5, done: 0 }));
      const third = await startFilmroom({ dataFolder });
      started.push(third);
      const cut = await fetch(`${third.webUrl}/api/box`, { headers: { cookie } });
      assert.equal(((await cut.json()) as BoxFacts).verification?.state, 'interrupted');
    } finally {
      for (const each of started) await each.kill();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });

  let studies: StudiesWeb;
  before(async () => {
    studies = await startStudiesWeb();
  });
  after(() => studies[Symbol.asyncDispose]());

  it('reads the images in a process of its own, beside the one that has them, also on a PC', async () => {
    await using pc = await opened({ isBox: false, dataFolder: studies.folder });
    assert.equal((await pc.send('POST', '/verify')).status, 202);
    assert.deepEqual(await pc.refused(await pc.send('POST', '/verify')), [409, 'WEB_VERIFY_RUNS']);
    await until(async () => (await pc.facts()).verification?.state !== 'running');
    const { verification } = await pc.facts();
    assert.deepEqual(
      [verification?.state, verification?.by, verification?.found?.index, verification?.words],
      ['done', 'root', 'ok', undefined],
    );
    assert.deepEqual(verification?.found?.faults, { missing: 0, changed: 0, unindexed: 0 });
    assert.ok(pc.lines.some((line) => line.includes('verify.ended') && line.includes('root')));
  });
  it('ends when it is told to', async () => {
    await using pc = await opened({ isBox: false, dataFolder: studies.folder });
    await pc.send('POST', '/verify');
    assert.equal((await pc.send('DELETE', '/verify')).status, 204);
    await until(async () => (await pc.facts()).verification?.state === 'cancelled');
  });
  it('says why it cannot', async () => {
    await using pc = await opened({ isBox: false });
    await pc.send('POST', '/verify');
    await until(async () => (await pc.facts()).verification?.state === 'failed');
    assert.match((await pc.facts()).verification?.words ?? '', /none/);
  });
});
