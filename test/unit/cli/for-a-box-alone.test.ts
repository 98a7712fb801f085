import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { COMMANDS, type Io } from '../../../app/cli/cli.ts';
import { identityCommand } from '../../../app/commands/identity.ts';
import { ladderCommand } from '../../../app/commands/ladder.ts';
import { networkCommand } from '../../../app/commands/network.ts';

const REFUSED = { code: 'BOX_IS_NONE', message: /^This machine is no Filmroom box/ };
const io: Io = { isTty: false, columns: 80, print() {}, error() {}, onSignal() {}, onFault() {}, exit() {} };

function machine(t: TestContext, { isBox = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-machine-'));
  t.after(() => rmSync(root, { recursive: true }));
  const calls: string[] = [];
  const run = async (program: string, args: readonly string[]) => {
    calls.push([program, ...args].join(' '));
    return '';
  };
  const start = async () => void calls.push('start');
  if (isBox) {
    for (const folder of ['proc', 'etc/filmroom', 'var/lib/filmroom-box']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'proc/cmdline'), 'rauc.slot=A');
    writeFileSync(join(root, 'etc/filmroom/image'), 'VERSION=0.1.0\nBOARD=nuc\n');
  }
  return { root, calls, run, start };
}

describe('what a box runs by itself, on a machine that is none', () => {
  it('filmroom ladder does not restart it', async (t) => {
    const { root, calls, run } = machine(t);
    await assert.rejects(ladderCommand({}, io, [], { root, run }), REFUSED);
    assert.deepEqual(calls, []);
  });
  it('filmroom network start does not load a firewall', async (t) => {
    const { root, calls, start } = machine(t);
    await assert.rejects(networkCommand({}, io, ['start'], { root, start }), REFUSED);
    assert.deepEqual(calls, []);
  });
  it('filmroom identity --make makes none', async (t) => {
    const { root } = machine(t);
    await assert.rejects(identityCommand({ make: true }, io, root), REFUSED);
    assert.deepEqual(readdirSync(root), []);
  });
  it('on a box they do what they are for', async (t) => {
    const { root, calls, run, start } = machine(t, { isBox: true });
    await ladderCommand({}, io, [], { root, run });
    await networkCommand({}, io, ['start'], { root, start });
    assert.deepEqual(calls.slice(-2), ['systemctl --no-block reboot', 'start']);
    await identityCommand({ make: true }, io, root);
    assert.ok(readdirSync(join(root, 'var/lib/filmroom-box')).includes('identity.json'));
  });
  it('no help shows as an example what restarts a machine', () => {
    const all = Object.values(COMMANDS).flatMap(({ examples }): readonly string[] => examples);
    assert.deepEqual(
      all.filter((example) => /^filmroom (ladder|network start|identity --make|update settle)/.test(example)),
      [],
    );
  });
});
