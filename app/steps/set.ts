import { STATUS } from '../registry/registry.ts';
import { STEP_ATTRIBUTE, STEP_ATTRIBUTES, TAG } from './attributes.ts';
import { invalid, lacking, malformed, refusalOfLacking } from './check.ts';
import { type Elements, elementOf, isSame, ofTheStep, replaced, textOf, without } from './elements.ts';
import { inOneCharacterSet } from './recode.ts';
import { type Fault, listOf, namesOf, type Refused, type StepValidation, type Verdict } from './verdict.ts';

/** Performed Procedure Step Status (0040,0252) (PS3.4 Table F.1-3). */
export const STEP_STATUSES = ['IN PROGRESS', 'COMPLETED', 'DISCONTINUED'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** PS3.4 Table F.7.2-2. */
const NO_LONGER: Refused = {
  kind: 'refused',
  status: STATUS.PROCESSING_FAILURE,
  comment: 'Performed Procedure Step Object may no longer be updated',
  errorId: 0xa710,
};

/** The status of a stored step; what is no defined term counts as open. */
export function statusOf(step: Elements): StepStatus {
  const text = textOf(step, TAG.PerformedProcedureStepStatus, []);
  return STEP_STATUSES.find((each) => each === text) ?? 'IN PROGRESS';
}

export function isFinal(status: StepStatus): boolean {
  return status !== 'IN PROGRESS';
}

/**
 * N-SET of a Modality Performed Procedure Step (PS3.4 F.7.2.2): only while it is IN PROGRESS. Sequences are replaced whole. What may not be set,
 * or was not created, is passed over with the warning 0107H; a date that is none, where the step does not end with it, with 0116H. The final
 * state needs what the last column of Table F.7.2-1 says.
 */
export function setStep(step: Elements, modificationList: Elements, validation: StepValidation): Verdict {
  if (isFinal(statusOf(step))) return NO_LONGER;
  const asked = ofTheStep(modificationList);
  const status = elementOf(asked, TAG.PerformedProcedureStepStatus);
  if (status && !STEP_STATUSES.some((each) => each === textOf(asked, status.tag, [])))
    return invalid([{ kind: 'malformed', tag: status.tag, within: [], element: status }]);
  const same = inOneCharacterSet(step, asked);
  if (same.kind === 'unreadable')
    return invalid(same.elements.map((element) => ({ kind: 'malformed', tag: element.tag, within: [], element })));

  const passedOver = same.set.filter(({ tag }) => !maySet(tag, same.step, validation));
  const refusedTags = passedOver.filter((element) => !isSame(element, elementOf(same.step, element.tag))).map(({ tag }) => tag);
  const settable = without(same.set, new Set(passedOver.map(({ tag }) => tag)));
  const becomes = status ? statusOf([status]) : 'IN PROGRESS';
  const faults = malformed(settable);
  const dropped = isFinal(becomes) ? [] : faults.filter(({ within }) => within.length === 0);
  const grave = faults.filter((fault) => !dropped.includes(fault));
  if (validation === 'standard' && grave.length > 0) return invalid(grave);
  const set = without(settable, new Set(dropped.map(({ tag }) => tag)));
  const elements = replaced(same.step, set);
  if (validation === 'standard') {
    const refusal = refusalOfLacking(isFinal(becomes) ? lackingAtTheEnd(elements) : lackingInItems(set));
    if (refusal) return refusal;
  }
  return { kind: 'taken', elements, set, ...warning(refusedTags, dropped) };
}

/** Table F.7.2-1 "Not allowed"; and note 5: only what was created may be set. */
function maySet(tag: number, step: Elements, validation: StepValidation): boolean {
  if (STEP_ATTRIBUTE.get(tag)?.set === false) return false;
  return validation === 'lenient' || elementOf(step, tag) !== undefined;
}

function lackingAtTheEnd(step: Elements): Fault[] {
  return lacking(
    step,
    STEP_ATTRIBUTES.filter(({ set }) => set),
    ({ create, final }) => final ?? create,
  );
}

function lackingInItems(set: Elements): Fault[] {
  const rows = STEP_ATTRIBUTES.filter(({ tag }) => elementOf(set, tag) !== undefined);
  return lacking(set, rows, () => 2);
}

function warning(refusedTags: readonly number[], dropped: readonly Fault[]) {
  if (refusedTags.length === 0 && dropped.length === 0) return { status: STATUS.SUCCESS };
  const tags = [...refusedTags, ...dropped.map(({ tag }) => tag)];
  const details = { comment: `Not set: ${namesOf(tags)}`, ...(dropped.length > 0 && { list: listOf(dropped) }) };
  if (refusedTags.length === 0) return { status: STATUS.ATTRIBUTE_VALUE_OUT_OF_RANGE, ...details };
  return { status: STATUS.ATTRIBUTE_LIST_ERROR, tags: refusedTags, ...details };
}
