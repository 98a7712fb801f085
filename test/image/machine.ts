import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, freePort, startChild } from '../support/child.ts';
import { BOARDS, type EmulatedBoard } from './boards.ts';
import { saving } from './saving.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const EMULATOR = join(ROOT, '.cache/image/roots/emulator');
const IN_ROOT = join(ROOT, 'os-image/lib/in-root.sh');

/** What a box says on its console once Filmroom runs. */
export const READY = /Filmroom READY: .*\r?\n/;

/** A disk with an image on it, and the machine that it is in. */
export interface Box {
  readonly board: string;
  /** Below the repository: disk, variables of the firmware, consoles. */
  readonly folder: string;
  /** Consoles of the starts so far, in their order. */
  readonly consoles: readonly string[];
  start(options?: StartOptions): Promise<PoweredBox>;
  /** Keeps what it is at this moment, memory and disk, and ends it: `resume` goes on from there, as often as wanted. */
  save(powered: PoweredBox): Promise<void>;
  /** @param saved another box of the same devices, to go on from what that one was; it stays as it is */
  resume(saved?: Box): Promise<PoweredBox>;
}

export interface StartOptions {
  /** Its network cards, in the order in which it has them. Without it: one, by which ports of the loopback address lead to it. */
  readonly cards?: readonly Card[];
  /** A command that runs the machine elsewhere, e.g. in a network namespace: `['nsenter', …]`. */
  readonly within?: readonly string[];
  /** A new file, where QEMU notes every write and flush of the disk, for lossy-replay.ts. */
  readonly writeLog?: string;
  /** A memory that was saved: a file, below the repository. */
  readonly memory?: string;
}

export interface Card {
  /** A tap device of the network namespace that QEMU runs in. */
  readonly tap: string;
  readonly mac: string;
}

export interface PoweredBox {
  /** What the serial console has shown since power was switched on. */
  console(): string;
  /** The socket for `qmp` and `monitor` of qmp.ts. */
  readonly qmp: string;
  /** Waits for it. Rejects, with the console's end, where the machine ends or `timeoutMs` pass. @returns seconds since power was switched on */
  until(pattern: RegExp, timeoutMs?: number): Promise<number>;
  /** The port of the loopback address that leads to the box's. */
  port(of: number): number;
  /** The plug is pulled: QEMU is killed. What the guest has flushed is on the disk, what it has not is lost with QEMU. */
  cut(): Promise<void>;
}

/** How boards.ts has a disk whose writes can be logged, and how it is then. */
const PLAIN_DISK = /if=none,id=disk,.*/;
const logged = (folder: string, log: string) =>
  `if=none,id=disk,driver=blklogwrites,file.driver=raw,file.file.driver=file,file.file.filename=${folder}/disk.img,log.driver=file,log.filename=${folder}/${log}`;
const FORWARDED = [104, 11112, 8042];
const START_TIMEOUT_MS = 900_000; // without KVM, on a machine that has other work

/** Why no box can be had; false where it can. */
export function missingImage(board: string): string | false {
  if (process.getuid?.() !== 0) return 'needs root: QEMU runs in a root of its own';
  if (!existsSync(imageOf(board))) return `${imageOf(board)} is missing: make image BOARD=${board}`;
  return existsSync(EMULATOR) ? false : 'the emulator root is missing: make test-image makes it';
}

export const imageOf = (board: string) => join(ROOT, `dist/filmroom-${board}.img`);

export interface BoxOptions {
  /** Another image than that of the board, e.g. `nuc-debug`. */
  readonly image?: string;
  /** More for QEMU; FOLDER is the box's own. */
  readonly args?: readonly string[];
  /** It is there already, saved. */
  readonly isKept?: boolean;
}

/** Below the repository. */
const folderOf = (board: string, name: string) => `.cache/image/run/${board}-${name}`;
export const boxFolder = (board: string, name: string): string => join(ROOT, folderOf(board, name));

/** Puts the image of `board` on a new disk of `gigabytes`, larger than the image. */
export function newBox(
  board: string,
  name: string,
  gigabytes = 4,
  { image = board, args: more = [], isKept = false }: BoxOptions = {},
): Box {
  const machine = BOARDS[board];
  if (!machine) throw new Error(`no board ${board} in test/image/boards.ts`);
  const folder = folderOf(board, name);
  if (!isKept) makeBox(machine, folder, image, gigabytes);
  const consoles: string[] = [];
  const start = async ({ cards, within = [], writeLog, memory }: StartOptions = {}) => {
    const console = `${folder}/console-${consoles.length + 1}.txt`;
    consoles.push(join(ROOT, console));
    const ports = new Map<number, number>();
    if (!cards) for (const port of FORWARDED) ports.set(port, await freePort());
    const forwards = [...ports].map(([guest, host]) => `hostfwd=tcp:127.0.0.1:${host}-:${guest}`);
    const args = [...machine.args, ...machine.disk, ...machine.serial, ...more].map((arg) =>
      arg.replace('FOLDER', folder).replace('CONSOLE', console),
    );
    const network = cards
      ? cards.flatMap(({ tap, mac }, at) => [
          ...['-netdev', `tap,id=wire${at},ifname=${tap},script=no,downscript=no`],
          ...['-device', `${machine.networkCard},netdev=wire${at},mac=${mac}`],
        ])
      : ['-netdev', `user,id=wire,${forwards.join(',')}`, '-device', `${machine.networkCard},netdev=wire`];
    if (writeLog) writeFileSync(join(ROOT, folder, writeLog), '');
    const [program = '', ...words] = [
      ...[...within, IN_ROOT, 'emulator', machine.program],
      ...args.map((arg) => (writeLog ? arg.replace(PLAIN_DISK, logged(folder, writeLog)) : arg)),
      ...network,
      ...(memory ? ['-incoming', `file:${memory}`] : []),
      ...['-display', 'none', '-monitor', 'none', '-qmp', `unix:${folder}/qmp,server=on,wait=off`],
    ];
    const child = startChild(program, words);
    return poweredBox(child, join(ROOT, console), ports, join(ROOT, folder, 'qmp'));
  };
  return { board, folder: join(ROOT, folder), consoles, start, ...saving(folder, start) };
}

function makeBox(machine: EmulatedBoard, folder: string, image: string, gigabytes: number): void {
  rmSync(join(ROOT, folder), { recursive: true, force: true });
  mkdirSync(join(ROOT, folder), { recursive: true });
  const disk = join(ROOT, folder, 'disk.img');
  for (const [program, ...args] of [
    ['cp', '--sparse=always', imageOf(image), disk],
    ['truncate', '--size', `${gigabytes}G`, disk],
  ] as const)
    if (spawnSync(program, args).status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
  if (machine.variables) copyFileSync(join(EMULATOR, machine.variables), join(ROOT, folder, 'variables.fd'));
  machine.prepare?.(join(ROOT, folder));
}

function poweredBox(child: Child, consoleFile: string, ports: ReadonlyMap<number, number>, qmp: string): PoweredBox {
  const poweredAt = performance.now();
  const console = () => (existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : '');
  return {
    console,
    qmp,
    async until(pattern, timeoutMs = START_TIMEOUT_MS) {
      const deadline = performance.now() + timeoutMs;
      while (!pattern.test(console())) {
        const why = child.hasExited()
          ? `QEMU ended: ${child.stderr()}`
          : performance.now() > deadline && `no ${pattern} in ${timeoutMs} ms`;
        if (why) throw new Error(`${why}\n${console().slice(-3000)}`);
        await delay(100);
      }
      return (performance.now() - poweredAt) / 1000;
    },
    port(of) {
      const port = ports.get(of);
      if (port === undefined) throw new Error(`port ${of} is not forwarded`);
      return port;
    },
    async cut() {
      await child.end('SIGKILL');
    },
  };
}
