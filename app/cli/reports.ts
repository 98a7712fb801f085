import { CliError } from './errors.ts';
import type { Flags } from './parse.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Io } from './run.ts';

/** What `verify` found, as archive has it. */
export interface Verified {
  readonly checked: number;
  readonly bytes: number;
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly unindexed: readonly string[];
  readonly unfinished: number;
  readonly index: string;
}

/** What `reindex` did, as archive has it. */
export interface Reindexed {
  readonly indexed: number;
  readonly quarantined: number;
  readonly unreadable: readonly { readonly file: string; readonly words: string }[];
  readonly superseded: readonly string[];
}

/** Runs a long command with its progress on standard error, so that standard output has the result alone. */
export async function withProgress<Result>(io: Io, run: (update: Progress['update']) => Promise<Result>): Promise<Result> {
  const clock = { monotonicMs: () => performance.now() };
  const progress = createProgress({ isTty: io.isTty, columns: io.columns, write: (text) => io.error(text), clock });
  try {
    return await run((done, total, what) => progress.update(done, total, what));
  } finally {
    progress.done();
  }
}

/** @throws CliError CLI_DAMAGE_FOUND, so that a script notices */
export function reportVerified(found: Verified, { json }: Flags, io: Io): void {
  const faults = [
    ...found.missing.map((file) => `missing      ${file}`),
    ...found.changed.map((file) => `changed      ${file}`),
    ...found.unindexed.map((file) => `not indexed  ${file}`),
    ...(found.index === 'ok' ? [] : [`the index     ${found.index}`]),
  ];
  const summary = `${found.checked} ${found.checked === 1 ? 'image' : 'images'} read, ${(found.bytes / 1e6).toFixed(1)} MB: ${faults.length === 0 ? 'all as they were received' : `faults: ${faults.length}`}.`;
  const { unfinished } = found;
  const lines = [
    ...faults,
    ...(unfinished ? [`unfinished    ${unfinished} in incoming/: being received now, or settled when filmroom serve starts next`] : []),
    summary,
  ];
  io.print(json ? `${JSON.stringify(found, null, 2)}\n` : `${lines.join('\n')}\n`);
  if (faults.length === 0) return;
  const steps = [
    ...(found.missing.length + found.changed.length > 0 ? ['Restore the files named from a backup, or have them sent again.'] : []),
    ...(found.unindexed.length > 0 || found.index !== 'ok' ? ['filmroom reindex makes the index again from the files.'] : []),
  ];
  throw new CliError('CLI_DAMAGE_FOUND', `Faults found: ${faults.length}. ${steps.join(' ')}`);
}

/** @throws CliError CLI_DAMAGE_FOUND where files could not be read */
export function reportReindexed(done: Reindexed, { json }: Flags, io: Io): void {
  const lines = [
    ...done.unreadable.map(({ file, words }) => `unreadable  ${file}: ${words}`),
    ...done.superseded.map((file) => `older       ${file}: a later file has the same SOP Instance UID`),
    `${done.indexed} images indexed, ${done.quarantined} in quarantine, ${done.unreadable.length} unreadable.`,
  ];
  io.print(json ? `${JSON.stringify(done, null, 2)}\n` : `${lines.join('\n')}\n`);
  if (done.unreadable.length > 0)
    throw new CliError(
      'CLI_DAMAGE_FOUND',
      `${done.unreadable.length} files cannot be read and are not in the index. Restore them from a backup.`,
    );
}
