import type { KeywordTree } from '../dataset/dataset.ts';
import { type ItemChange, STEP_STATUSES, type StepStatus, stepOf } from './item.ts';

const STEP = 'ScheduledProcedureStepSequence';
const STEP_STATUS = 'ScheduledProcedureStepStatus';

/** A tree without empty values: what is not there and what is '' are the same. */
export function filled(tree: KeywordTree): KeywordTree {
  const kept: [string, string | readonly KeywordTree[]][] = [];
  for (const [keyword, value] of Object.entries(tree)) {
    if (typeof value === 'string') {
      if (value.trim() !== '') kept.push([keyword, value.trim()]);
      continue;
    }
    const items = value.map(filled).filter((item) => Object.keys(item).length > 0);
    if (items.length > 0) kept.push([keyword, items]);
  }
  return Object.fromEntries(kept);
}

/** What `given` makes of `present`: it changes what it names, '' and an empty sequence take away; the step's attributes one by one too. */
export function merged(present: KeywordTree, given: KeywordTree): KeywordTree {
  const step = given[STEP] === undefined ? stepOf(present) : { ...stepOf(present), ...stepOf(given) };
  return filled({ ...present, ...given, [STEP]: [step] });
}

/** Takes the status out of the step, which keeps it beside the attributes; undefined where it has none of the defined terms. */
export function withoutStatus(attributes: KeywordTree): { readonly attributes: KeywordTree; readonly status: StepStatus | undefined } {
  const { [STEP_STATUS]: text, ...step } = stepOf(attributes);
  const status = STEP_STATUSES.find((each) => each === text);
  return { status, attributes: attributes[STEP] === undefined ? attributes : { ...attributes, [STEP]: [step] } };
}

/** The attributes as they are matched and answered: with the status in the step. */
export function withStatus(attributes: KeywordTree, status: StepStatus): KeywordTree {
  return { ...attributes, [STEP]: [{ ...stepOf(attributes), [STEP_STATUS]: status }] };
}

/** What differs, by path, in the order of the paths. */
export function differences(before: KeywordTree, after: KeywordTree): ItemChange['parts'] {
  const [one, other] = [flat(before), flat(after)];
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [one.get(path) ?? '', other.get(path) ?? ''];
    return was === is ? [] : [{ path, before: was, after: is }];
  });
}

function flat(tree: KeywordTree): ReadonlyMap<string, string> {
  const { [STEP]: _, ...top } = tree;
  const entries = (of: KeywordTree, prefix: string) =>
    Object.entries(of).map(([keyword, value]) => [prefix + keyword, typeof value === 'string' ? value : JSON.stringify(value)] as const);
  return new Map([...entries(top, ''), ...entries(stepOf(tree), `${STEP}.`)]);
}
