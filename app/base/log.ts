export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Events with fields, one line each. UIDs and AE titles only: never a name, an ID or a birth date of a patient, at any level. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const JOURNALD = { debug: '<7>', info: '<6>', warn: '<4>', error: '<3>' } as const satisfies Record<LogLevel, string>; // sd-daemon(3)

/**
 * A log that hands each line to `write`.
 *
 * @param options.style `journald` prefixes the level as sd-daemon(3) wants it, `console` the time and the level
 */
export function createLog(options: {
  /** A function is asked for each event. */
  readonly level: LogLevel | (() => LogLevel);
  readonly style: 'journald' | 'console';
  readonly write: (line: string) => void;
}): Log {
  const { level: least } = options;
  const isHeard = (level: LogLevel) => LEVELS.indexOf(level) >= LEVELS.indexOf(typeof least === 'function' ? least() : least);
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (!isHeard(level)) return;
      const words = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]));
      const line = [event, ...words].join(' ');
      options.write(
        options.style === 'journald' ? `${JOURNALD[level]}${line}\n` : `${new Date().toISOString()} ${level.padEnd(5)} ${line}\n`,
      );
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** One word as it is; anything else in quotes with control characters escaped, so that a peer cannot forge a line nor steer a terminal. */
function quoted(value: string | number | boolean): string {
  const text = String(value);
  return /^[\w.:/@+%-]+$/.test(text) ? text : JSON.stringify(text).replaceAll(LEFT_BY_JSON, escaped);
}

/** DEL, the C1 controls (U+009B begins an escape sequence) and the line separators of Unicode. */
const LEFT_BY_JSON = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
