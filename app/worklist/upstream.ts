import { type Clock, CodedError, type Log, type Timer, wordsOf } from '../base/base.ts';
import { type DataElement, encodeValue, type KeywordTree, keywordTreeOf, readElements, tagOf, writeElements } from '../dataset/dataset.ts';
import { MODALITY_WORKLIST_FIND, STATUS, statusWords } from '../registry/registry.ts';
import { findDatasets, type RemoteAe, type ScuContext } from '../services/services.ts';
import { WorklistError } from './errors.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';
import { WORKLIST_LIMITS, type WorklistLimits } from './limits.ts';
import { dayAt } from './preset.ts';
import type { Worklist } from './store.ts';

export interface UpstreamSettings {
  readonly aeTitle: string;
  readonly everyMs: number;
  readonly pastDays: number;
  readonly futureDays: number;
}

/** An upstream worklist that is asked again and again. */
export interface Upstream {
  /** Asks now. */
  ask(): Promise<void>;
  close(): Promise<void>;
}

const NO_BYTES = new Uint8Array();
const START_DATE = tagOf('ScheduledProcedureStepStartDate');
/** Of type 3, and worth asking for. */
const ASKED_TOO: ReadonlySet<string> = new Set([
  'IssuerOfPatientID',
  'PatientAge',
  'PatientSize',
  'CodeMeaning',
  'ScheduledProcedureStepStatus',
]);
/** Items that are taken in at once: they share a commit. */
const AT_ONCE = 64;

/**
 * Asks an upstream worklist SCP (PS3.4 K.4.1) for the days around today and keeps what it answers. Items of these days that it no longer has are
 * taken back, after an answer that ended with success alone: while it is down, the list stays.
 */
export function followUpstream(options: {
  readonly settings: UpstreamSettings;
  /** Where it is now. */
  readonly ae: () => RemoteAe | undefined;
  readonly associations: ScuContext['associations'];
  readonly worklist: Pick<Worklist, 'take' | 'withdraw' | 'broughtBy' | 'sourceTried'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Pick<WorklistLimits, 'maxUpstreamItems'>;
}): Upstream {
  const { settings, worklist, clock, log, associations, limits = WORKLIST_LIMITS } = options;
  const { aeTitle } = settings;
  const closing = new AbortController();
  let timer: Timer | undefined;
  let asking: Promise<void> = Promise.resolve();
  let lastFault: string | undefined;

  async function ask(): Promise<void> {
    const ae = options.ae();
    if (ae === undefined) throw new WorklistError('WORKLIST_UPSTREAM_FAILED', `${aeTitle} is not in the AE table`);
    const from = dayAt(clock.now(), -settings.pastDays);
    const to = dayAt(clock.now(), settings.futureDays);
    const answers = await answersOf(ae, `${from}-${to}`);
    const ids = new Set<number>();
    const by = { source: 'upstream', who: aeTitle } as const;
    let refused = 0;
    for (let at = 0; at < answers.length; at += AT_ONCE) {
      closing.signal.throwIfAborted();
      const some = answers.slice(at, at + AT_ONCE).map(async (attributes) => {
        try {
          ids.add((await worklist.take({ attributes, how: 'replace' }, by)).item.id);
        } catch (error) {
          if (!(error instanceof WorklistError)) throw error;
          refused++;
        }
      });
      await Promise.all(some);
    }
    if (refused > 0) log.warn('worklist.upstream-items-refused', { aeTitle, items: refused });
    const brought = (await worklist.broughtBy('upstream')).filter(({ who }) => who === aeTitle);
    const gone = brought.filter(({ id, startDate }) => startDate >= from && startDate <= to && !ids.has(id));
    await worklist.withdraw(
      gone.map(({ id }) => id),
      by,
    );
  }

  async function answersOf(ae: RemoteAe, days: string): Promise<KeywordTree[]> {
    const context = { associations, clock, log, signal: closing.signal };
    const identifier = (transferSyntax: string) => writeElements(keysAsked(WORKLIST_KEYS, days), transferSyntax);
    const answers = findDatasets(ae, { sopClassUid: MODALITY_WORKLIST_FIND, identifier }, context);
    const trees: KeywordTree[] = [];
    for (;;) {
      const next = await answers.next();
      if (next.done) {
        const { status, errorComment } = next.value;
        if (status === STATUS.SUCCESS) return trees;
        throw new WorklistError(
          'WORKLIST_UPSTREAM_FAILED',
          `${aeTitle} answers ${statusWords(status)}${errorComment ? `: ${errorComment}` : ''}`,
        );
      }
      if (trees.length >= limits.maxUpstreamItems) {
        await answers.return({ status: STATUS.CANCEL });
        throw new WorklistError('WORKLIST_UPSTREAM_FAILED', `${aeTitle} answers more than ${limits.maxUpstreamItems} items`);
      }
      trees.push(keywordTreeOf(readElements(next.value.dataset, next.value.transferSyntax)));
    }
  }

  async function askOnce(): Promise<void> {
    try {
      await ask();
      if (lastFault !== undefined) log.info('worklist.upstream-answers-again', { aeTitle });
      lastFault = undefined;
      await worklist.sourceTried('upstream', aeTitle);
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!(error instanceof CodedError)) throw error;
      const words = error.message;
      if (words !== lastFault) log.warn('worklist.upstream-failed', { aeTitle, code: error.code, words });
      lastFault = words;
      await worklist.sourceTried('upstream', aeTitle, words);
    }
  }

  function next(): Promise<void> {
    asking = asking.then(async () => {
      if (closing.signal.aborted) return;
      await askOnce().catch((error) => log.error('worklist.upstream-broke', { aeTitle, words: wordsOf(error) }));
    });
    return asking;
  }

  function schedule(): void {
    if (!closing.signal.aborted) timer = clock.after(settings.everyMs, () => void next().then(schedule));
  }

  void next().then(schedule);
  return {
    ask: next,
    async close() {
      closing.abort();
      timer?.cancel();
      await asking;
    },
  };
}

/** Every key that an item must or may have by Table K.6-1, universal but for the days. */
function keysAsked(known: WorklistKeys, days: string): DataElement[] {
  return [...known.values()]
    .filter(({ type, keyword }) => type !== '3' || ASKED_TOO.has(keyword))
    .map(({ tag, vr, items }): DataElement => {
      if (items) return { tag, vr, bytes: NO_BYTES, items: [keysAsked(items, days)] };
      return { tag, vr, bytes: tag === START_DATE ? (encodeValue(days, 'DA', []) ?? NO_BYTES) : NO_BYTES };
    });
}
