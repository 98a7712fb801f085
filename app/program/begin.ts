import { createLog, type Log } from '../base/base.ts';
import { type Flags, type Io, overridesOf } from '../cli/cli.ts';
import { type LoadedConfig, loadConfig, logStyle } from '../config/config.ts';

/**
 * Reads configuration and opens the log: what every command does first.
 *
 * @param kept hears each line besides
 * @param levelNow where the settings may change while the command runs; undefined until it knows them
 */
export function begin(
  flags: Flags,
  io: Io,
  levelNow: () => LoadedConfig['log']['level'] | undefined = () => undefined,
  kept?: (line: string) => void,
): { config: LoadedConfig; log: Log } {
  const config = loadConfig(overridesOf(flags));
  const level = () => levelNow() ?? config.log.level;
  const write = (line: string) => {
    kept?.(line);
    io.error(line);
  };
  return { config, log: createLog({ level, style: logStyle(), write }) };
}
