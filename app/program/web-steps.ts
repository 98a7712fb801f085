/** The day's work as the page asks for it: what is planned, what was performed, what is here. */
import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import type { Commitments } from '../commitment/commitment.ts';
import type { StepAlarm, StepShown, Steps } from '../steps/steps.ts';
import type { WebStep, WebSteps } from '../web/web.ts';
import { type StepStatus as PlannedStatus, stepOf, textAt, type Worklist, type WorklistItem } from '../worklist/worklist.ts';

const MOST_STEPS = 500;
const MOST_PLANNED = 500;
/** Steps whose study is looked up in the archive for one answer. */
const MOST_LOOKED_UP = 200;
const ASKED_AGAIN_MS = 20_000;
const MOST_REMEMBERED = 2000;
const PLANNED: readonly PlannedStatus[] = ['SCHEDULED', 'ARRIVED', 'READY'];
const PHASE = { 'IN PROGRESS': 'started', COMPLETED: 'done', DISCONTINUED: 'discontinued' } as const;

export function webSteps(parts: {
  readonly steps: Steps;
  readonly worklist: Pick<Worklist, 'find'> | undefined;
  readonly archive: Pick<Archive, 'studies'>;
  readonly commitments: Pick<Commitments, 'committedTo'> | undefined;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
}): WebSteps {
  const { steps, worklist, archive, commitments, clock, log } = parts;
  const committed = new Map<string, { readonly count: number; readonly revision: string; readonly at: number }>();

  /** How many of the images that a step names we have committed to; asked again after a while, until it is all of them. */
  async function committedOf({ sopInstanceUid, named, here }: StepShown): Promise<number | undefined> {
    if (commitments === undefined || named === 0) return undefined;
    const revision = `${named} ${here}`;
    const known = committed.get(sopInstanceUid);
    const isFresh = known?.revision === revision && (known.count === named || clock.monotonicMs() - known.at < ASKED_AGAIN_MS);
    if (isFresh) return known.count;
    const uids = await steps.namedBy(sopInstanceUid);
    if (uids.length === 0) return undefined; // the list is kept no longer
    const count = (await commitments.committedTo(uids)).length;
    if (committed.size >= MOST_REMEMBERED) committed.clear();
    committed.set(sopInstanceUid, { count, revision, at: clock.monotonicMs() });
    return count;
  }

  const imagesOf = async (studyInstanceUid: string | undefined): Promise<number> =>
    studyInstanceUid === undefined
      ? 0
      : ((await archive.studies.study(studyInstanceUid))?.seriesList.reduce((sum, { instances }) => sum + instances, 0) ?? 0);

  async function performed(step: StepShown, isLookedUp: boolean): Promise<WebStep> {
    const { sopInstanceUid, facts, named, here, removed, isArriving, acceptedBy, endedAt, alarm } = step;
    const [first] = facts.scheduled;
    const sworn = isLookedUp ? await committedOf(step) : undefined;
    const studyInstanceUid = first?.studyInstanceUid || undefined;
    return {
      ...{ key: sopInstanceUid, sopInstanceUid, phase: PHASE[step.status], startedAt: step.createdAt },
      ...(endedAt !== null && { endedAt }),
      ...{ patientName: facts.patientName, patientId: facts.patientId, accessionNumber: first?.accessionNumber ?? '' },
      ...{ modality: facts.modality, station: facts.stationName || facts.stationAeTitle, description: facts.description },
      ...(studyInstanceUid && { studyInstanceUid }),
      imagesOfStudy: isLookedUp && (named === 0 || step.status === 'IN PROGRESS') ? await imagesOf(studyInstanceUid) : here,
      ...{ named, here, removed, isArriving },
      ...(sworn !== undefined && { committed: sworn }),
      ...(alarm && { alarm: alarmShown(alarm) }),
      ...(acceptedBy !== undefined && { acceptedBy }),
    };
  }

  const performedAll = (found: readonly StepShown[]) => Promise.all(found.map((step, at) => performed(step, at < MOST_LOOKED_UP)));

  async function planned(day: string): Promise<WebStep[]> {
    const found: WebStep[] = [];
    for await (const page of worklist?.find({ keys: [], statuses: PLANNED, days: { from: day, to: day } }) ?? []) {
      found.push(...page.map(plannedShown));
      if (found.length >= MOST_PLANNED) break;
    }
    return found.slice(0, MOST_PLANNED);
  }

  return {
    async day({ day, from, to }) {
      const [{ steps: made, older }, waiting, { queues, givenUp }] = await Promise.all([
        steps.day({ from, to, limit: MOST_STEPS }),
        planned(day),
        steps.outgoing(),
      ]);
      return {
        steps: [...(await performedAll(made)), ...waiting],
        older: await performedAll(older),
        refused: steps.refusals().map((each) => ({ ...each, status: each.status.toString(16).toUpperCase().padStart(4, '0') })),
        queues: queues.map(({ fault, ...queue }) => ({ ...queue, ...(fault !== null && { fault }) })),
        givenUp: givenUp.map(({ at, aeTitle, sopInstanceUid, words }) => ({ at, aeTitle, sopInstanceUid, words })),
      };
    },
    async step(sopInstanceUid) {
      const found = await steps.step(sopInstanceUid);
      return found && { ...(await performed(found, true)), missing: found.missing };
    },
    accept: (sopInstanceUid, by) => steps.accept(sopInstanceUid, by),
    async end(sopInstanceUid, status, by) {
      const ended = await steps.end(sopInstanceUid, status);
      if (ended) log.info('steps.ended-by-hand', { sopInstanceUid, status, by });
      return ended;
    },
    onChange: (listener) => steps.onChange(listener),
  };
}

function plannedShown({ id, attributes }: WorklistItem): WebStep {
  const step = stepOf(attributes);
  const at = (keyword: string) => textAt(step, keyword);
  const [date, time] = [at('ScheduledProcedureStepStartDate'), at('ScheduledProcedureStepStartTime')];
  const studyInstanceUid = textAt(attributes, 'StudyInstanceUID');
  const plannedFor = plannedTime(date, time);
  return {
    ...{ key: `item-${id}`, phase: 'scheduled' },
    ...(plannedFor && { plannedFor }),
    patientName: textAt(attributes, 'PatientName'),
    patientId: textAt(attributes, 'PatientID'),
    accessionNumber: textAt(attributes, 'AccessionNumber'),
    modality: at('Modality'),
    station: at('ScheduledStationName') || at('ScheduledStationAETitle'),
    description: at('ScheduledProcedureStepDescription') || textAt(attributes, 'RequestedProcedureDescription'),
    ...(studyInstanceUid && { studyInstanceUid }),
    ...{ imagesOfStudy: 0, named: 0, here: 0, removed: 0, isArriving: false },
  };
}

/** `2026-11-22T08:30`, or the day alone; undefined without one. */
function plannedTime(date: string, time: string): string | undefined {
  const day = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (!day) return undefined;
  const minute = /^(\d{2}):?(\d{2})/.exec(time);
  return `${day[1]}-${day[2]}-${day[3]}${minute ? `T${minute[1]}:${minute[2]}` : ''}`;
}

function alarmShown({ code, ...values }: StepAlarm): NonNullable<WebStep['alarm']> {
  return { code, values };
}
