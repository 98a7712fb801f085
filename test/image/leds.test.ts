/**
 * The front panel for real: LEDs of the kernel's LED class and a button, both made by uinput in a debug image (DEBUG=1 make image), each state
 * brought about and read back from /sys/class/leds. Holds of the button are timed by the box.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { BEATS, type Rhythm } from '../../app/panel/panel.ts';
import { dcmtk, to } from '../support/dcmtk.ts';
import { fromDrive, type GoodBox, goodBox } from './good-box.ts';
import { missingImage, READY } from './machine.ts';
import { monitor } from './qmp.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGE = `${BOARD}-debug`;
/** uinput's LEDs, as a board's leds.conf names them. */
const LEDS_CONF = `POWER='green=input*::misc red=input*::mail'
MODALITY='one=input*::suspend'
HOSPITAL='one=input*::mute'
STORE='green=input*::charging red=input*::sleep'
BUTTON='filmroom-button'
`;
const NAME_OF = {
  green: 'misc',
  red: 'mail',
  modality: 'suspend',
  hospital: 'mute',
  'store-green': 'charging',
  'store-red': 'sleep',
} as const;
type Lamp = keyof typeof NAME_OF;

function missing(): string | false {
  if (spawnSync('gcc', ['--version']).status !== 0) return 'needs gcc for test/image/uinput-panel.c';
  return missingImage(IMAGE);
}

describe(`the front panel of ${BOARD} in QEMU`, { skip: missing() }, () => {
  let { powered, shell } = {} as GoodBox;
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  const sh = (command: string, timeoutMs?: number) => shell.run(command, timeoutMs);
  /** What a lamp does at this moment, by the kernel's own words. */
  async function rhythms(): Promise<Record<Lamp, Rhythm | 'other'>> {
    const lines = await sh(
      `for led in ${Object.values(NAME_OF).join(' ')}; do cd /sys/class/leds/*::$led; echo "$led $(sed 's/.*\\[\\(.*\\)\\].*/\\1/' trigger) $(cat brightness) $(cat delay_on delay_off 2>/dev/null | tr '\\n' ' ')/$(cut -c1-300 pattern 2>/dev/null)"; done`,
    );
    const found = new Map(
      lines
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[0], rhythmOf(line)]),
    );
    return Object.fromEntries(Object.entries(NAME_OF).map(([lamp, led]) => [lamp, found.get(led) ?? 'other'])) as Record<
      Lamp,
      Rhythm | 'other'
    >;
  }
  async function until(wanted: Partial<Record<Lamp, Rhythm>>, timeoutMs = 60_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const now = await rhythms();
      if (Object.entries(wanted).every(([lamp, rhythm]) => now[lamp as Lamp] === rhythm)) return;
      if (performance.now() > deadline) assert.deepEqual(now, { ...now, ...wanted });
      await delay(200);
    }
  }
  const press = (ms: number) => sh(`echo down >/run/panel/in; sleep ${ms / 1000}; echo up >/run/panel/in`, ms + 30_000);
  /** Lines of the journal about the button since the last time that this was asked. */
  async function pressed(pattern: RegExp): Promise<void> {
    const deadline = performance.now() + 40_000;
    for (;;) {
      const lines = await sh('journalctl -u filmroom -u filmroom-hands --no-pager -o cat -n 12');
      if (pattern.test(lines)) return;
      assert.ok(performance.now() < deadline, `no ${pattern}\n${lines}`);
      await delay(500);
    }
  }

  it('starts; a panel is plugged in, and the program takes it', async () => {
    const tools = makeTools();
    ({ powered, shell } = await goodBox(BOARD, 'leds', [tools]));
    await sh(
      `mkdir -p /run/panel && (${fromDrive(0, statSync(tools).size)}) | tar -x -C /run/panel && mount -o remount,exec /run && modprobe uinput && mkfifo /run/panel/in`,
    );
    await sh(
      '(sleep 100000 >/run/panel/in &); (/run/panel/uinput-panel </run/panel/in >/run/panel/changes 2>&1 &); sleep 2; cat /run/panel/changes',
    );
    await sh('mount --bind /run/panel/leds.conf /usr/share/filmroom/leds.conf && systemctl restart filmroom', 120_000);
    await until({ green: 'flash-1', red: 'off' }, 120_000);
  });
  it('POWER flashes once: the box is unclaimed; STORE is lit', async () => {
    await until({ green: 'flash-1', red: 'off', 'store-green': 'steady', 'store-red': 'off', modality: 'steady' });
  });
  it('the screen shows the panel: name, page, claim code, AE title, a QR code', async () => {
    const name = /Name +(\S+)/.exec(await sh('filmroom identity'))?.[1] ?? 'no name';
    const screen = () => sh('cat /dev/vcs1 | tr -c "[:print:]" "?"');
    for (let tries = 60; tries > 0 && !(await screen()).includes('The disk has room.'); tries--) await delay(1000);
    const shown = await screen();
    for (const words of [`https://${name}.local/`, 'Claim code', 'AE title FILMROOM, ports 104 and 11112', 'The disk has room.'])
      assert.ok(shown.includes(words), `${words}\n${shown}`);
  });
  it('a cable that is pulled is dark, and lit again', async () => {
    await monitor(powered.qmp, 'set_link wire off');
    await until({ modality: 'off', hospital: 'off' });
    await monitor(powered.qmp, 'set_link wire on');
    await until({ modality: 'steady' });
  });
  it('MODALITY blinks fast for a refused association', async () => {
    await dcmtk('echoscu', ['-aec', 'WRONG', ...to(powered.port(104))]);
    await until({ modality: 'fast' });
  });
  it('STORE says almost full, and full', async () => {
    const fill = (file: string, leave: string) =>
      sh(`fallocate -l $(($(df --output=avail -B1 /var | tail -1) - ${leave})) /var/lib/filmroom/${file}`);
    await fill('ballast', '$(df --output=size -B1 /var | tail -1) * 17 / 100');
    await until({ 'store-green': 'wink' }, 90_000);
    await fill('ballast-2', '100000000'); // less than the reserve
    await until({ 'store-red': 'flash-2', 'store-green': 'off' }, 90_000);
    await sh('rm /var/lib/filmroom/ballast /var/lib/filmroom/ballast-2');
    await until({ 'store-green': 'steady', 'store-red': 'off' }, 90_000);
  });
  it('a tap makes all of them blink; a second tap ends it', async () => {
    await press(300);
    await until({ green: 'fast', modality: 'fast', hospital: 'fast', 'store-green': 'fast' });
    await press(300);
    await until({ green: 'flash-1', 'store-green': 'steady' });
  });
  it('held for the claim window', async () => {
    await press(10_000);
    await pressed(/panel\.button action=claim-window outcome=asked/);
    await until({ green: 'flash-2' });
  });
  it('held for the network fallback, which the hands do', async () => {
    await press(7000);
    await pressed(/panel\.button action=network-fallback outcome=asked/);
    await pressed(/hands\.call verb=network\.fallback outcome=ok/);
  });
  it('held too long, nothing happens', async () => {
    await press(19_000);
    await pressed(/panel\.button outcome=cancelled why="held too long"/);
  });
  it('a factory reset without a second press is none', async () => {
    await press(16_000);
    await until({ red: 'limp', 'store-red': 'limp', modality: 'limp' }, 8000);
    await pressed(/panel\.button outcome=cancelled why="no second press"/);
    await until({ green: 'flash-2' });
  });
  it('a program that hangs beats like a heart by itself, and is started again', async () => {
    const id = await sh('systemctl show -P MainPID filmroom');
    await sh('echo >/run/panel/changes; systemctl kill -s STOP filmroom; sleep 26');
    const beats = (await sh('grep -c "^9 1" /run/panel/changes || true')).trim(); // 9: LED_MAIL
    assert.ok(Number(beats) >= 2, `${beats} beats of the red LED`);
    await sh('systemctl kill -s KILL filmroom');
    await until({ green: 'flash-1', red: 'off', 'store-green': 'steady' }, 120_000); // the claim window was the program's
    assert.notEqual(await sh('systemctl show -P MainPID filmroom'), id);
  });
  it('a program that was stopped beats like a heart', async () => {
    await sh('systemctl stop filmroom', 60_000);
    await until({ red: 'heartbeat', green: 'off', 'store-green': 'off' });
    await sh('systemctl start filmroom', 120_000);
    await until({ green: 'flash-1', red: 'off' });
  });
  it('held for a restart, the box restarts', async () => {
    const starts = powered.console().match(new RegExp(READY, 'g'))?.length ?? 0;
    await press(4000);
    await powered.until(new RegExp(`(?:${READY.source}[^]*){${starts + 1}}`));
  });
});

/** The tape that the box unpacks: the panel that is not there, and its leds.conf. @returns the file */
function makeTools(): string {
  const tools = join(mkdtempSync(join(tmpdir(), 'filmroom-leds-')), 'tools');
  mkdirSync(tools);
  copyFileSync(new URL('uinput-panel.c', import.meta.url), join(tools, 'uinput-panel.c'));
  writeFileSync(join(tools, 'leds.conf'), LEDS_CONF);
  for (const [program, ...args] of [
    ['gcc', '-O2', '-static', '-o', 'uinput-panel', 'uinput-panel.c'],
    ['tar', '-cf', '../tools.tar', 'uinput-panel', 'leds.conf'],
  ] as const) {
    const { status, stderr } = spawnSync(program, args, { cwd: tools, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  }
  return `${tools}.tar`;
}

/** `misc timer 1 125 125 /`, `misc pattern 0 /1 200 1 0 0 1200 0 0 …` */
function rhythmOf(line: string): Rhythm | 'other' {
  const [, trigger, brightness, rest = ''] = /^\S+ (\S+) (\d+) (.*)$/.exec(line) ?? [];
  const [delays = '', pattern = ''] = rest.split('/');
  if (trigger === 'none') return brightness === '0' ? 'off' : 'steady';
  if (trigger === 'heartbeat') return 'heartbeat';
  const beats =
    trigger === 'timer'
      ? delays.trim().split(' ').map(Number)
      : [...pattern.matchAll(/(\d+) (\d+) \1 0/g)].map(([, lit, ms]) => (lit === '0' ? -1 : 1) * Number(ms));
  const known = (Object.entries(BEATS) as [Rhythm, (typeof BEATS)[Rhythm]][]).map(([rhythm, steps]) => ({
    rhythm,
    steps: steps.map(({ isLit, ms }) => (trigger === 'timer' || isLit ? ms : -ms)),
  }));
  if (trigger === 'pattern' && Math.abs(beats[0] ?? 0) >= 10_000) return beats[0]! > 0 ? 'steady' : 'off'; // armed, see patternUnlessDead
  return known.findLast(({ steps }) => steps.length <= beats.length && steps.every((step, at) => step === beats[at]))?.rhythm ?? 'other';
}
