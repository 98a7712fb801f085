import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock, createLog } from '../../../app/base/base.ts';
import { askHands, serveHands } from '../../../app/box/box.ts';
import { powerVerbs } from '../../../app/power/power.ts';

const log = createLog({ level: 'error', style: 'console', write: () => undefined });

/** The hands with the power verbs alone, and what they ran. */
async function hands(run: (program: string, args: readonly string[]) => Promise<string>) {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-power-'));
  const socket = join(folder, 'hands.sock');
  const ending = new AbortController();
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
  const served = serveHands({ verbs: powerVerbs({ run }), socket, log, clock, signal: ending.signal, ready });
  await isReady;
  return {
    ask: (verb: string, args: unknown = {}) => askHands(verb, args, { socket }),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await served;
      rmSync(folder, { recursive: true });
    },
  };
}

describe('power', () => {
  it('is an order to systemd, which does not wait and cannot be turned back', async () => {
    const ran: string[] = [];
    await using box = await hands(async (program, args) => {
      ran.push([program, ...args].join(' '));
      return '';
    });
    assert.deepEqual(await box.ask('power.reboot'), {});
    assert.deepEqual(await box.ask('power.off'), {});
    assert.deepEqual(ran, [
      'systemctl --no-block --job-mode=replace-irreversibly start reboot.target',
      'systemctl --no-block --job-mode=replace-irreversibly start poweroff.target',
    ]);
  });
  it('takes no arguments', async () => {
    await using box = await hands(async () => '');
    await assert.rejects(box.ask('power.reboot', { target: 'rescue.target' }), { code: 'BOX_BAD_REQUEST' });
  });
});
