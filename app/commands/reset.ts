/** `filmroom reset`: asks the person, then the box; at the start of a box, does what was asked for. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { createLog } from '../base/base.ts';
import { askHands } from '../box/box.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { logStyle } from '../config/config.ts';
import { carryOutReset, ResetError } from '../reset/reset.ts';

const MOUNT_POINT = '/run/filmroom/reset';
/** The initramfs has put the id that the data partition kept here. */
const OLD_MACHINE_ID = '/run/machine-id';

const WAYS = {
  'keep-images': {
    verb: 'reset.keep-images',
    typed: 'RESET',
    words: 'Images and index stay, and with them the worklist, what was performed and what was promised.',
  },
  'wipe-images': {
    verb: 'reset.wipe',
    typed: 'WIPE IMAGES',
    words: 'ALL IMAGES GO TOO. Afterwards they can only come from a backup, or from those who sent them.',
  },
} as const;

/** @param input what the person types */
export async function resetCommand(flags: Flags, io: Io, input: NodeJS.ReadableStream = process.stdin): Promise<void> {
  if (typeof flags['carry-out'] === 'string') return carryOut(flags['carry-out'], flags, io);
  const asked = (['keep-images', 'wipe-images'] as const).filter((name) => flags[name] === true);
  const [name] = asked;
  if (name === undefined || asked.length > 1)
    throw new CliError('CLI_USAGE', 'Say whether images stay: filmroom reset --keep-images, or filmroom reset --wipe-images');
  const { verb, typed, words } = WAYS[name];
  io.print(
    [
      'Factory reset: the name of this box, its keys, network settings, configuration, users and log go,',
      'and it restarts as a new one. Images that arrive meanwhile are refused; their senders keep them.',
      words,
      '',
      `Type ${typed} to go on, anything else to leave all as it is: `,
    ].join('\n'),
  );
  if ((await firstLine(input)) !== typed) throw new ResetError('RESET_NOT_CONFIRMED', 'Not confirmed: nothing was changed.');
  await askHands(verb, {});
  io.print('The box restarts, and is a new one in a minute or two. Do not pull the plug; if it happens, it goes on by itself.\n');
}

async function carryOut(device: string, { esp, 'log-level': level }: Flags, io: Io): Promise<void> {
  if (typeof esp !== 'string') throw new CliError('CLI_USAGE', '--carry-out needs --esp <folder>');
  const log = createLog({ level: level === 'debug' ? 'debug' : 'info', style: logStyle(), write: (line) => io.error(line) });
  await carryOutReset({ device, esp, mountPoint: MOUNT_POINT, hasOldMachineId: existsSync(OLD_MACHINE_ID), log });
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line.trim();
    return undefined;
  } finally {
    lines.close();
  }
}
