import { STATUS } from '../registry/registry.ts';
import { STEP_ATTRIBUTE, STEP_ATTRIBUTES, TAG } from './attributes.ts';
import { emptyElement, invalid, lacking, malformed, refusalOfLacking } from './check.ts';
import { type Elements, elementOf, hasValue, ofTheStep, replaced, textOf } from './elements.ts';
import { listOf, namesOf, type StepValidation, type Verdict } from './verdict.ts';

/**
 * N-CREATE of a Modality Performed Procedure Step (PS3.4 F.7.2.1): only IN PROGRESS, with all that Table F.7.2-1 demands. A date that is none
 * where no value is needed is left out with the warning 0116H.
 */
export function createStep(attributeList: Elements, validation: StepValidation): Verdict {
  const elements = ofTheStep(attributeList);
  const status = elementOf(elements, TAG.PerformedProcedureStepStatus);
  if (status && hasValue(status) && textOf(elements, status.tag, []) !== 'IN PROGRESS')
    return invalid([{ kind: 'malformed', tag: status.tag, within: [], element: status }]); // F.7.2.1.3
  const isDemanded = (tag: number) => validation === 'standard' || tag === TAG.PerformedProcedureStepStatus;
  const rows = STEP_ATTRIBUTES.filter(({ tag }) => isDemanded(tag));
  const refusal = refusalOfLacking(lacking(elements, rows, ({ create }) => create));
  if (refusal) return refusal;
  const faults = malformed(elements);
  const isNeeded = ({ tag, within }: { readonly tag: number; readonly within: readonly number[] }) =>
    within.length > 0 || STEP_ATTRIBUTE.get(tag)?.create === 1;
  const grave = faults.filter(isNeeded);
  if (validation === 'standard' && grave.length > 0) return invalid(grave);
  const dropped = faults.filter((fault) => !isNeeded(fault));
  if (dropped.length === 0) return { kind: 'taken', status: STATUS.SUCCESS, elements };
  const tags = dropped.map(({ tag }) => tag);
  return {
    kind: 'taken',
    status: STATUS.ATTRIBUTE_VALUE_OUT_OF_RANGE,
    elements: replaced(elements, tags.map(emptyElement)),
    comment: `Left out: ${namesOf(tags)}`,
    list: listOf(dropped),
  };
}
