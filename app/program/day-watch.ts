/** What of the day's work needs a person: steps, messages, databases. */
import { type Clock, DatabaseError, type Log, type SaidSentence, wordsOf } from '../base/base.ts';
import type { StepAlarm, Steps } from '../steps/steps.ts';
import type { WebHl7, WebSources } from '../web/web.ts';

export type DayPart = 'worklist' | 'steps' | 'commitment' | 'inbox';

export interface DayWatch {
  /** The database of a part could not be opened: the part is not offered until a start at which it can. */
  notOpened(part: DayPart, error: DatabaseError): void;
  /** A worklist that was damaged was put aside, and a new one begun. */
  begunAnew(): void;
  /** What `open` gives; undefined where its database cannot be opened: the log and the page say so, and images are taken all the same. */
  offered<Opened>(part: DayPart, open: () => Promise<Opened>): Promise<Opened | undefined>;
  follow(parts: {
    readonly steps: Pick<Steps, 'day' | 'onChange'> | undefined;
    readonly hl7: Pick<WebHl7, 'waiting' | 'onChange'> | undefined;
  }): void;
  problems(): readonly SaidSentence[];
  /** The sources of the page, with these problems among its own. */
  among(sources: WebSources): WebSources;
}

const DAY_MS = 24 * 3_600_000;
/** Alarms come by time too; so old they are looked up again, once somebody wants to see them. */
const FRESH_MS = 10_000;
const MOST_STEPS = 1000;

export function createDayWatch({ clock, log }: { readonly clock: Pick<Clock, 'now' | 'monotonicMs'>; readonly log: Log }): DayWatch {
  const lasting: SaidSentence[] = [];
  const listeners = new Set<() => void>();
  let followed: Parameters<DayWatch['follow']>[0] = { steps: undefined, hl7: undefined };
  let ofSteps: readonly SaidSentence[] = [];
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking = false;

  const changed = () => {
    for (const listener of listeners) listener();
  };

  async function look(): Promise<void> {
    const { steps } = followed;
    if (looking || steps === undefined) return;
    looking = true;
    lookedAtMs = clock.monotonicMs();
    try {
      const now = clock.now();
      const day = await steps.day({ from: now - DAY_MS, to: now + DAY_MS, limit: MOST_STEPS });
      const next = stepProblems([...day.steps, ...day.older].flatMap(({ alarm }) => alarm ?? []));
      const isNew = JSON.stringify(next) !== JSON.stringify(ofSteps);
      ofSteps = next;
      if (isNew) changed();
    } catch (error) {
      log.warn('day.not-looked-up', { words: wordsOf(error) });
    } finally {
      looking = false;
    }
  }

  function problems(): readonly SaidSentence[] {
    if (clock.monotonicMs() - lookedAtMs >= FRESH_MS) void look();
    const waiting = followed.hl7?.waiting() ?? 0;
    return [
      ...lasting,
      ...ofSteps,
      ...(waiting > 0 ? [said('DAY_HL7_WAITING', `${waiting} HL7 messages wait for a person.`, { messages: waiting })] : []),
    ];
  }

  const notOpened: DayWatch['notOpened'] = (part, { message }) => void lasting.push(CLOSED[part](message));
  return {
    notOpened,
    begunAnew: () => void lasting.push(BEGUN_ANEW),
    async offered(part, open) {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        log.error(`${part}.not-opened`, { code: error.code, words: error.message });
        notOpened(part, error);
        return undefined;
      }
    },
    follow(parts) {
      followed = parts;
      parts.hl7?.onChange(changed);
      parts.steps?.onChange(() => {
        lookedAtMs = Number.NEGATIVE_INFINITY;
        changed();
      });
      void look();
    },
    problems,
    among: (sources) => ({
      ...sources,
      problems: () => [...sources.problems(), ...problems()],
      onChange(listener) {
        const stop = sources.onChange(listener);
        listeners.add(listener);
        return () => {
          stop();
          listeners.delete(listener);
        };
      },
    }),
  };
}

function stepProblems(alarms: readonly StepAlarm[]): SaidSentence[] {
  const of = (code: StepAlarm['code']) => alarms.filter((alarm) => alarm.code === code).length;
  const missing = alarms.reduce((sum, alarm) => sum + (alarm.code === 'MISSING' ? alarm.missing : 0), 0);
  const [lacking, open, nothing] = [of('MISSING'), of('LEFT_OPEN'), of('NOTHING_NAMED')];
  return [
    ...(lacking > 0
      ? [said('DAY_STEPS_MISSING', `${missing} images have not come that ${lacking} performed steps name.`, { steps: lacking, missing })]
      : []),
    ...(open > 0 ? [said('DAY_STEPS_LEFT_OPEN', `${open} performed steps were begun and not ended.`, { steps: open })] : []),
    ...(nothing > 0
      ? [said('DAY_STEPS_NOTHING_NAMED', `${nothing} performed steps ended without naming an image.`, { steps: nothing })]
      : []),
  ];
}

const CLOSED: Readonly<Record<DayPart, (why: string) => SaidSentence>> = {
  worklist: (why) => said('DAY_WORKLIST_CLOSED', `The worklist cannot be opened and is not offered: ${why}.`, { why }),
  steps: (why) => said('DAY_STEPS_CLOSED', `The performed steps cannot be opened, and none are taken: ${why}.`, { why }),
  commitment: (why) =>
    said('DAY_COMMITMENT_CLOSED', `The requests of storage commitment cannot be opened, and none are taken: ${why}.`, { why }),
  inbox: (why) => said('DAY_INBOX_CLOSED', `The inbox cannot be opened, and no study is held against the worklist: ${why}.`, { why }),
};
const BEGUN_ANEW = said(
  'DAY_WORKLIST_ANEW',
  'The worklist was damaged: a new one was begun, the old one is kept beside it. What was typed has to be typed again.',
);

function said(code: string, words: string, values: SaidSentence['values'] = {}): SaidSentence {
  return { code, values, words };
}
