import { parseArgs } from 'node:util';
import { nearest } from '../base/base.ts';
import { COMMANDS, type Command, type CommandName } from './commands.ts';
import { CliError } from './errors.ts';

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export interface Invocation {
  readonly command: CommandName;
  readonly flags: Flags;
  /** Words after the command. */
  readonly operands: readonly string[];
}

const ALIASES = new Map([
  ['--help', 'help'],
  ['-h', 'help'],
  ['--version', 'version'],
  ['-V', 'version'],
]);
const TOPICS = [...Object.keys(COMMANDS), 'settings'];

/**
 * What was asked for.
 *
 * @param argv the words after the program's name
 * @throws CliError CLI_USAGE, which suggests what was probably meant
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv;
  if (first === undefined) return { command: 'help', flags: {}, operands: [] };
  const name = ALIASES.get(first) ?? first;
  if (!isCommand(name)) throw unknownCommand(name);
  const command: Command = COMMANDS[name];
  const { flags, operands } = parseOptions(name, command, rest);
  const [operand] = operands;
  const isTopic = operand !== undefined && TOPICS.includes(operand);
  if (flags.help && name === 'help' && isTopic) return { command: 'help', flags: {}, operands: [operand] };
  if (flags.help) return { command: 'help', flags: {}, operands: name === 'help' ? [] : [name] };
  const { least, most } = command.operands ?? { least: 0, most: command.operand ? 1 : 0 };
  const extra = operands[most];
  if (extra !== undefined) throw usage(`filmroom ${name} takes no "${extra}"`, name);
  if (operands.length < least) throw usage(`Something is missing: filmroom ${name} ${command.operand}`, name);
  if (name === 'help' && operand !== undefined && !isTopic) throw unknownCommand(operand, TOPICS);
  return { command: name, flags, operands };
}

function parseOptions(name: CommandName, { options }: Command, args: readonly string[]) {
  const known = Object.fromEntries(
    Object.entries(options).map(([option, { type }]) => [option, { type, ...(option === 'help' && { short: 'h' }) }]),
  );
  const { tokens } = parseArgs({ args: [...args], options: known, strict: false, allowPositionals: true, tokens: true });
  const flags: Record<string, string | boolean> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option: (typeof options)[string] | undefined = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw unknownOption(name, token.rawName, Object.keys(options));
    if (Object.hasOwn(flags, token.name)) throw usage(`--${token.name} is given twice`, name);
    if (option.type === 'boolean' && token.value !== undefined) throw usage(`--${token.name} takes no value`, name);
    // "--data --port 1": the value was forgotten
    const isMissing = option.type === 'string' && (!token.value || (!token.inlineValue && token.value.startsWith('-')));
    if (isMissing) throw usage(`--${token.name} needs a value: --${token.name} <${option.value}>`, name);
    flags[token.name] = option.type === 'boolean' ? true : token.value!;
  }
  return { flags, operands };
}

/** A port number of the command line. */
function portOf(flags: Flags, name: string): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(String(text)) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw usage(`--${name} must be a number from 0 to 65535, not "${text}"`, 'serve');
  return port;
}

/** A remote AE of the command line: `TITLE` of the AE table, or `TITLE@host:port`. */
export function parseRemoteAe(text: string): { readonly title: string; readonly host?: string; readonly port?: number } {
  const parts = /^([^@]+)@(\[[\da-fA-F:.%]+\]|[^:]+):(\d{1,5})$/.exec(text);
  if (!text.includes('@')) return { title: text };
  const [, title = '', host = '', port = ''] = parts ?? [];
  if (!parts || title.length > 16 || Number(port) < 1 || Number(port) > 65535)
    throw new CliError('CLI_USAGE', `"${text}" is no AE: write TITLE, or TITLE@host:port`);
  return { title, host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

const UNIQUE_KEYS = [
  ['SOPInstanceUID', 'IMAGE'],
  ['SeriesInstanceUID', 'SERIES'],
  ['StudyInstanceUID', 'STUDY'],
] as const;
const LEVELS = ['PATIENT', 'STUDY', 'SERIES', 'IMAGE'] as const;

/** Level, root and keys of a query; a key without `=` asks for its value. */
export function parseQuery(words: readonly string[], flags: Flags, command: CommandName) {
  const keys = new Map<string, string>();
  for (const word of words) {
    const [keyword = '', value = ''] = word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word];
    if (!/^[A-Z][A-Za-z0-9]*$/.test(keyword)) throw usage(`"${word}" is no key: write KEY=value, e.g. PatientID=1234`, command);
    keys.set(keyword, value);
  }
  const asked = typeof flags.level === 'string' ? flags.level.toUpperCase() : (UNIQUE_KEYS.find(([key]) => keys.get(key))?.[1] ?? 'STUDY');
  const level = LEVELS.find((each) => each === asked);
  if (level === undefined) throw usage(`--level must be patient, study, series or image, not "${flags.level}"`, command);
  const rootAsked = flags.root ?? (level === 'PATIENT' ? 'patient' : 'study');
  if (rootAsked !== 'patient' && rootAsked !== 'study') throw usage(`--root must be study or patient, not "${flags.root}"`, command);
  return { level, root: rootAsked as 'patient' | 'study', keys };
}

/** What the command line sets above the configuration's file, in the words of config. */
export function overridesOf(flags: Flags) {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  return {
    file: text('config'),
    dataFolder: text('data'),
    host: text('host'),
    port: portOf(flags, 'port'),
    webPort: portOf(flags, 'web-port'),
    ownAeTitle: text('ae-title'),
    logLevel: text('log-level'),
  };
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function unknownCommand(name: string, known: readonly string[] = Object.keys(COMMANDS)): CliError {
  if (name.startsWith('-')) return new CliError('CLI_USAGE', `The command comes first: filmroom serve ${name} …\nSee: filmroom help`);
  const meant = nearest(name, known);
  return new CliError(
    'CLI_USAGE',
    `There is no command "${name}". ${meant ? `Did you mean: filmroom ${meant}` : `There are: ${known.join(', ')}`}\nSee: filmroom help`,
  );
}

function unknownOption(command: CommandName, rawName: string, known: readonly string[]): CliError {
  const meant = nearest(rawName.replace(/^-+/, ''), known);
  return usage(`filmroom ${command} has no option ${rawName}.${meant ? ` Did you mean --${meant}?` : ''}`, command);
}

function usage(words: string, command: CommandName): CliError {
  return new CliError('CLI_USAGE', `${words}\nSee: filmroom help ${command}`);
}
