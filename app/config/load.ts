import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, wordsOf } from '../base/base.ts';
import { ConfigError } from './errors.ts';
import { faultWords } from './faults.ts';
import { mayEnter } from './may-enter.ts';
import { type PageValues, unknownPaths, valueAt, type Whence, withPageValues } from './page-values.ts';
import { type Config, ConfigSchema } from './schema.ts';
import { readSettings } from './settings-file.ts';

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

/** What a configuration is put together from, beneath and above what the page sets. */
export interface Layers {
  /** The configuration file as it is written. */
  readonly given: unknown;
  readonly overrides: Overrides;
  readonly file: string | undefined;
  readonly dataFolder: string;
}

export interface LoadedConfig extends Config {
  /** Absolute. */
  readonly dataFolder: string;
  /** The file that was read; undefined where the defaults alone hold. */
  readonly file: string | undefined;
  /** What is allowed and hardly meant, for the log. */
  readonly warnings: readonly string[];
  readonly layers: Layers;
}

const DEFAULT_DATA_FOLDER = 'data';
const FILE_NAME = 'config.json';

/**
 * The configuration: defaults, then the file (`overrides.file`, else `config.json` in the data folder where there is one), then what the page has
 * set, then the command line.
 *
 * @param cwd what relative paths of the command line count from
 * @throws ConfigError with every fault at once
 */
export function loadConfig(overrides: Overrides = {}, cwd: string = process.cwd()): LoadedConfig {
  const layers = loadLayers(overrides, cwd);
  const { values } = readSettings(layers.dataFolder);
  const composed = composeConfig(layers, values);
  if ('config' in composed) return composed.config;
  throw invalid(composed.words, composed.faults);
}

function loadLayers(overrides: Overrides, cwd: string): Layers {
  const named = overrides.file === undefined ? undefined : resolve(cwd, overrides.file);
  const file = named ?? join(resolve(cwd, overrides.dataFolder ?? DEFAULT_DATA_FOLDER), FILE_NAME);
  const text = readText(file, named !== undefined);
  const given = text === undefined ? {} : parseJson(text, file);
  const checked = check(given);
  if ('faults' in checked) throw invalid(`The configuration ${file} cannot be used`, checked.faults);
  const dataFolder = dataFolderOf(overrides, checked.config, file, cwd);
  return { given, overrides, file: text === undefined ? undefined : file, dataFolder };
}

/** The configuration with these values of the page, or every fault in words. */
export function composeConfig(
  layers: Layers,
  values: PageValues,
): { readonly config: LoadedConfig } | { readonly words: string; readonly faults: readonly string[] } {
  const unknown = unknownPaths(values);
  const below = unknown.length > 0 ? { faults: unknown } : check(withPageValues(layers.given, values));
  if ('faults' in below) return { words: 'The settings made on the page cannot be used', faults: below.faults };
  const merged = check(withOverrides(below.config, layers.overrides));
  if ('faults' in merged) return { words: 'The command line cannot be used', faults: merged.faults };
  const { dataFolder, file } = layers;
  return { config: { ...merged.config, file, dataFolder, layers, warnings: nobodyMayCall(merged.config) } };
}

/** Whence the value at a path comes. */
export function whenceOf({ given, overrides }: Layers, values: PageValues, path: string): Whence {
  if (byCommandLine(overrides).has(path)) return 'command line';
  if (Object.hasOwn(values, path)) return 'page';
  return valueAt(given, path) === undefined ? 'default' : 'file';
}

/** What of the first listener the command line sets. */
export function firstListenerFixed({ host, port }: Overrides): { readonly host?: string; readonly port?: number } {
  return { ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
}

/** Paths that the command line sets, with the option that does. */
export function byCommandLine({ dataFolder, host, webPort, ownAeTitle, logLevel }: Overrides): ReadonlyMap<string, string> {
  const set: readonly (readonly [string, string, unknown])[] = [
    ['dataFolder', '--data', dataFolder],
    ['web.host', '--host', host],
    ['web.port', '--web-port', webPort],
    ['ownAeTitle', '--ae-title', ownAeTitle],
    ['log.level', '--log-level', logLevel],
  ];
  return new Map(set.filter(([, , value]) => value !== undefined).map(([path, option]) => [path, option]));
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

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')); // editors of Windows begin with a byte order mark
  } catch (cause) {
    throw new ConfigError('CONFIG_NOT_JSON', `The configuration ${file} is not JSON: ${wordsOf(cause)}.`, { cause });
  }
}

function check(given: unknown): { readonly config: Config } | { readonly faults: readonly string[] } {
  const result = ConfigSchema.safeParse(given);
  const faults = result.success ? clashes(result.data) : faultWords(result.error.issues, given);
  return result.success && faults.length === 0 ? { config: result.data } : { faults };
}

function invalid(words: string, faults: readonly string[]): ConfigError {
  return new ConfigError('CONFIG_INVALID', `${words}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
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
  const ports = new Map<string, string>(
    [config.web.port, ...config.web.morePorts].map((port, at) => [
      `${config.web.host}:${port}`,
      at === 0 ? 'web.port' : `web.morePorts[${at - 1}]`,
    ]),
  );
  for (const [at, { name, host, port }] of config.listeners.entries()) {
    if (names.has(name)) faults.push(`listeners[${at}].name: ${name} is the name of another listener`);
    names.add(name);
    const taken = port === 0 ? undefined : ports.get(`${host}:${port}`);
    if (taken) faults.push(`listeners[${at}].port: ${port} on ${host} is that of ${taken}`);
    ports.set(`${host}:${port}`, `listeners[${at}].port`);
  }
  return faults;
}

/** Policies that let nobody in. Whoever is in the AE table may call from its host, whatever the list. */
function nobodyMayCall({ listeners, remoteAes }: Config): string[] {
  return listeners.flatMap(({ callingAePolicy, callingAeTitles }, at) => {
    const here = `listeners[${at}]`;
    if (callingAePolicy === 'any') return [];
    if (callingAeTitles.length === 0 && remoteAes.length > 0) return [];
    if (callingAeTitles.length === 0)
      return [`${here}.callingAePolicy is ${callingAePolicy} and ${here}.callingAeTitles is empty: every association will be refused`];
    if (callingAePolicy === 'list') return [];
    const hasHost = new Set(remoteAes.map(({ title }) => title));
    return callingAeTitles
      .filter(({ aeTitle, addresses }) => !addresses?.length && !hasHost.has(aeTitle))
      .map(({ aeTitle }) => `${here}.callingAePolicy is list+ip and ${aeTitle} has no addresses: every association of it will be refused`);
  });
}

function withOverrides(config: Config, { host, port, webPort, ownAeTitle, logLevel }: Overrides): unknown {
  const [first, ...others] = config.listeners;
  const fixed = firstListenerFixed({ host, port });
  return {
    ...config,
    ...(ownAeTitle !== undefined && { ownAeTitle }),
    listeners: [{ ...first, ...fixed }, ...others],
    web: { ...config.web, ...(host !== undefined && { host }), ...(webPort !== undefined && { port: webPort }) },
    log: { ...config.log, ...(logLevel !== undefined && { level: logLevel }) },
  };
}
