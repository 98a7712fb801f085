import { jsonText } from '../base/base.ts';
import { CliError } from './errors.ts';
import type { Flags } from './parse.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Io } from './run.ts';

interface MissingFile {
  readonly sopInstanceUid: string;
  readonly file: string;
}
interface ChangedFile extends MissingFile {
  readonly words: string;
}

/** What `verify` found, as archive has it. */
export interface Verified {
  readonly checked: number;
  readonly bytes: number;
  readonly missing: readonly MissingFile[];
  readonly changed: readonly ChangedFile[];
  readonly unindexed: readonly string[];
  readonly skipped: readonly string[];
  readonly unfinished: number;
  readonly index: string;
}

/** What `reindex` did, as archive has it. */
export interface Reindexed {
  readonly indexed: number;
  readonly quarantined: number;
  readonly unreadable: readonly { readonly file: string; readonly words: string }[];
  readonly changed: readonly ChangedFile[];
  readonly missing: readonly MissingFile[];
  readonly superseded: readonly string[];
  readonly skipped: readonly string[];
  readonly compared: number;
  readonly oldIndex: string;
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
    ...damagedLines(found),
    ...found.unindexed.map((file) => `not indexed  ${file}`),
    ...(found.index === 'ok' ? [] : [`the index    ${found.index}`]),
  ];
  const summary = `${counted(found.checked, 'image')} read, ${(found.bytes / 1e6).toFixed(1)} MB: ${faults.length === 0 ? 'all as they were received' : `faults: ${faults.length}`}.`;
  const { unfinished } = found;
  const lines = [
    ...faults,
    ...skippedLines(found.skipped),
    ...(unfinished ? [`unfinished   ${unfinished} in incoming/: being received now, or settled when filmroom serve starts next`] : []),
    summary,
  ];
  io.print(json ? jsonText(found) : `${lines.join('\n')}\n`);
  if (faults.length === 0) return;
  const steps = [
    ...(found.missing.length + found.changed.length > 0 ? [RESTORE] : []),
    ...(found.unindexed.length > 0 ? [TAKE_IN] : []),
    ...(found.index === 'ok' ? [] : ['The index is damaged: filmroom reindex makes it again from the files.']),
  ];
  throw new CliError('CLI_DAMAGE_FOUND', `Faults found: ${faults.length}. ${steps.join(' ')}`);
}

/** @throws CliError CLI_DAMAGE_FOUND where files are lost, or are not what was received, or could not be read */
export function reportReindexed(done: Reindexed, { json }: Flags, io: Io): void {
  const { unreadable, changed, missing } = done;
  const lines = [
    ...damagedLines(done),
    ...unreadable.map(({ file, words }) => `unreadable   ${file}: ${words}`),
    ...done.superseded.map((file) => `not indexed  ${file}: another file has the same SOP Instance UID`),
    ...skippedLines(done.skipped),
    `${counted(done.indexed, 'image')} indexed, ${done.quarantined} in quarantine; changed: ${changed.length}, missing: ${missing.length}, unreadable: ${unreadable.length}.`,
    comparedWords(done),
  ];
  io.print(json ? jsonText(done) : `${lines.join('\n')}\n`);
  const faults = unreadable.length + changed.length + missing.length;
  if (faults === 0) return;
  const steps = [
    ...(changed.length + missing.length > 0 ? [RESTORE] : []),
    ...(changed.length > 0 ? ['Until then filmroom verify goes on to name the changed ones.'] : []),
    ...(missing.length > 0 ? ['The missing ones are no longer in the index: keep this list.'] : []),
    ...(unreadable.length > 0 ? ['What is unreadable is not in the index: restore it too, or take away what is no image.'] : []),
  ];
  throw new CliError('CLI_DAMAGE_FOUND', `Faults found: ${faults}. ${steps.join(' ')}`);
}

/** `reindex` brings back nothing that is lost. */
const RESTORE =
  'Restore each changed or missing file from a backup, under its name, or have the modality or archive that sent the image send it again.';
const TAKE_IN =
  'filmroom reindex takes in what is not indexed, unless it is no whole image or another file has its SOP Instance UID; it says which.';

function damagedLines({ missing, changed }: Pick<Verified, 'missing' | 'changed'>): string[] {
  return [...missing.map(({ file }) => `missing      ${file}`), ...changed.map(({ file, words }) => `changed      ${file}: ${words}`)];
}

const MOST_SKIPPED_NAMED = 5;

function skippedLines(skipped: readonly string[]): string[] {
  if (skipped.length === 0) return [];
  const more = skipped.length > MOST_SKIPPED_NAMED ? ', …' : '';
  return [
    `warning      skipped, since they are no files but symbolic links or the like: ${skipped.length} (${skipped.slice(0, MOST_SKIPPED_NAMED).join(', ')}${more})`,
  ];
}

function comparedWords({ oldIndex, compared }: Reindexed): string {
  if (oldIndex === 'ok') return `${counted(compared, 'file')} compared with what was received.`;
  const extent = compared === 0 ? 'Nothing' : `Not all, but ${counted(compared, 'file')},`;
  return `${extent} could be compared with what was received: ${oldIndex}. Files that are damaged count as they are now, and lost ones are not known.`;
}

function counted(count: number, thing: string): string {
  return `${count} ${count === 1 ? thing : `${thing}s`}`;
}
