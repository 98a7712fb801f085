import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, wordsOf } from '../base/base.ts';
import { ConfigError } from './errors.ts';
import { faultWords } from './faults.ts';
import { type Config, ConfigSchema } from './schema.ts';

/** What the command line sets, above the file. */
export interface Overrides {
  /** `--config`: this file, which then must exist. */
  readonly file?: string | undefined;
  /** `--data` */
  readonly dataFolder?: string | undefined;
  /** `--host`: of the first listener and of the page. */
  readonly host?: string | undefined;
  /** `--port`: of the first listener. */
  readonly port?: number | undefined;
  readonly webPort?: number | undefined;
  readonly ownAeTitle?: string | undefined;
  readonly logLevel?: string | undefined;
}

export interface LoadedConfig extends Config {
  /** Absolute. */
  readonly dataFolder: string;
  /** The file that was read; undefined where the defaults alone hold. */
  readonly file: string | undefined;
  /** What is allowed and hardly meant, for the log. */
  readonly warnings: readonly string[];
}

const DEFAULT_DATA_FOLDER = 'data';
const FILE_NAME = 'config.json';

/**
 * The configuration: defaults, then the file (`overrides.file`, else `config.json` in the data folder where there is one), then the command line.
 *
 * @param cwd what relative paths of the command line count from
 * @throws ConfigError with every fault at once
 */
export function loadConfig(overrides: Overrides = {}, cwd: string = process.cwd()): LoadedConfig {
  const named = overrides.file === undefined ? undefined : resolve(cwd, overrides.file);
  const file = named ?? join(resolve(cwd, overrides.dataFolder ?? DEFAULT_DATA_FOLDER), FILE_NAME);
  const text = readText(file, named !== undefined);
  const fromFile = text === undefined ? {} : parseJson(text, file);
  const config = check(fromFile, `The configuration ${file} cannot be used`);
  const merged = check(withOverrides(config, overrides), 'The command line cannot be used');
  return {
    ...merged,
    file: text === undefined ? undefined : file,
    dataFolder: dataFolderOf(overrides, config, file, cwd),
    warnings: nobodyMayCall(merged),
  };
}

function dataFolderOf(overrides: Overrides, config: Config, file: string, cwd: string): string {
  if (overrides.dataFolder !== undefined) return resolve(cwd, overrides.dataFolder);
  if (config.dataFolder !== undefined) return resolve(dirname(file), config.dataFolder);
  return resolve(cwd, DEFAULT_DATA_FOLDER);
}

function readText(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const errno = errnoOf(cause);
    if ((errno === 'ENOENT' || errno === 'ENOTDIR') && !mustExist) return undefined;
    if (errno === 'EACCES' && !mustExist && !mayEnter(dirname(file))) return undefined; // the folder's own words say whose it is
    const why =
      { ENOENT: 'it does not exist', EACCES: 'this user may not read it', EISDIR: 'it is a folder' }[errno ?? ''] ?? wordsOf(cause);
    throw new ConfigError('CONFIG_UNREADABLE', `The configuration ${file} cannot be read: ${why}.`, { cause });
  }
}

function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')); // editors of Windows begin with a byte order mark
  } catch (cause) {
    throw new ConfigError('CONFIG_NOT_JSON', `The configuration ${file} is not JSON: ${wordsOf(cause)}.`, { cause });
  }
}

function check(given: unknown, failing: string): Config {
  const result = ConfigSchema.safeParse(given);
  const faults = result.success ? clashes(result.data) : faultWords(result.error.issues, given);
  if (result.success && faults.length === 0) return result.data;
  throw new ConfigError('CONFIG_INVALID', `${failing}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}

/** What each setting alone cannot tell. */
function clashes(config: Config): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  const titles = new Set<string>();
  for (const [at, { title }] of config.remoteAes.entries()) {
    if (titles.has(title)) faults.push(`remoteAes[${at}].title: ${title} is the title of another entry`);
    titles.add(title);
  }
  const ports = new Map<string, string>([[`${config.web.host}:${config.web.port}`, 'web.port']]);
  for (const [at, { name, host, port }] of config.listeners.entries()) {
    if (names.has(name)) faults.push(`listeners[${at}].name: ${name} is the name of another listener`);
    names.add(name);
    const taken = port === 0 ? undefined : ports.get(`${host}:${port}`);
    if (taken) faults.push(`listeners[${at}].port: ${port} on ${host} is that of ${taken}`);
    ports.set(`${host}:${port}`, `listeners[${at}].port`);
  }
  return faults;
}

/** Policies whose list lets nobody in. */
function nobodyMayCall({ listeners }: Config): string[] {
  return listeners.flatMap(({ callingAePolicy, callingAeTitles }, at) => {
    const here = `listeners[${at}]`;
    if (callingAePolicy === 'any') return [];
    if (!callingAeTitles.length)
      return [`${here}.callingAePolicy is ${callingAePolicy} and ${here}.callingAeTitles is empty: every association will be refused`];
    if (callingAePolicy === 'list') return [];
    return callingAeTitles
      .filter(({ addresses }) => !addresses?.length)
      .map(({ aeTitle }) => `${here}.callingAePolicy is list+ip and ${aeTitle} has no addresses: every association of it will be refused`);
  });
}

function withOverrides(config: Config, { host, port, webPort, ownAeTitle, logLevel }: Overrides): unknown {
  const [first, ...others] = config.listeners;
  return {
    ...config,
    ...(ownAeTitle !== undefined && { ownAeTitle }),
    listeners: [{ ...first, ...(host !== undefined && { host }), ...(port !== undefined && { port }) }, ...others],
    web: { ...config.web, ...(host !== undefined && { host }), ...(webPort !== undefined && { port: webPort }) },
    log: { ...config.log, ...(logLevel !== undefined && { level: logLevel }) },
  };
}
