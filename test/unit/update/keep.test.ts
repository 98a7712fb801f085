import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ladderActions } from '../../../app/commands/ladder-actions.ts';
import { boxProblems } from '../../../app/program/box-health.ts';
import { keepSlot } from '../../../app/update/update.ts';
import { type LoggedEvent, logInto } from '../../support/archive-under-test.ts';

const clock = { now: () => 5000 };

function boxOf(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-keep-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'var/lib/filmroom'), { recursive: true });
  const events: LoggedEvent[] = [];
  const log = logInto(events);
  const away = () => Promise.reject(new Error('grub-editenv failed (1): error: cannot open: Read-only file system'));
  return { root, log, away, logged: () => events.map(({ event }) => event) };
}

describe('a box whose self-test has passed, and whose EFI system partition is away or read-only', () => {
  it('goes on, says so in its log and to whoever looks, until a later start can write it down', async (t) => {
    const { root, log, away, logged } = boxOf(t);
    await keepSlot({ ask: away, log, clock, root });
    assert.deepEqual(logged(), ['update.slot-not-kept']);
    const [problem, ...others] = await boxProblems(root, clock);
    assert.match(problem!.words, /works, but cannot note that it does.*Read-only file system/);
    assert.deepEqual(others, []);
    await keepSlot({ ask: async () => ({ slot: 'A', version: '0.1.0' }), log, clock, root });
    assert.deepEqual(await boxProblems(root, clock), []);
  });
  it('goes on where not even that can be noted', async (t) => {
    const { root, log, away, logged } = boxOf(t);
    await keepSlot({ ask: away, log, clock, root: join(root, 'nowhere') });
    assert.deepEqual(logged(), ['update.slot-not-kept', 'update.not-noted']);
  });
  it('is not restarted by the ladder because the try cannot be given back', async (t) => {
    const { log, away, logged } = boxOf(t);
    const calls: string[] = [];
    const run = async (program: string, args: readonly string[]) => {
      if (program === 'grub-editenv') return away();
      calls.push([program, ...args].join(' '));
      return 'active\n';
    };
    await ladderActions({ slot: 'A', log, run }).note();
    assert.deepEqual(logged(), ['ladder.try-not-given-back']);
    assert.deepEqual(calls, ['systemctl is-active filmroom.service']);
  });
});
