/** `filmroom reach`: the way to a remote AE rung by rung. */
import { jsonText } from '../base/base.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { climb, type Rung } from '../reach/reach.ts';
import { remoteOf } from './remote.ts';

/** What acceptors are called that take any title. */
const ANY_TITLE = 'ANY-SCP';
const MARKS = { ok: 'ok', unclear: '?', skipped: '-', failed: 'FAILED' } as const;

export async function reachCommand(flags: Flags, io: Io, [text = '']: readonly string[]): Promise<void> {
  const isHostAndPort = /^(\[[\da-fA-F:.%]+\]|[^@:]+):\d{1,5}$/.test(text);
  const { ae, context, ownAeTitle } = await remoteOf(isHostAndPort ? `${ANY_TITLE}@${text}` : text, flags, io);
  const rungs: Rung[] = [];
  for await (const step of climb(ae, { ...context, ownAeTitle, limits: LIMITS.reach })) {
    if (typeof step === 'string') continue;
    rungs.push(step);
    if (!flags.json) io.print(`${lineOf(step)}\n`);
  }
  const failed = rungs.find(({ outcome }) => outcome === 'failed');
  if (flags.json) io.print(jsonText({ ae: ae.title, host: ae.host, port: ae.port, rungs }));
  if (context.signal.aborted) throw new CliError('CLI_REMOTE_FAILED', 'Stopped before the last rung.');
  if (failed) throw new CliError('CLI_REMOTE_FAILED', `${failed.words}\n${failed.toDo}`);
}

function lineOf({ rung, outcome, words, toDo, ms }: Rung): string {
  const line = `${MARKS[outcome].padEnd(6)}  ${rung.padEnd(9)}  ${words.replaceAll(/\p{Cc}/gu, '?')}  ${ms} ms`;
  return outcome === 'unclear' && toDo ? `${line}\n${' '.repeat(19)}${toDo}` : line;
}
