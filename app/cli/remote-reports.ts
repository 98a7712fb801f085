import { jsonText } from '../base/base.ts';
import { CliError } from './errors.ts';
import type { Flags } from './parse.ts';
import type { Io } from './run.ts';

/** How a remote AE ended an operation. */
export interface RemoteEnd {
  /** As PS3 prints it: A801H. */
  readonly status: string;
  /** The status in words. */
  readonly words: string;
  readonly kind: 'success' | 'warning' | 'failure' | 'cancel' | 'pending';
  readonly errorComment?: string | undefined;
}

/** @throws CliError CLI_REMOTE_FAILED where the answer was not a success */
export function reportEcho(ae: string, end: RemoteEnd & { readonly ms: number }, { json: asJson }: Flags, io: Io): void {
  if (asJson) io.print(jsonText({ ae, ...told(end), ms: Math.round(end.ms * 10) / 10 }));
  else if (end.kind === 'success') io.print(`${ae} answers: ${end.words}, ${end.ms.toFixed(1)} ms.\n`);
  failUnlessDone(ae, end);
}

/** As JSON the list of answers; of a search that failed an object that says so, with what was found before. @throws CliError CLI_REMOTE_FAILED where the search failed */
export function reportAnswers(
  ae: string,
  answers: readonly ReadonlyMap<string, string>[],
  columns: readonly string[],
  end: RemoteEnd,
  { json: asJson }: Flags,
  io: Io,
): void {
  const found = answers.map((answer) => Object.fromEntries(answer));
  if (asJson) io.print(jsonText(end.kind === 'success' ? found : { ae, ...told(end), found }));
  else {
    for (const answer of answers) io.print(`${columns.map((column) => `${column}=${shown(answer.get(column))}`).join('  ')}\n`);
    io.print(`${answers.length} found.\n`);
  }
  failUnlessDone(ae, end);
}

/** What a peer wrote is shown without its control characters: a terminal obeys them. */
function shown(text = ''): string {
  return text.replaceAll(/\p{Cc}/gu, '?');
}

export interface RetrievedCounts {
  readonly completed: number;
  readonly failed: number;
  readonly warning: number;
  readonly remaining: number;
}

/** @throws CliError CLI_REMOTE_FAILED where not all came through */
export function reportRetrieved(ae: string, counts: RetrievedCounts, end: RemoteEnd, { json: asJson }: Flags, io: Io): void {
  const { completed, failed, warning, remaining } = counts;
  if (asJson) io.print(jsonText({ ae, ...told(end), completed, failed, warning, remaining }));
  else if (end.kind === 'success' || completed + failed + warning + remaining > 0) {
    const parts = [
      `${completed} sent`,
      `${failed} failed`,
      ...(warning ? [`${warning} with a warning`] : []),
      ...(remaining ? [`${remaining} not begun`] : []),
    ];
    io.print(`${parts.join(', ')}.\n`);
  }
  failUnlessDone(ae, end);
}

/** @throws CliError CLI_REMOTE_FAILED where not all were taken */
export function reportSent(
  ae: string,
  sent: {
    readonly stored: number;
    readonly warnings: number;
    readonly failed: readonly { readonly path: string; readonly words: string }[];
    readonly skipped: readonly { readonly path: string; readonly words: string }[];
    readonly cancelled: boolean;
  },
  { json: asJson }: Flags,
  io: Io,
): void {
  const { stored, warnings, failed, skipped, cancelled } = sent;
  if (asJson) io.print(jsonText({ ae, ...sent }));
  else {
    for (const { path, words } of skipped) io.print(`skipped  ${path}: ${words}\n`);
    for (const { path, words } of failed) io.print(`failed   ${path}: ${words}\n`);
    io.print(
      `${stored} sent${warnings ? `, ${warnings} of them with a warning` : ''}, ${failed.length} failed, ${skipped.length} skipped.\n`,
    );
  }
  if (cancelled) throw new CliError('CLI_REMOTE_FAILED', 'Stopped before all was sent.');
  if (failed.length > 0)
    throw new CliError('CLI_REMOTE_FAILED', `${ae} did not take ${failed.length} of ${failed.length + stored}: ${failed[0]!.words}`);
  if (stored === 0) throw new CliError('CLI_REMOTE_FAILED', 'There was nothing to send.');
}

function told({ status, words, errorComment }: RemoteEnd) {
  return { status, words, errorComment };
}

function failUnlessDone(ae: string, { kind, words, errorComment }: RemoteEnd): void {
  if (kind === 'success') return;
  const comment = errorComment ? ` (${shown(errorComment)})` : '';
  if (kind === 'cancel') throw new CliError('CLI_REMOTE_FAILED', `Cancelled: ${ae} has stopped.`);
  throw new CliError('CLI_REMOTE_FAILED', `${ae} answered ${words}${comment}.`);
}
