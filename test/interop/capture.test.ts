/** A capture of the network by the running program and the real tcpdump, on the loopback of this machine. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock as clock } from '../../app/base/base.ts';
import { CAPTURE_LIMITS, captureHere, filterOf, openCapture } from '../../app/capture/capture.ts';
import { runChild } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { gatheredLog } from '../support/gathered-log.ts';

const mayListen = () => process.getuid?.() === 0;
const skip = missing('tcpdump') || missing('echoscu') || (!mayListen() && 'listening to the network wants root');

const MR = fixturePath('pydicom/MR_small.dcm');
const JSON_BODY = { 'content-type': 'application/json' };
const begin = (filmroom: Filmroom, more: object = {}) =>
  filmroom.ask('/api/capture', {
    method: 'POST',
    headers: JSON_BODY,
    body: JSON.stringify({ port: 'lo', traffic: 'dicom', minutes: 1, megabytes: 10, ...more }),
  });
const stop = (filmroom: Filmroom) => filmroom.ask('/api/capture/stop', { method: 'POST' });
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

interface Facts {
  readonly ports: readonly string[];
  readonly whyNot?: { readonly code: string };
  readonly capture?: { readonly state: string; readonly end?: string; readonly packets: number; readonly bytes: number };
}
const factsOf = async (filmroom: Filmroom) => (await (await filmroom.ask('/api/capture')).json()) as Facts;

/** What crossed the wire, by tcpdump's own reading. */
async function readBack(file: string): Promise<string> {
  const { code, stdout, output } = await runChild('tcpdump', ['-n', '-r', file]);
  assert.equal(code, 0, output);
  return stdout;
}

/** Payload of an A-ASSOCIATE-RQ (PS3.8 Table 9-11): PDU-type 01, called and calling AE title at bytes 11 and 27. */
function hasAssociateRequest(pcap: Buffer, calling: string, called: string): boolean {
  const titles = Buffer.from(called.padEnd(16) + calling.padEnd(16), 'latin1');
  for (let at = pcap.indexOf(titles); at >= 10; at = pcap.indexOf(titles, at + 1)) if (pcap[at - 10] === 0x01) return true;
  return false;
}

const writersOf = (file: string) =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/fd/1`).startsWith(file);
    } catch {
      return false;
    }
  });

async function until(holds: () => boolean | Promise<boolean>, words: string): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 200, words);
    await delay(50);
  }
}

describe('a capture of the network', { skip, timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-capture-'));
  after(() => rmSync(folder, { recursive: true }));

  it('has the A-ASSOCIATE-RQ of the device, is Wireshark’s kind of file, and is gone when it is removed', async () => {
    const filmroom = await startFilmroom();
    try {
      assert.equal((await factsOf(filmroom)).whyNot, undefined);
      assert.equal((await begin(filmroom)).status, 201);
      const file = join(filmroom.dataFolder, 'capture/capture.pcap');
      assert.deepEqual([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777], [0o600, 0o700]);
      assert.equal((await dcmtk('storescu', ['-aet', 'CT_ROOM1', '-aec', 'FILMROOM', ...to(filmroom.dicomPort), MR])).code, 0);
      await until(async () => ((await factsOf(filmroom)).capture?.packets ?? 0) > 5, 'no packet is counted while it runs');
      assert.deepEqual(await codeOf(await begin(filmroom)), [409, 'CAPTURE_BUSY']);
      assert.deepEqual(await codeOf(await filmroom.ask('/api/capture/file')), [409, 'CAPTURE_BUSY']);
      assert.equal((await stop(filmroom)).status, 200);
      const { capture } = await factsOf(filmroom);
      assert.deepEqual([capture?.state, capture?.end], ['ended', 'stopped']);

      const answer = await filmroom.ask('/api/capture/file');
      assert.match(answer.headers.get('content-disposition') ?? '', /filmroom-lo-[\d-]+\.pcap"$/);
      const pcap = Buffer.from(await answer.arrayBuffer());
      const saved = join(folder, 'saved.pcap');
      writeFileSync(saved, pcap);
      assert.equal(pcap.byteLength, capture?.bytes);
      assert.ok(hasAssociateRequest(pcap, 'CT_ROOM1', 'FILMROOM'));
      const lines = (await readBack(saved)).trim().split('\n');
      assert.equal(lines.length, capture?.packets);
      assert.deepEqual(
        lines.filter((line) => !line.includes(`127.0.0.1.${filmroom.dicomPort}`)),
        [],
        'nothing but DICOM',
      );
      assert.match(filmroom.log(), /capture\.started.*by=root.*/);
      assert.match(filmroom.log(), /capture\.downloaded.*by=root/);
      assert.equal((await filmroom.ask('/api/capture', { method: 'DELETE' })).status, 204);
      assert.equal(existsSync(file), false);
      assert.deepEqual(await codeOf(await filmroom.ask('/api/capture/file')), [409, 'CAPTURE_NONE']);
    } finally {
      await filmroom.stop();
    }
  });

  it('of everything has no request to the page, nor its cookie; of another device it has nothing', async () => {
    const filmroom = await startFilmroom();
    try {
      await begin(filmroom, { traffic: 'all' });
      await filmroom.ask('/api/status');
      await dcmtk('echoscu', ['-aet', 'US_ROOM2', '-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
      await stop(filmroom);
      const all = Buffer.from(await (await filmroom.ask('/api/capture/file')).arrayBuffer());
      assert.ok(hasAssociateRequest(all, 'US_ROOM2', 'FILMROOM'));
      assert.equal(all.indexOf('GET /api/status'), -1);
      assert.equal(all.indexOf((await filmroom.cookie()).split('=')[1]!), -1);

      assert.equal((await begin(filmroom, { host: '192.0.2.7' })).status, 201);
      await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
      await stop(filmroom);
      assert.equal((await factsOf(filmroom)).capture?.packets, 0);
      for (const [more, expected] of [
        [{ host: 'NOBODY' }, [422, 'CAPTURE_NO_HOST']],
        [{ host: '127.0.0.1 or port 443' }, [422, 'CAPTURE_NO_HOST']],
        [{ host: '-w/tmp/x' }, [422, 'CAPTURE_NO_HOST']],
        [{ host: '::1 or port 443' }, [422, 'CAPTURE_NO_HOST']],
        [{ port: 'nowhere0' }, [422, 'CAPTURE_NO_PORT']],
        [{ port: '-w/tmp/x' }, [422, 'CAPTURE_NO_PORT']],
        [{ minutes: 31 }, [400, 'WEB_LIMIT']],
        [{ megabytes: 501 }, [400, 'WEB_LIMIT']],
        [{ traffic: 'tcp' }, [400, 'WEB_BAD_BODY']],
      ] as const)
        assert.deepEqual(await codeOf(await begin(filmroom, more)), expected, JSON.stringify(more));
    } finally {
      await filmroom.stop();
    }
    assert.deepEqual(writersOf(filmroom.dataFolder), []);
  });

  it('that the program was killed over leaves nothing behind: no file and no tcpdump', async () => {
    const dataFolder = join(folder, 'killed');
    const first = await startFilmroom({ dataFolder });
    await begin(first);
    await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(first.dicomPort)]);
    await first.kill();
    const file = join(dataFolder, 'capture/capture.pcap');
    assert.ok(existsSync(file));
    assert.ok(writersOf(file).length > 0, 'tcpdump goes on: the test can see it');
    const second = await startFilmroom({ dataFolder });
    try {
      assert.equal(existsSync(join(dataFolder, 'capture')), false);
      await until(() => writersOf(file).length === 0, 'tcpdump was not ended');
      assert.equal((await factsOf(second)).capture, undefined);
    } finally {
      await second.stop();
    }
  });

  it('ends with the program', async () => {
    const dataFolder = join(folder, 'stopped');
    const filmroom = await startFilmroom({ dataFolder });
    await begin(filmroom);
    await filmroom.stop();
    assert.equal(existsSync(join(dataFolder, 'capture')), false);
    assert.deepEqual(writersOf(dataFolder), []);
  });

  describe('by itself', () => {
    const open = (name: string, limits: Partial<Record<keyof typeof CAPTURE_LIMITS, number>> = {}) =>
      openCapture({
        ...{ folder: join(folder, name), tool: captureHere(), freeBytes: () => 1e12, clock, log: gatheredLog().log },
        limits: { ...CAPTURE_LIMITS, lookMs: 50, ...limits },
      });
    /** Loopback traffic of our own, about so many bytes. */
    async function talk(port: number, bytes: number): Promise<void> {
      const server = await import('node:net').then(({ createServer }) =>
        createServer((socket) => socket.resume()).listen(port, '127.0.0.1'),
      );
      const { connect } = await import('node:net');
      const socket = connect(port, '127.0.0.1');
      const { promise, resolve } = Promise.withResolvers<void>();
      socket.end(Buffer.alloc(bytes, 0x55), () => resolve());
      await promise;
      server.close();
      socket.destroy();
    }
    const traffic = (port: number) => ({ hosts: ['127.0.0.1'], ports: [port], never: [] });

    it('ends at its size, by the kernel where nobody looks, with whole packets alone', async () => {
      const capture = await open('size', { lookMs: 60_000 });
      await capture.start({ port: 'lo', traffic: traffic(41_041), seconds: 60, bytes: 1_000_000 }, 'anna');
      await talk(41_041, 5_000_000);
      await until(() => capture.state()?.state === 'ended', 'it did not end');
      const { end, bytes = 0, packets = 0 } = capture.state()!;
      assert.equal(end, 'size');
      assert.ok(bytes > 500_000 && bytes <= 1_000_000, String(bytes));
      const file = join(folder, 'size/capture.pcap');
      assert.equal(statSync(file).size, bytes);
      assert.equal((await readBack(file)).trim().split('\n').length, packets);
      await capture.close();
    });
    it('ends when its time is over, and is removed after a while', async () => {
      const capture = await open('time', { keepMs: 300 });
      await capture.start({ port: 'lo', traffic: traffic(41_042), seconds: 1, bytes: 1_000_000 }, 'anna');
      await talk(41_042, 1000);
      await until(() => capture.state()?.state === 'ended', 'it did not end');
      assert.equal(capture.state()?.end, 'time');
      assert.ok(capture.state()!.packets > 0);
      await until(() => capture.state() === undefined && !existsSync(join(folder, 'time')), 'it was not removed');
      await capture.close();
    });
    it('tcpdump is nobody, and listens to no more than it was told', async () => {
      const capture = await open('nobody');
      const asked = traffic(41_043);
      await capture.start({ port: 'lo', traffic: asked, seconds: 60, bytes: 1_000_000 }, 'anna');
      const pids = writersOf(join(folder, 'nobody'));
      const tcpdump = pids.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('tcpdump'))!;
      const status = readFileSync(`/proc/${tcpdump}/status`, 'utf8');
      assert.doesNotMatch(status, /^Uid:\s+0\b/m);
      assert.match(status, /^CapEff:\s+0+$/m);
      assert.ok(readFileSync(`/proc/${tcpdump}/cmdline`, 'utf8').split('\0').join(' ').includes(filterOf(asked)!));
      await capture.close();
      assert.equal(existsSync(join(folder, 'nobody')), false);
    });
    it('asks for no room that images need, and for no folder that cannot be written', async () => {
      const tool = captureHere();
      const wanted = { port: 'lo', traffic: traffic(41_044), seconds: 1, bytes: 1000 };
      const parts = { tool, clock, log: gatheredLog().log };
      const full = await openCapture({ ...parts, folder: join(folder, 'full'), freeBytes: () => 999 });
      await assert.rejects(full.start(wanted, 'anna'), { code: 'CAPTURE_NO_ROOM' });
      const absent = await openCapture({ ...parts, folder: undefined, freeBytes: () => 1e9 });
      await assert.rejects(absent.start(wanted, 'anna'), { code: 'CAPTURE_NO_FOLDER' });
    });
  });

  it('as a user who may not listen, the reason is said', async () => {
    const filmroom = await startFilmroom({ uid: 65_534 });
    try {
      assert.equal((await factsOf(filmroom)).whyNot?.code, 'CAPTURE_NOT_ALLOWED');
      assert.deepEqual(await codeOf(await begin(filmroom)), [409, 'CAPTURE_NOT_ALLOWED']);
      assert.equal(existsSync(join(filmroom.dataFolder, 'capture')), false);
    } finally {
      await filmroom.stop();
    }
  });
});
