import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { askHands, BoxError, serveHands } from '../../../app/box/box.ts';
import { CAPTURE_ENVIRONMENT, captureByHands, captureVerbs, openCapture } from '../../../app/capture/capture.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

/** The hands on a real socket; systemd is told, and tells, by the test. */
async function hands() {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-capture-'));
  const ran: string[] = [];
  const unit = { state: 'inactive', ended: Promise.withResolvers<string>() };
  const run = async (program: string, args: readonly string[]) => {
    ran.push([program, ...args].join(' '));
    if (args[0] === 'show') return `${unit.state}\n`;
    return args[0] === 'start' ? unit.ended.promise : '';
  };
  const socket = join(root, 'hands.sock');
  const ending = new AbortController();
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
  const served = serveHands({ verbs: captureVerbs({ root, run }), socket, log: gatheredLog().log, clock, signal: ending.signal, ready });
  await isReady;
  return {
    ...{ root, ran, unit },
    ask: (verb: string, args: unknown) => askHands(verb, args, { socket }),
    environment: () => readFileSync(join(root, CAPTURE_ENVIRONMENT), 'utf8'),
    hasEnvironment: () => existsSync(join(root, CAPTURE_ENVIRONMENT)),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await served;
      rmSync(root, { recursive: true });
    },
  };
}

const WANTED = { port: 'modality', hosts: ['192.0.2.7'], ports: [104], never: [443], seconds: 60, bytes: 1_000_000 } as const;

describe('a capture by the hands of a box', () => {
  it('is written down for the service, which is started and waited for', async () => {
    await using test = await hands();
    const tool = captureByHands({ ask: test.ask });
    const { port, seconds, bytes, ...traffic } = WANTED;
    const capture = await tool.begin({ port, seconds, bytes, traffic }, 'unused');
    while (!test.ran.some((line) => line.includes('start'))) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(
      test.environment(),
      'INTERFACE=modality\nSECONDS=75\nBYTES=1000000\nFILTER="tcp and ( port 104 ) and ( host 192.0.2.7 )"\n',
    );
    await capture.stop();
    assert.equal(test.ran.at(-1), 'systemctl stop filmroom-capture.service');
    test.unit.ended.resolve('');
    await capture.ended;
  });
  it('is refused while another runs', async () => {
    await using test = await hands();
    test.unit.state = 'active';
    await assert.rejects(test.ask('capture.run', WANTED), { code: 'CAPTURE_BUSY' });
  });
  it('whose hands have died is ended, and its file is gone', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'filmroom-capture-')), 'capture');
    const ended = Promise.withResolvers<void>();
    let stops = 0;
    const tool = {
      ports: () => ['modality'],
      whyNot: async () => undefined,
      async begin(_: unknown, file: string) {
        const header = Buffer.alloc(24);
        header.writeUInt32LE(0xa1b2c3d4);
        writeFileSync(file, header);
        return { ended: ended.promise, stop: async () => void stops++ };
      },
      endLeftovers: async () => {},
    };
    const capture = await openCapture({ folder, tool, freeBytes: () => 1e9, clock, log: gatheredLog().log });
    const traffic = { hosts: [], ports: [104], never: [] };
    await capture.start({ port: 'modality', traffic, seconds: 60, bytes: 1_000_000 }, 'anna');
    ended.reject(new BoxError('BOX_NO_ANSWER', 'The hands of the box ended before they answered.'));
    for (let tries = 0; capture.state()?.state !== 'ended' && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(
      [capture.state()?.end, capture.state()?.failure?.code, stops, existsSync(folder)],
      ['failed', 'BOX_NO_ANSWER', 1, false],
    );
    await assert.rejects(capture.fetch('anna'), { code: 'CAPTURE_NONE' });
    rmSync(join(folder, '..'), { recursive: true });
  });
  it('that fails is said', async () => {
    await using test = await hands();
    test.unit.ended.promise.catch(() => {}); // nobody waits for it yet
    test.unit.ended.reject(new Error('systemctl failed (1)'));
    await assert.rejects(test.ask('capture.run', WANTED), { code: 'CAPTURE_FAILED' });
  });
  for (const [what, wrong] of Object.entries({
    'a filter': { hosts: ['192.0.2.7 or port 443'] },
    'a name': { hosts: ['example.org'] },
    'an option': { hosts: ['-w/etc/passwd'] },
    'another interface': { port: 'lo' },
    'a port that is none': { ports: [65_536] },
    'a longer time than there may be': { seconds: 1801 },
    'a larger file than there may be': { bytes: 500_000_001 },
    'a word more': { file: '/etc/passwd' },
  }))
    it(`takes no ${what}`, async () => {
      await using test = await hands();
      await assert.rejects(test.ask('capture.run', { ...WANTED, ...wrong }), { code: 'BOX_BAD_REQUEST' });
      assert.deepEqual([test.ran, test.hasEnvironment()], [[], false]);
    });
});
