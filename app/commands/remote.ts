/** The commands that speak to a remote AE: the table, one association, the report. */
import { systemClock as clock } from '../base/base.ts';
import {
  CliError,
  type Flags,
  type Io,
  parseQuery,
  parseRemoteAe,
  type RemoteEnd,
  reportAnswers,
  reportEcho,
  reportRetrieved,
  reportSent,
  stopSignal,
  withProgress,
} from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { begin } from '../program/begin.ts';
import { scuAssociations } from '../program/scu-options.ts';
import { statusKind, statusWords } from '../registry/registry.ts';
import {
  echo,
  type FileInstance,
  find,
  findFiles,
  get,
  move,
  prepareFolder,
  type RemoteAe,
  type RetrieveProgress,
  type ScuContext,
  send,
  storeInFolder,
} from '../services/services.ts';

export interface Remote {
  readonly ae: RemoteAe;
  readonly context: ScuContext;
  readonly ownAeTitle: string;
  readonly privateSopClasses: readonly string[];
}

/** Shown for each answer of a search, where the command line asks for nothing. */
const USUAL_KEYS = {
  PATIENT: ['PatientName', 'PatientID', 'PatientBirthDate'],
  STUDY: ['StudyDate', 'PatientName', 'PatientID', 'ModalitiesInStudy', 'AccessionNumber', 'StudyDescription', 'StudyInstanceUID'],
  SERIES: ['SeriesNumber', 'Modality', 'SeriesDescription', 'SeriesInstanceUID'],
  IMAGE: ['InstanceNumber', 'SOPClassUID', 'SOPInstanceUID'],
} as const;

/** What a command line names, with all that is needed to speak to it. */
export async function remoteOf(text: string, flags: Flags, io: Io): Promise<Remote> {
  const { config, log } = begin({ ...flags, 'log-level': flags['log-level'] ?? 'error' }, io); // the report says it
  const { title, host, port } = parseRemoteAe(text);
  const stop = new AbortController();
  void stopSignal(io).then((signal) => stop.abort(new Error(signal)));
  const context = { associations: scuAssociations(() => config, log), clock, log, signal: stop.signal };
  const { ownAeTitle, storage } = config;
  const own = { context, ownAeTitle, privateSopClasses: storage.privateSopClasses };
  if (host !== undefined && port !== undefined) return { ae: { title, host, port }, ...own };
  const table: readonly RemoteAe[] = config.remoteAes;
  const ae = table.find((each) => each.title === title);
  if (ae) return { ae, ...own };
  const known = table.length > 0 ? `It has: ${table.map((each) => each.title).join(', ')}.` : 'It is empty.';
  throw new CliError('CLI_UNKNOWN_AE', `"${title}" is not in the AE table. ${known} Or write ${title}@host:port.`);
}

const showing = (update: (done: number, total: number | undefined, what: string) => void) => (progress: RetrieveProgress) => {
  const done = progress.completed + progress.failed + progress.warning;
  update(done, done + progress.remaining, 'images');
};

export async function echoCommand(flags: Flags, io: Io, [ae = '']: readonly string[]): Promise<void> {
  const remote = await remoteOf(ae, flags, io);
  const { status, ms } = await echo(remote.ae, remote.context);
  reportEcho(remote.ae.title, { ...endOf({ status }), ms }, flags, io);
}

export async function findCommand(flags: Flags, io: Io, [ae = '', ...words]: readonly string[]): Promise<void> {
  const query = parseQuery(words, flags, 'find');
  const remote = await remoteOf(ae, flags, io);
  const asked = words.length > 0 ? [...query.keys.keys()] : [];
  const columns = [...new Set<string>([...asked, ...USUAL_KEYS[query.level]])];
  const keys = new Map(columns.map((keyword) => [keyword, query.keys.get(keyword) ?? '']));
  const answers: ReadonlyMap<string, string>[] = [];
  const end = await withProgress(io, async (update) => {
    const finding = find(remote.ae, { ...query, keys }, remote.context);
    for (;;) {
      const next = await finding.next();
      if (next.done) return next.value;
      answers.push(next.value);
      update(answers.length, undefined, 'found');
    }
  });
  reportAnswers(remote.ae.title, answers, columns, endOf(end), flags, io);
}

export async function moveCommand(flags: Flags, io: Io, [ae = '', ...words]: readonly string[]): Promise<void> {
  const query = parseQuery(words, flags, 'move');
  const remote = await remoteOf(ae, flags, io);
  const destination = typeof flags.to === 'string' ? flags.to : remote.ownAeTitle;
  const last = await withProgress(io, (update) => move(remote.ae, { ...query, destination }, remote.context, showing(update)));
  reportRetrieved(remote.ae.title, last, endOf(last), flags, io);
}

export async function getCommand(flags: Flags, io: Io, [ae = '', ...words]: readonly string[]): Promise<void> {
  const query = parseQuery(words, flags, 'get');
  const remote = await remoteOf(ae, flags, io);
  const folder = typeof flags.out === 'string' ? flags.out : '.';
  await prepareFolder(folder);
  const last = await withProgress(io, (update) => {
    const handlers = storeInFolder(folder, () => undefined);
    const { privateSopClasses } = remote;
    return get(remote.ae, query, { handlers, privateSopClasses }, remote.context, showing(update));
  });
  reportRetrieved(remote.ae.title, last, endOf(last), flags, io);
}

export async function sendCommand(flags: Flags, io: Io, [ae = '', ...paths]: readonly string[]): Promise<void> {
  const remote = await remoteOf(ae, flags, io);
  const { signal } = remote.context;
  let stored = 0;
  let warnings = 0;
  const failed: { path: string; words: string }[] = [];
  const { instances, skipped } = await withProgress(io, (update) => findFiles(paths, (looked) => update(looked, undefined, 'files')));
  await withProgress(io, async (update) => {
    const { cancelGraceMs } = LIMITS.retrieve;
    for await (const { kind, instances: done, words } of send<FileInstance>(instances, remote.ae, {
      ...remote.context,
      cancelGraceMs,
    })) {
      if (kind === 'failed') for (const { path } of done) failed.push({ path, words });
      else stored += done.length;
      if (kind === 'warning') warnings += done.length;
      update(stored + failed.length, instances.length, 'images');
    }
  });
  reportSent(remote.ae.title, { stored, warnings, failed, skipped, cancelled: signal.aborted }, flags, io);
}

function endOf({ status, errorComment }: { readonly status: number; readonly errorComment?: string }): RemoteEnd {
  return {
    status: `${status.toString(16).toUpperCase().padStart(4, '0')}H`,
    words: statusWords(status),
    kind: statusKind(status),
    errorComment,
  };
}
