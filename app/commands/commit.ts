/** `filmroom commit`: asks a remote AE whether it vouches for files (PS3.4 Annex J). */
import { type Clock, jsonText, type Log } from '../base/base.ts';
import { CliError, type Flags, type Io, withProgress } from '../cli/cli.ts';
import { askOnce, COMMITTED, type OnceAnswer } from '../commitment/commitment.ts';
import { LIMITS } from '../config/config.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, STATUS, statusWords } from '../registry/registry.ts';
import { type AccessRules, createAcceptor, createAssociations, findFiles, type Service } from '../services/services.ts';
import { listen } from '../ul/ul.ts';
import { remoteOf } from './remote.ts';

const MOST_WAIT_S = 86_400;
const WAIT_S = 600;

export async function commitCommand(flags: Flags, io: Io, [ae = '', ...paths]: readonly string[]): Promise<void> {
  const port = figureOf(flags, 'listen', 65_535);
  const timeoutMs = (figureOf(flags, 'wait', MOST_WAIT_S) ?? WAIT_S) * 1000;
  const remote = await remoteOf(ae, flags, io);
  const { context, ownAeTitle } = remote;
  const { instances, skipped } = await withProgress(io, (update) => findFiles(paths, (looked) => update(looked, undefined, 'files')));
  for (const { path, words } of skipped) if (!flags.json) io.print(`skipped    ${path}: ${words}\n`);
  if (instances.length === 0) throw new CliError('CLI_REMOTE_FAILED', 'There was nothing to ask for.');
  const answer = await askOnce({
    ...{ ae: remote.ae, references: instances, context, callingAeTitle: ownAeTitle, timeoutMs },
    ...(port !== undefined && { listen: (service: Service) => listenFor(service, port, ownAeTitle, context) }),
  });
  report(remote.ae.title, instances, answer, { asJson: flags.json === true, isListening: port !== undefined, timeoutMs }, io);
}

/** A port for the report alone, as long as the command runs. */
async function listenFor(
  service: Service,
  port: number,
  aeTitle: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<AsyncDisposable> {
  const rules: AccessRules = {
    aeTitles: [aeTitle],
    calledAePolicy: 'any',
    callingAePolicy: 'any',
    callingAeTitles: [],
    services: [service.name],
    maxAssociations: 8,
    maxPerRemoteAe: 0,
    transferSyntaxPolicy: 'first-acceptable',
  };
  const associations = createAssociations({ clock, log, limits: LIMITS.services });
  const acceptor = createAcceptor(rules, { services: [service], associations, log, limits: LIMITS.dimse });
  const opened = await listen({
    ...{ name: 'commit', host: '0.0.0.0', port, clock, log, limits: LIMITS.ul, ...acceptor },
    ...{ maxPduLength: LIMITS.ul.maxSentPduLength, artimMs: 30_000, inactivityMs: 60_000 },
    onInactivity: 'abort',
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
  });
  return { [Symbol.asyncDispose]: async () => void (await opened.close(LIMITS.retrieve.cancelGraceMs)) };
}

function figureOf(flags: Flags, name: string, most: number): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const figure = /^\d{1,6}$/.test(String(text)) ? Number(text) : Number.NaN;
  if (!(figure >= 1 && figure <= most)) throw new CliError('CLI_USAGE', `--${name} must be a number from 1 to ${most}, not "${text}"`);
  return figure;
}

/** @throws CliError CLI_REMOTE_FAILED where not all is committed */
function report(
  ae: string,
  asked: readonly { readonly path: string; readonly sopInstanceUid: string }[],
  { status, outcomes }: OnceAnswer,
  how: { readonly asJson: boolean; readonly isListening: boolean; readonly timeoutMs: number },
  io: Io,
): void {
  const byUid = new Map(outcomes?.map(({ sopInstanceUid, outcome }) => [sopInstanceUid, outcome]));
  const isCommitted = ({ sopInstanceUid }: { readonly sopInstanceUid: string }) => byUid.get(sopInstanceUid) === COMMITTED;
  const wordsOf = (sopInstanceUid: string) => {
    const outcome = byUid.get(sopInstanceUid);
    return outcome === undefined ? 'the report does not name it' : statusWords(outcome);
  };
  const failed = asked.filter((each) => !isCommitted(each)).map(({ path, sopInstanceUid }) => ({ path, words: wordsOf(sopInstanceUid) }));
  const committed = asked.length - failed.length;
  const isReported = outcomes !== undefined;
  if (how.asJson) io.print(jsonText({ ae, status: statusWords(status), isReported, committed, failed: isReported ? failed : [] }));
  else if (isReported) {
    for (const { path, words } of failed) io.print(`not safe   ${path}: ${words}\n`);
    io.print(`${committed} committed, ${failed.length} not.\n`);
  }
  if (status !== STATUS.SUCCESS) throw new CliError('CLI_REMOTE_FAILED', `${ae} answered ${statusWords(status)}.`);
  if (!isReported) {
    const hint = how.isListening
      ? ''
      : ' It may want to report on a new association: give it a port with --listen, and let it know our title and port.';
    throw new CliError('CLI_REMOTE_FAILED', `${ae} took the request, and did not report within ${how.timeoutMs / 1000} s.${hint}`);
  }
  if (failed.length > 0) throw new CliError('CLI_REMOTE_FAILED', `${ae} does not vouch for ${failed.length} of ${asked.length}.`);
}
