import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { canonicalJson } from './canonical.ts';
import { SettingsError } from './errors.ts';

/** The settings of the page as one file. Nothing of it is secret: no account, no token, no key, no certificate, no patient. */
export const BackupSchema = z.strictObject({
  filmroom: z.literal('settings'),
  version: z.literal(1),
  /** ISO 8601, for people. */
  madeAt: z.string(),
  /** Of the program that made it, for people. */
  program: z.string(),
  values: z.record(z.string(), z.unknown()),
  /** SHA-256 of `values`, in hexadecimal. */
  digest: z.string().check(z.regex(/^[\da-f]{64}$/)),
});
export type Backup = z.infer<typeof BackupSchema>;

/** What a restore would change. */
export interface Difference {
  readonly path: string;
  readonly now: unknown;
  readonly restored: unknown;
}

const digestOf = (values: Backup['values']): string => createHash('sha256').update(canonicalJson(values)).digest('hex');

export function backupOf(values: Backup['values'], about: { readonly nowMs: number; readonly program: string }): Backup {
  const { nowMs, program } = about;
  return { filmroom: 'settings', version: 1, madeAt: new Date(nowMs).toISOString(), program, values, digest: digestOf(values) };
}

/** @throws SettingsError SETTINGS_BAD_BACKUP */
export function valuesOfBackup(given: unknown): Backup['values'] {
  const result = BackupSchema.safeParse(given);
  if (!result.success)
    throw new SettingsError(
      'SETTINGS_BAD_BACKUP',
      'This file is no backup of the settings of a Filmroom, or of a later version than this.',
    );
  if (digestOf(result.data.values) === result.data.digest) return result.data.values;
  throw new SettingsError('SETTINGS_BAD_BACKUP', 'This backup is damaged, or somebody has written in it: its digest is another.');
}
