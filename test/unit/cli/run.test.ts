import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodedError, createLog } from '../../../app/base/base.ts';
import { type Actions, COMMANDS, createProgress, guardProcess, type Io, runCli, stopSignal } from '../../../app/cli/cli.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function fakeIo() {
  const out: string[] = [];
  const err: string[] = [];
  const exits: number[] = [];
  const handlers = new Map<string, () => void>();
  const io: Io = {
    isTty: false,
    columns: 80,
    print: (text) => void out.push(text),
    error: (text) => void err.push(text),
    onSignal: (signal, then) => void handlers.set(signal, then),
    onFault: () => {},
    exit: (code) => void exits.push(code),
  };
  return { io, exits, signal: (name: string) => handlers.get(name)!(), out: () => out.join(''), err: () => err.join('') };
}

const nothing = async () => {};
const actions: Actions = {
  serve: nothing,
  reindex: nothing,
  verify: nothing,
  version: nothing,
  reach: nothing,
  certificate: nothing,
  echo: nothing,
  find: nothing,
  move: nothing,
  commit: nothing,
  get: nothing,
  send: nothing,
  leds: nothing,
  'self-test': nothing,
  update: nothing,
  ladder: nothing,
  rescue: nothing,
  panel: nothing,
  discover: nothing,
  stick: nothing,
  identity: nothing,
  'claim-code': nothing,
  hands: nothing,
  reset: nothing,
  network: nothing,
  settings: async () => [],
};

async function failing(error: unknown) {
  const terminal = fakeIo();
  const code = await runCli(['serve'], { ...actions, serve: () => Promise.reject(error) }, terminal.io);
  return { code, err: terminal.err(), out: terminal.out() };
}

describe('exit codes and words', () => {
  it('0 where it worked', async () => assert.equal(await runCli(['serve'], actions, fakeIo().io), 0));
  it('2 for a mistake of the command line, on standard error', async () => {
    const terminal = fakeIo();
    assert.equal(await runCli(['srve'], actions, terminal.io), 2);
    assert.match(terminal.err(), /^filmroom: There is no command "srve"/);
    assert.equal(terminal.out(), '');
  });
  it('3 for the configuration, with what to do, without a stack', async () => {
    const { code, err } = await failing(new CodedError('CONFIG_INVALID', 'The configuration x cannot be used'));
    assert.equal(code, 3);
    assert.match(err, /filmroom help settings/);
    assert.match(err, /\(CONFIG_INVALID\)/);
    assert.doesNotMatch(err, /at .*\.ts/);
  });
  it('4 for the data folder, 5 for a port, 6 for damage', async () => {
    assert.equal((await failing(new CodedError('ARCHIVE_NOT_OURS', 'x'))).code, 4);
    assert.equal((await failing(new CodedError('UL_LISTEN_FAILED', 'x'))).code, 5);
    assert.equal((await failing(new CodedError('WEB_PORT_IN_USE', 'x'))).code, 5);
    assert.equal((await failing(new CodedError('CLI_DAMAGE_FOUND', 'x'))).code, 6);
  });
  it('1 and a stack for a fault of our own', async () => {
    const { code, err } = await failing(new TypeError('oops'));
    assert.equal(code, 1);
    assert.match(err, /fault of Filmroom itself.*oops.*at /s);
  });
});

describe('help', () => {
  it('lists every command apart from what it does, in at most 80 columns', async () => {
    const terminal = fakeIo();
    assert.equal(await runCli(['help'], actions, terminal.io), 0);
    for (const [name, { summary }] of Object.entries(COMMANDS))
      assert.match(terminal.out(), new RegExp(`^  ${name} {2,}${RegExp.escape(summary).replaceAll('\\x20', '\\s+')}$`, 'm'));
    for (const line of terminal.out().split('\n')) assert.ok(line.length <= 80, line);
  });
  for (const name of Object.keys(COMMANDS))
    it(`explains ${name} in at most 80 columns, exit codes too`, async () => {
      const terminal = fakeIo();
      assert.equal(await runCli(['help', name], actions, terminal.io), 0);
      assert.match(terminal.out(), /Usage: filmroom/);
      assert.match(terminal.out(), /Exit codes:/);
      for (const line of terminal.out().split('\n')) assert.ok(line.length <= 80, line);
    });
});

describe('signals', () => {
  it('the first asks to stop, the second ends at once', async () => {
    const { io, signal, exits } = fakeIo();
    const stopped = stopSignal(io);
    signal('SIGTERM');
    assert.equal(await stopped, 'SIGTERM');
    assert.deepEqual(exits, []);
    signal('SIGINT');
    assert.deepEqual(exits, [130]);
  });
});

describe('what nobody caught', () => {
  it('is logged with its stack on one line and counted; the process goes on', () => {
    const lines: string[] = [];
    let throwIt = (_: unknown) => {};
    const { io } = fakeIo();
    const onFault: Io['onFault'] = (then) => {
      throwIt = then;
    };
    const log = createLog({ level: 'info', style: 'journald', write: (line) => void lines.push(line) });
    const faults = guardProcess(log, { ...io, onFault });
    assert.equal(faults(), 0);
    throwIt(new RangeError('of ours'));
    throwIt('no error at all');
    assert.equal(faults(), 2);
    assert.match(lines[0]!, /^<3>a fault of ours was not caught words="of ours" stack="RangeError: of ours.* at .*"\n$/);
    assert.match(lines[1]!, /words="no error at all"\n$/);
  });
});

describe('progress', () => {
  const run = (isTty: boolean) => {
    const texts: string[] = [];
    const clock = fakeClock();
    const progress = createProgress({ isTty, write: (text) => void texts.push(text), clock });
    for (let done = 0; done <= 100; done++) {
      progress.update(done, 100, 'images');
      clock.advance(100);
    }
    progress.done();
    return texts;
  };
  it('is a bar on a terminal, which is wiped at the end', () => {
    const texts = run(true);
    assert.match(texts[50]!, /^\r\[#{12}\.{12}\] 50 of 100 images, about 5 s left/);
    assert.equal(texts.at(-1), '\r\u001b[K');
  });
  it('is a line every 5 s elsewhere', () =>
    assert.deepEqual(run(false), ['50 of 100 images, about 5 s left\n', '100 of 100 images, about 0 s left\n']));
});
