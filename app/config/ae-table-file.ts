import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { errnoOf, replaceFile, wordsOf } from '../base/base.ts';
import { ConfigError } from './errors.ts';
import { faultWords } from './faults.ts';
import { RemoteAeSchema } from './schema.ts';

/** An entry of the AE table as it is kept. */
export type StoredRemoteAe = z.infer<typeof RemoteAeSchema>;

const FILE_NAME = 'ae-table.json';
const Table = z.strictObject({ remoteAes: z.array(RemoteAeSchema) });

/**
 * The entries of the AE table that were made while the program ran; none where there is no file.
 *
 * @throws ConfigError with every fault at once
 */
export async function readAeTable(dataFolder: string): Promise<readonly StoredRemoteAe[]> {
  const file = join(dataFolder, FILE_NAME);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return [];
    throw new ConfigError('CONFIG_UNREADABLE', `The AE table ${file} cannot be read: ${wordsOf(cause)}.`, { cause });
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError('CONFIG_NOT_JSON', `The AE table ${file} is not JSON: ${wordsOf(cause)}.`, { cause });
  }
  const result = Table.safeParse(given);
  if (result.success) return result.data.remoteAes;
  const faults = faultWords(result.error.issues, given).map((fault) => `  ${fault}`);
  throw new ConfigError('CONFIG_INVALID', `The AE table ${file} cannot be used:\n${faults.join('\n')}`);
}

/** Keeps the entries, durably: the file is the old one or the new one, whatever happens. */
export async function writeAeTable(dataFolder: string, remoteAes: readonly { readonly title: string }[]): Promise<void> {
  await replaceFile(join(dataFolder, FILE_NAME), `${JSON.stringify({ remoteAes }, null, 2)}\n`);
}

/** An entry that somebody gives, checked: each fault is a line for people. */
export function checkRemoteAe(given: unknown): { readonly ae: StoredRemoteAe } | { readonly faults: readonly string[] } {
  const table = { remoteAes: [given] };
  const result = Table.safeParse(table);
  if (result.success) return { ae: result.data.remoteAes[0]! };
  return {
    faults: faultWords(result.error.issues, table).map((words) =>
      words.replaceAll('remoteAes[0].', '').replace('remoteAes[0]', 'the entry'),
    ),
  };
}
