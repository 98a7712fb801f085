import { CodedError, wordsOf } from '../base/base.ts';
import type { KeywordTree } from '../dataset/dataset.ts';
import {
  type ChangedBy,
  orderFaults,
  STEP_STATUSES,
  type StepStatus,
  stepOf,
  textAt,
  type Worklist,
  WorklistError,
  type WorklistItem,
} from '../worklist/worklist.ts';
import { Hl7Error } from './errors.ts';
import type { Instruction } from './instructions.ts';
import type { OrderKeys } from './order.ts';

/** What of the worklist HL7 needs. */
export type Orders = Pick<Worklist, 'take' | 'change' | 'itemsOf' | 'find' | 'setStatus' | 'updatePatient' | 'mergePatient'>;

export interface ApplyOptions {
  /** Application and facility of the sender. */
  readonly who: string;
  /** A message that waited since then must not undo what came after it; undefined where it has just come, or a person wants it all the same. */
  readonly waitedSince: number | undefined;
}

type By = ChangedBy & { readonly source: 'hl7' };

/** What may still be cancelled; cancelling what is cancelled says nothing new. */
const NOT_BEGUN: ReadonlySet<StepStatus> = new Set(['SCHEDULED', 'ARRIVED', 'READY', 'CANCELED']);
/** A status never goes back by a message that came late. */
const RANK: Readonly<Record<StepStatus, number>> = {
  ...{ SCHEDULED: 0, ARRIVED: 0, READY: 0, CANCELED: 0 },
  ...{ STARTED: 1, DEPARTED: 2, COMPLETED: 3, DISCONTINUED: 3 },
};

/**
 * Does what a message says, one order after another; all of it is durable when this resolves. Done twice, it changes nothing more.
 *
 * @throws Hl7Error HL7_NO_SUCH_ORDER, HL7_ORDER_REFUSED, HL7_STALE; HL7_NOT_KEPT where the database fails
 */
export async function apply(instructions: readonly Instruction[], orders: Orders, { who, waitedSince }: ApplyOptions): Promise<void> {
  const by: By = { source: 'hl7', who };
  try {
    for (const instruction of instructions) await applyOne(instruction, orders, by, waitedSince);
  } catch (error) {
    if (error instanceof Hl7Error) throw error;
    if (error instanceof WorklistError)
      throw new Hl7Error('HL7_ORDER_REFUSED', `the worklist does not take it: ${error.message}`, {
        cause: error,
        values: { reason: error.message, why: error.code },
      });
    if (error instanceof CodedError) throw new Hl7Error('HL7_NOT_KEPT', `it could not be kept: ${wordsOf(error)}`, { cause: error });
    throw error;
  }
}

async function applyOne(instruction: Instruction, orders: Orders, by: By, waitedSince: number | undefined): Promise<void> {
  switch (instruction.kind) {
    case 'patient':
      checkValues(instruction.attributes);
      await orders.updatePatient(instruction.patient, instruction.attributes, by);
      return;
    case 'merge':
      checkValues(instruction.attributes);
      await orders.mergePatient(instruction.from, instruction.into, instruction.attributes, by);
      return;
    case 'status': {
      const items = await itemsOf(orders, instruction.keys);
      if (items.length === 0)
        throw new Hl7Error('HL7_NO_SUCH_ORDER', 'no order with these numbers is on the worklist', { location: OBR_18 });
      check(items, instruction.patientId, waitedSince);
      await setStatus(items, instruction.status, orders, by);
      return;
    }
    case 'order': {
      const { keys, attributes, isNew } = instruction;
      checkValues(attributes);
      const items = await itemsOf(orders, keys);
      check(items, instruction.patientId, waitedSince);
      const meant = meantBy(keys, items);
      const isBack = isNew && meant?.status === 'CANCELED';
      const status = isBack ? ({ status: 'SCHEDULED' } as const) : {};
      if (meant) await orders.change(meant.id, { attributes: withoutMadeUp(attributes, keys), ...status }, by);
      else await orders.take({ attributes }, by);
      return;
    }
    default:
      instruction satisfies never;
  }
}

function checkValues(attributes: KeywordTree): void {
  const [fault] = orderFaults(attributes);
  if (fault === undefined) return;
  const { path, code, most = 0, words } = fault;
  const reason = `${path} ${words}`;
  throw new Hl7Error('HL7_ORDER_REFUSED', `the worklist does not take it: ${reason}`, { values: { reason, why: code, path, most } });
}

const OBR_18 = { segment: 'OBR', occurrence: 1, field: 18 } as const;

/** The steps that a message means: by the numbers that it says, else by those of the order. */
async function itemsOf(orders: Orders, { said, accessionNumber, placerOrderNumber }: OrderKeys): Promise<readonly WorklistItem[]> {
  const named = await orders.itemsOf(Object.keys(said).length > 0 ? said : { accessionNumber: accessionNumber ?? '' });
  if (named.length > 0 || Object.keys(said).length > 0 || placerOrderNumber === undefined) return named;
  const key = { kind: 'single', value: placerOrderNumber } as const;
  const keys = [{ keyword: 'PlacerOrderNumberImagingServiceRequest', vr: 'LO', key }];
  for await (const page of orders.find({ keys, statuses: STEP_STATUSES, withdrawn: true })) if (page.length > 0) return page;
  return [];
}

/** The step of an order that is here: the one with its ID, or the only one where the message does not name it. */
function meantBy({ said, scheduledProcedureStepId }: OrderKeys, items: readonly WorklistItem[]): WorklistItem | undefined {
  const named = items.find(({ attributes }) => textAt(attributes, `${STEP}.ScheduledProcedureStepID`) === scheduledProcedureStepId);
  return named ?? (said.scheduledProcedureStepId === undefined && items.length === 1 ? items[0] : undefined);
}

const STEP = 'ScheduledProcedureStepSequence';

/** A step keeps the IDs that it has, unless the message says them. */
function withoutMadeUp(attributes: KeywordTree, { said }: OrderKeys): KeywordTree {
  const { AccessionNumber, RequestedProcedureID, [STEP]: _, ...rest } = attributes;
  const { ScheduledProcedureStepID, ...step } = stepOf(attributes);
  return {
    ...rest,
    ...(said.accessionNumber && AccessionNumber !== undefined && { AccessionNumber }),
    ...(said.requestedProcedureId && RequestedProcedureID !== undefined && { RequestedProcedureID }),
    [STEP]: [{ ...step, ...(said.scheduledProcedureStepId && ScheduledProcedureStepID !== undefined && { ScheduledProcedureStepID }) }],
  };
}

function check(items: readonly WorklistItem[], patientId: string, waitedSince: number | undefined): void {
  if (items.some(({ attributes }) => textAt(attributes, 'PatientID') !== patientId))
    throw new Hl7Error('HL7_ORDER_REFUSED', 'an order with these numbers is on the worklist for another patient', {
      values: { reason: 'an order with these numbers is on the worklist for another patient', why: 'OTHER_PATIENT' },
      location: { segment: 'PID', occurrence: 1, field: 3 },
    });
  if (waitedSince !== undefined && items.some(({ changedAt }) => changedAt > waitedSince))
    throw new Hl7Error('HL7_STALE', 'the order was changed after this message came');
}

async function setStatus(items: readonly WorklistItem[], status: StepStatus, orders: Orders, by: By): Promise<void> {
  if (status === 'CANCELED' && items.some((item) => !NOT_BEGUN.has(item.status)))
    throw new Hl7Error('HL7_ORDER_REFUSED', 'the procedure step has begun or is done: it is not cancelled', {
      values: { reason: 'the procedure step has begun or is done', why: 'BEGUN' },
      location: { segment: 'ORC', occurrence: 1, field: 1 },
    });
  for (const item of items) if (RANK[status] >= RANK[item.status] && status !== item.status) await orders.setStatus(item.id, status, by);
}
