import { wrapWords } from '../base/base.ts';
import { COMMANDS, type Command, type CommandName, EXIT, EXIT_WORDS } from './commands.ts';

const WIDTH = 78;

/** A setting of the configuration, as `filmroom help settings` lists it. */
export interface SettingHelp {
  readonly name: string;
  readonly default: unknown;
  readonly range: string;
  readonly words: string;
}

export function helpOverview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  const commands = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}${wrap(summary, WIDTH - width - 2, width + 2)}`,
  );
  return [
    'Filmroom receives DICOM images, keeps them safe, and shows what arrives.',
    '',
    'Usage: filmroom <command> [options]',
    '',
    ...commands,
    '',
    'filmroom help <command> explains one of them. To begin: filmroom serve',
  ].join('\n');
}

export function helpCommand(name: CommandName): string {
  const { summary, text, options, examples, operand = '[options]' }: Command = COMMANDS[name];
  const left = Object.entries(options).map(([option, { value }]) => `--${option}${value ? ` <${value}>` : ''}`);
  const width = Math.max(...left.map((words) => words.length)) + 4;
  const rows = Object.values(options).map(({ words }, at) => `  ${left[at]!.padEnd(width - 2)}${wrap(words, WIDTH - width, width)}`);
  return [
    summary,
    '',
    `Usage: filmroom ${name} ${operand}`,
    '',
    ...rows,
    '',
    wrap(text, WIDTH, 0),
    '',
    examples.length > 1 ? 'Examples:' : 'Example:',
    ...examples.map((example) => `  ${example}`),
    '',
    'Exit codes:',
    ...Object.entries(EXIT).map(([code, value]) => `  ${value}  ${wrap(EXIT_WORDS[code as keyof typeof EXIT], WIDTH - 5, 5)}`),
  ].join('\n');
}

export function helpSettings(settings: readonly SettingHelp[]): string {
  const one = (setting: SettingHelp): string[] => {
    const fallback = setting.default === undefined ? '' : `default ${JSON.stringify(setting.default)}`;
    const facts = [fallback, setting.range].filter(Boolean).join('; ');
    return [`  ${setting.name}${facts ? `   (${facts})` : ''}`, `      ${wrap(setting.words, WIDTH - 6, 6)}`];
  };
  return [
    'Everything that a configuration may set. It is a JSON file, config.json in the',
    'data folder or the one named with --config; "listeners[].port" is written as',
    '',
    '  { "listeners": [ { "port": 104 } ] }',
    '',
    ...settings.flatMap(one),
  ].join('\n');
}

function wrap(text: string, width: number, indent: number): string {
  return wrapWords(text, width).join(`\n${' '.repeat(indent)}`);
}
