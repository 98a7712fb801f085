import { createLog, type Log } from './base/base.ts';
import { type Flags, type Io, overridesOf } from './cli/cli.ts';
import { type LoadedConfig, loadConfig, logStyle } from './config/config.ts';

/** Reads configuration and opens the log: what every command does first. */
export function begin(flags: Flags, io: Io): { config: LoadedConfig; log: Log } {
  const config = loadConfig(overridesOf(flags));
  return { config, log: createLog({ level: config.log.level, style: logStyle(), write: (line) => io.error(line) }) };
}
