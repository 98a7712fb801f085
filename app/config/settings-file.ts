import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { errnoOf, wordsOf } from '../base/base.ts';
import { ConfigError } from './errors.ts';
import { mayEnter } from './may-enter.ts';
import { RemoteAeSchema } from './schema.ts';

/** Beside the images, so that a factory reset takes it along. */
export const SETTINGS_FILE = 'settings.json';
/** Where the AE table was kept before the other settings had a place too. */
export const OLD_AE_TABLE_FILE = 'ae-table.json';

/** One value before or after a change: as it held, and whether the page had set it. */
const Value = z.strictObject({ value: z.unknown(), isSet: z.boolean() });

const Change = z.strictObject({
  revision: z.int().check(z.gte(1)),
  /** Milliseconds since 1970. */
  at: z.number(),
  by: z.string(),
  kind: z.enum(['change', 'undo', 'restore']),
  /** What an undo took back. */
  undoes: z.optional(z.int()),
  parts: z.array(z.strictObject({ path: z.string(), before: Value, after: Value })),
});
export type SettingsChange = z.infer<typeof Change>;

const Stored = z.strictObject({
  version: z.literal(1),
  revision: z.int().check(z.gte(0)),
  /** By path; see `page-values.ts`. */
  values: z.record(z.string(), z.unknown()),
  /** Oldest first. */
  changes: z.array(Change),
});
/** What the page has set, and how that came about. */
export type StoredSettings = z.infer<typeof Stored>;

const OldAeTable = z.strictObject({ remoteAes: z.array(RemoteAeSchema) });
export const NO_SETTINGS: StoredSettings = { version: 1, revision: 0, values: {}, changes: [] };

/**
 * What the page has set; nothing where there is no file.
 *
 * @throws ConfigError: a damaged file is not the same as none, since who may call is in it
 */
export function readSettings(dataFolder: string): StoredSettings {
  const file = join(dataFolder, SETTINGS_FILE);
  const given = readJson(file, 'The settings made on the page');
  if (given === undefined) return withOldAeTable(dataFolder);
  const result = Stored.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    'CONFIG_INVALID',
    `The settings made on the page, ${file}, are damaged. Put them back from a backup, or move the file away.`,
  );
}

function withOldAeTable(dataFolder: string): StoredSettings {
  const file = join(dataFolder, OLD_AE_TABLE_FILE);
  const given = readJson(file, 'The AE table');
  if (given === undefined) return NO_SETTINGS;
  const result = OldAeTable.safeParse(given);
  if (!result.success) throw new ConfigError('CONFIG_INVALID', `The AE table ${file} is damaged. Mend it, or move the file away.`);
  return { ...NO_SETTINGS, values: Object.fromEntries(result.data.remoteAes.map((ae) => [remoteAePath(ae.title), ae])) };
}

function readJson(file: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    if (errno === 'EACCES' && !mayEnter(dirname(file))) return undefined; // the folder's own words say whose it is
    throw new ConfigError('CONFIG_UNREADABLE', `${what}, ${file}, cannot be read: ${wordsOf(cause)}.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError('CONFIG_NOT_JSON', `${what}, ${file}, is not JSON: ${wordsOf(cause)}.`, { cause });
  }
}

/** Where an entry of the AE table stands among the values of the page. */
export const remoteAePath = (title: string): string => `remoteAes[${title}]`;

/** The title in such a path; undefined where it is another. */
export function titleInPath(path: string): string | undefined {
  return path.startsWith('remoteAes[') && path.endsWith(']') ? path.slice('remoteAes['.length, -1) : undefined;
}
