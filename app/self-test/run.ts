import { type QuickCheck, quickCheckIndex } from '../archive/archive.ts';
import { type Clock, CodedError, type Log, pageUrl, wordsOf } from '../base/base.ts';
import { STATUS, statusWords } from '../registry/registry.ts';
import { echo, find, type RemoteAe, type ScuAssociations, type ScuContext, send } from '../services/services.ts';
import { fetchHere } from '../tls/tls.ts';
import { type Announcement, readAnnouncement } from './announce.ts';
import { linksIn } from './links.ts';
import { tinyObject } from './object.ts';
import type { SelfTestReport, Step, StepName } from './report.ts';

/** `config/limits.ts` has the words. */
export const SELF_TEST_LIMITS = { stepMs: 10_000, databaseMs: 60_000 } as const;
export type SelfTestLimits = { readonly [Name in keyof typeof SELF_TEST_LIMITS]: number };

export interface SelfTestOptions {
  readonly dataFolder: string;
  /** Whose own AE title does not matter: the self-test has one of its own. */
  readonly associations: ScuAssociations;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: SelfTestLimits;
  /** Network ports that had a cable before the update: they must have one still. */
  readonly links?: readonly string[];
  /** Stands for /. */
  readonly root?: string;
}

type Found = Pick<Step, 'state' | 'words'>;
const ok = (words: string): Found => ({ state: 'passed', words });
const bad = (words: string): Found => ({ state: 'failed', words });
const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Calls the running program as a modality would, at each of its addresses, and looks at its index and at the machine's network ports. */
export async function runSelfTest(options: SelfTestOptions): Promise<SelfTestReport> {
  const { dataFolder, clock, limits = SELF_TEST_LIMITS, root, links = [] } = options;
  const steps: Step[] = [];
  const look = async (step: StepName, work: () => Promise<Found> | Found): Promise<void> => {
    const begun = clock.monotonicMs();
    const found = await Promise.try(work).catch((error) => {
      if (error instanceof CodedError || (error instanceof Error && error.name === 'TimeoutError')) return bad(wordsOf(error));
      throw error;
    });
    steps.push({ step, ...found, ms: clock.monotonicMs() - begun });
  };

  const announced = await readAnnouncement(dataFolder);
  const { version } = announced ?? {};
  await look('program', () => (announced ? ok(`version ${version} runs`) : bad(`no Filmroom runs with the data folder ${dataFolder}`)));
  if (!announced) return { steps };

  const object = tinyObject();
  for (const { name, aeTitle, host, port } of announced.listeners) {
    const ae = { title: aeTitle, host: WILDCARDS[host] ?? host, port };
    const context = contextOf(announced, options, limits.stepMs);
    await look('C-ECHO', async () => statusFound((await echo(ae, context)).status, `${name}, port ${port}`));
  }
  const [first] = announced.listeners;
  if (steps.some(({ state }) => state === 'failed')) {
    for (const step of ['C-STORE', 'C-FIND'] as const) await look(step, () => bad('not tried: C-ECHO failed'));
  } else if (first) {
    const ae = { title: first.aeTitle, host: WILDCARDS[first.host] ?? first.host, port: first.port };
    const { absence } = announced;
    await look('C-STORE', async () =>
      absence === undefined ? store(ae, object.instance, contextOf(announced, options, limits.stepMs)) : bad(absence),
    );
    await look('C-FIND', () => findNothing(ae, object.studyInstanceUid, contextOf(announced, options, limits.stepMs)));
  }
  await look('page', () => page(announced.web, limits.stepMs));
  await look('database', async () => databaseFound(await quickCheckIndex(dataFolder, { deadlineMs: limits.databaseMs, clock })));
  await look('network', () => network(links, root));
  return { ...(version !== undefined && { version }), steps };
}

/** Each step has a time of its own, and calls by the name that lets it in. */
function contextOf({ aeTitle }: Announcement, { associations, clock, log }: SelfTestOptions, stepMs: number): ScuContext {
  const byName: ScuAssociations = {
    open: (ae, proposal, more) => associations.open(ae, proposal, { ...more, callingAeTitle: aeTitle }),
  };
  return { associations: byName, clock, log, signal: AbortSignal.timeout(stepMs) };
}

function statusFound(status: number, what: string): Found {
  return status === STATUS.SUCCESS ? ok(what) : bad(`${what}: answered ${statusWords(status)}`);
}

/** To a durable commit; nothing of it remains. */
async function store(ae: RemoteAe, instance: ReturnType<typeof tinyObject>['instance'], context: ScuContext): Promise<Found> {
  let found = bad('no answer in time');
  for await (const { kind, status, words } of send([instance], ae, { ...context, cancelGraceMs: 0 })) {
    if (kind === 'completed') found = ok(`${instance.bytes} bytes written, synced, committed, and taken away again`);
    else if (status === STATUS.REFUSED_OUT_OF_RESOURCES) found = { state: 'skipped', words: 'the disk is full: nothing can be stored' };
    else found = bad(words);
  }
  return found; // only now: who leaves the loop aborts the association
}

async function findNothing(ae: RemoteAe, studyInstanceUid: string, context: ScuContext): Promise<Found> {
  const finding = find(ae, { root: 'study', level: 'STUDY', keys: new Map([['StudyInstanceUID', studyInstanceUid]]) }, context);
  for (let answers = 0; ; answers++) {
    const next = await finding.next();
    if (!next.done) continue;
    return answers > 0 ? bad('what the self-test stored is still there') : statusFound(next.value.status, 'answered, and has nothing left');
  }
}

async function page({ host, port, tls }: Announcement['web'], stepMs: number): Promise<Found> {
  const url = `${pageUrl({ host: WILDCARDS[host] ?? host, port, tls })}healthz`;
  try {
    await (await fetchHere(url, { signal: AbortSignal.timeout(stepMs) })).json();
    return ok(`port ${port} answers`);
  } catch (error) {
    return bad(`${url} does not answer: ${wordsOf(error)}`);
  }
}

function databaseFound({ state, words }: QuickCheck): Found {
  if (state === 'damaged') return bad(`the index is damaged (${words}); 'filmroom reindex' makes it again from the images`);
  return state === 'sound' ? ok(`the index is sound: ${words}`) : { state: 'skipped', words: `the index is large: ${words}` };
}

function network(expected: readonly string[], root: string | undefined): Found {
  const links = linksIn(root);
  const missing = expected.filter((name) => !links.some((link) => link.name === name && link.isUp));
  if (missing.length > 0) return bad(`no link on ${missing.join(', ')}, which had one before the update`);
  if (links.length === 0) return { state: 'skipped', words: 'no wired network port is there' };
  return ok(links.map(({ name, isUp }) => `${name} ${isUp ? 'linked' : 'without a cable'}`).join(', '));
}
