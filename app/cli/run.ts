import { CodedError, wordsOf } from '../base/base.ts';
import { type CommandName, EXIT } from './commands.ts';
import { helpCommand, helpOverview, helpSettings, type SettingHelp } from './help.ts';
import { nextStep } from './next-steps.ts';
import { type Flags, type Invocation, parseCommandLine } from './parse.ts';

/** The terminal and the process, as arguments. */
export interface Io {
  readonly isTty: boolean;
  readonly columns: number;
  print(text: string): void;
  error(text: string): void;
  onSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', then: () => void): void;
  /** What nobody caught: exceptions and rejections. */
  onFault(then: (error: unknown) => void): void;
  exit(code: number): void;
}

/** What each command does, given by `main.ts`. A command that throws has failed; one that returns has done its work. */
export type Actions = Readonly<
  Record<Exclude<CommandName, 'help'>, (flags: Flags, io: Io, operands: readonly string[]) => Promise<void>>
> & {
  readonly settings: () => Promise<readonly SettingHelp[]>;
};

/**
 * Runs one command line.
 *
 * @returns the exit code, one of EXIT
 */
export async function runCli(argv: readonly string[], actions: Actions, io: Io): Promise<number> {
  try {
    const invocation = parseCommandLine(argv);
    if (invocation.command === 'help') io.print(`${await helpFor(invocation, actions)}\n`);
    else await actions[invocation.command](invocation.flags, io, invocation.operands);
    return EXIT.ok;
  } catch (error) {
    io.error(errorWords(error));
    return exitCodeOf(error);
  }
}

async function helpFor({ operands: [topic] }: Invocation, { settings }: Actions): Promise<string> {
  if (topic === undefined) return helpOverview();
  return topic === 'settings' ? helpSettings(await settings()) : helpCommand(topic as CommandName);
}

/** A coded error in its own words and what to do next; anything else is our fault and shows where. */
function errorWords(error: unknown): string {
  if (!(error instanceof CodedError))
    return `filmroom: this is a fault of Filmroom itself, please report it:\n${error instanceof Error ? error.stack : wordsOf(error)}\n`;
  const step = nextStep(error.code);
  return `filmroom: ${error.message}\n${step ? `${step}\n` : ''}${error.code.startsWith('CLI_') ? '' : `(${error.code})\n`}`;
}

function exitCodeOf(error: unknown): number {
  const code = error instanceof CodedError ? error.code : '';
  if (
    code === 'CLI_USAGE' ||
    code === 'CLI_UNKNOWN_AE' ||
    code === 'NETWORK_INVALID' ||
    code === 'SCU_UNKNOWN_KEYWORD' ||
    code === 'SCU_VALUE_IMPOSSIBLE'
  )
    return EXIT.usage;
  if (code === 'CLI_DAMAGE_FOUND') return EXIT.damage;
  if (code.startsWith('CONFIG_')) return EXIT.config;
  if (code === 'SCU_FOLDER_UNUSABLE' || /^(ARCHIVE|DURABLE|DATABASE|DB|DISK)_/.test(code)) return EXIT.data;
  if (code === 'CLI_NOT_RUNNING' || code === 'CLI_NOT_LET_IN' || /^(UL|WEB|DIMSE)_/.test(code)) return EXIT.network;
  return EXIT.failed;
}
