import { randomBytes } from 'node:crypto';
import { type Clock, type Database, DatabaseError, type Log } from '../base/base.ts';
import { readElements, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, STATUS, statusWords } from '../registry/registry.ts';
import { TAG } from './attributes.ts';
import { createStep } from './create.ts';
import { characterSetsOf, type Elements, elementOf, replaced } from './elements.ts';
import { factsOf, namedInstancesOf, studiesOf } from './facts.ts';
import type { StepsLimits } from './limits.ts';
import type { OutgoingRow, StepWrite } from './rows.ts';
import { isFinal, type StepStatus, setStep, statusOf } from './set.ts';
import type { Refused, StepValidation, Taken, Verdict } from './verdict.ts';

/** Who else hears of steps, by AE title. */
export interface StepAudience {
  /** N-CREATE and N-SET go on to these, as they came. */
  readonly forwardTo: readonly string[];
  /** These get N-EVENT-REPORTs (PS3.4 F.9). */
  readonly notify: readonly string[];
}

/** A request that was refused, as the page shows it: keywords and UIDs, no value. */
export interface RefusedRequest {
  readonly at: number;
  readonly what: 'N-CREATE' | 'N-SET';
  readonly callingAeTitle: string;
  readonly sopInstanceUid: string;
  readonly status: number;
  readonly comment: string;
}

/** What became of a request; the step's UID where there is one. */
export type Outcome = Verdict & { readonly sopInstanceUid: string };

/** The DIMSE-N operations on steps (PS3.4 F.7.2, F.8.2). What is taken is durable when the promise resolves. */
export interface StepOperations {
  /** @param sopInstanceUid without it, one is made (PS3.7 §10.1.5.1.4) */
  create(request: {
    readonly sopInstanceUid?: string | undefined;
    readonly attributes: Elements;
    readonly callingAeTitle: string;
  }): Promise<Outcome>;
  set(request: { readonly sopInstanceUid: string; readonly attributes: Elements; readonly callingAeTitle: string }): Promise<Outcome>;
  /** Undefined where there is no such step. */
  get(sopInstanceUid: string): Promise<Elements | undefined>;
  /**
   * Ends a step that its device left open (PS3.4 F.7.2.2.3 note 2), without what a device would have to say.
   *
   * @returns undefined where there is no such step, false where it has ended already
   */
  end(sopInstanceUid: string, status: Exclude<StepStatus, 'IN PROGRESS'>): Promise<boolean | undefined>;
  /** The newest first. */
  refusals(): readonly RefusedRequest[];
}

export interface OperationsOptions {
  readonly database: Pick<Database, 'run'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly limits: Pick<StepsLimits, 'maxRefusals'>;
  /** Asked at each request. */
  readonly validation: () => StepValidation;
  readonly audience: () => StepAudience;
  /** Called after a commit, before the answer. */
  readonly changed: (sopInstanceUid: string) => Promise<void>;
}

const newUid = () => `2.25.${BigInt(`0x${randomBytes(16).toString('hex')}`)}`;
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;
/** Event Type IDs (PS3.4 Table F.9.2-1). */
const EVENT = { 'IN PROGRESS': 1, COMPLETED: 2, DISCONTINUED: 3 } as const satisfies Record<StepStatus, number>;
const UPDATED = 4;

interface StoredDataset {
  readonly dataset: Uint8Array;
  readonly revision: number;
}

export function createOperations(options: OperationsOptions): StepOperations {
  const { database, clock, log, limits, validation, audience, changed } = options;
  const underWay = new Map<string, Promise<unknown>>();
  const refusals: RefusedRequest[] = [];

  /** Two stations that speak of one step are heard one after the other. */
  function oneAtATime<Result>(sopInstanceUid: string, work: () => Promise<Result>): Promise<Result> {
    const mine = (underWay.get(sopInstanceUid) ?? Promise.resolve()).then(work);
    const over = mine
      .catch(() => undefined)
      .then(() => {
        if (underWay.get(sopInstanceUid) === over) underWay.delete(sopInstanceUid);
      });
    underWay.set(sopInstanceUid, over);
    return mine;
  }

  async function stored(sopInstanceUid: string): Promise<{ readonly elements: Elements; readonly revision: number } | undefined> {
    const row = await database.run<StoredDataset | undefined>('dataset', sopInstanceUid);
    return row && { elements: readElements(row.dataset, EXPLICIT_VR_LITTLE_ENDIAN), revision: row.revision };
  }

  function refuse(what: RefusedRequest['what'], sopInstanceUid: string, callingAeTitle: string, refused: Refused): Outcome {
    const { status, comment } = refused;
    log.warn(`MPPS ${what} refused`, { callingAeTitle, sopInstanceUid, status: statusWords(status), reason: comment });
    refusals.unshift({ at: clock.now(), what, callingAeTitle, sopInstanceUid, status, comment });
    refusals.length = Math.min(refusals.length, limits.maxRefusals);
    return { ...refused, sopInstanceUid };
  }

  async function done(what: RefusedRequest['what'], sopInstanceUid: string, callingAeTitle: string, taken: Taken): Promise<Outcome> {
    const { status, comment: reason, elements } = taken;
    const { scheduled, status: state } = factsOf(elements);
    log.info(`MPPS ${what}`, {
      ...{ callingAeTitle, sopInstanceUid, state, status: statusWords(status), reason },
      studies: studiesOf({ scheduled }).join(' '),
      named: namedInstancesOf(elements).length,
    });
    await changed(sopInstanceUid);
    return { ...taken, sopInstanceUid };
  }

  async function create({ sopInstanceUid = newUid(), attributes, callingAeTitle }: Parameters<StepOperations['create']>[0]) {
    const refused = (why: Refused) => refuse('N-CREATE', sopInstanceUid, callingAeTitle, why);
    if (!UID_CHARACTERS.test(sopInstanceUid)) return refused(NO_UID);
    const verdict = createStep(attributes, validation());
    if (verdict.kind === 'refused') return refused(verdict);
    const outgoing = outgoingOf(sopInstanceUid, audience(), 'create', verdict.elements, EVENT['IN PROGRESS']);
    const step = writeOf(sopInstanceUid, verdict.elements, callingAeTitle, outgoing);
    const made = await committed(database.run<boolean>('create', step));
    if (typeof made !== 'boolean') return refused(made);
    return made ? done('N-CREATE', sopInstanceUid, callingAeTitle, verdict) : refused(DUPLICATE);
  }

  async function set({ sopInstanceUid, attributes, callingAeTitle }: Parameters<StepOperations['set']>[0]): Promise<Outcome> {
    const refused = (why: Refused) => refuse('N-SET', sopInstanceUid, callingAeTitle, why);
    const before = await stored(sopInstanceUid);
    if (!before) return refused(NO_SUCH_INSTANCE);
    const verdict = setStep(before.elements, attributes, validation());
    if (verdict.kind === 'refused') return refused(verdict);
    const state = statusOf(verdict.elements);
    const relayed = withCharacterSet(verdict.set ?? [], verdict.elements);
    const outgoing = outgoingOf(sopInstanceUid, audience(), 'set', relayed, isFinal(state) ? EVENT[state] : UPDATED);
    const step = writeOf(sopInstanceUid, verdict.elements, callingAeTitle, outgoing);
    const made = await committed(database.run<boolean>('set', { step, revision: before.revision }));
    if (made === false) throw new Error(`the step ${sopInstanceUid} changed while it was one at a time`);
    return made === true ? done('N-SET', sopInstanceUid, callingAeTitle, verdict) : refused(made);
  }

  async function end(sopInstanceUid: string, status: StepStatus): Promise<boolean | undefined> {
    const before = await stored(sopInstanceUid);
    if (!before) return undefined;
    if (isFinal(statusOf(before.elements))) return false;
    const change: Elements = [{ tag: TAG.PerformedProcedureStepStatus, vr: 'CS', bytes: Buffer.from(status, 'latin1') }];
    const elements = replaced(before.elements, change);
    const outgoing = outgoingOf(sopInstanceUid, audience(), 'set', change, EVENT[status]);
    await database.run('set', { step: writeOf(sopInstanceUid, elements, '', outgoing), revision: before.revision });
    await changed(sopInstanceUid);
    return true;
  }

  function writeOf(sopInstanceUid: string, elements: Elements, callingAeTitle: string, outgoing: readonly OutgoingRow[]): StepWrite {
    const facts = factsOf(elements);
    return {
      ...{ sopInstanceUid, facts, status: facts.status, callingAeTitle, now: clock.now(), outgoing },
      dataset: ownBytes(elements),
      studyInstanceUids: studiesOf(facts),
      named: namedInstancesOf(elements).map((each) => each.sopInstanceUid),
    };
  }

  return {
    create: (request) =>
      request.sopInstanceUid === undefined ? create(request) : oneAtATime(request.sopInstanceUid, () => create(request)),
    set: (request) => oneAtATime(request.sopInstanceUid, () => set(request)),
    get: async (sopInstanceUid) => (await stored(sopInstanceUid))?.elements,
    end: (sopInstanceUid, status) => oneAtATime(sopInstanceUid, () => end(sopInstanceUid, status)),
    refusals: () => [...refusals],
  };
}

const NO_UID: Refused = { kind: 'refused', status: STATUS.INVALID_SOP_INSTANCE, comment: 'AffectedSOPInstanceUID is no UID' };
const DUPLICATE: Refused = {
  kind: 'refused',
  status: STATUS.DUPLICATE_SOP_INSTANCE,
  comment: 'This performed procedure step is here already',
};
const NO_SUCH_INSTANCE: Refused = {
  kind: 'refused',
  status: STATUS.NO_SUCH_SOP_INSTANCE,
  comment: 'No performed procedure step has this UID',
};

/** What the database did; why it could not, as a refusal. */
async function committed<Result>(work: Promise<Result>): Promise<Result | Refused> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === 'DATABASE_FULL') return { kind: 'refused', status: STATUS.RESOURCE_LIMITATION, comment: 'The disk is full' };
    return { kind: 'refused', status: STATUS.PROCESSING_FAILURE, comment: `The step could not be kept (${error.code})` };
  }
}

function outgoingOf(
  sopInstanceUid: string,
  { forwardTo, notify }: StepAudience,
  kind: 'create' | 'set',
  elements: Elements,
  eventType: number,
): OutgoingRow[] {
  const dataset = forwardTo.length > 0 ? ownBytes(elements) : null;
  return [
    ...forwardTo.map((aeTitle) => ({ aeTitle, kind, sopInstanceUid, eventType: null, dataset })),
    ...notify.map((aeTitle) => ({ aeTitle, kind: 'event' as const, sopInstanceUid, eventType, dataset: null })),
  ];
}

/** A modification list says by itself in which character set it is. */
function withCharacterSet(list: Elements, step: Elements): Elements {
  const characterSet = characterSetsOf(step).length > 0 ? elementOf(step, TAG.SpecificCharacterSet) : undefined;
  return characterSet ? replaced(list, [characterSet]) : list;
}

/** In memory of its own, which can go to another thread. */
function ownBytes(elements: Elements): Uint8Array {
  return Uint8Array.from(writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN));
}
