import { parseDate, parseTime, vrOf } from '../dataset/dataset.ts';
import { STATUS } from '../registry/registry.ts';
import { type StepAttribute, TAG } from './attributes.ts';
import { type Elements, elementOf, hasValue, textOf } from './elements.ts';
import { type Fault, listOf, namesOf, type Refused } from './verdict.ts';

/** Attributes by which steps, studies and images are found again: a value that is no UID is refused. */
const UIDS: ReadonlySet<number> = new Set([
  TAG.StudyInstanceUID,
  TAG.SeriesInstanceUID,
  TAG.ReferencedSOPClassUID,
  TAG.ReferencedSOPInstanceUID,
]);
/** As UIDs stand in data sets, needless zeros and all: they are looked up, not judged. */
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;
const DATES: ReadonlySet<number> = new Set([TAG.PatientBirthDate, TAG.PerformedProcedureStepStartDate, TAG.PerformedProcedureStepEndDate]);
const TIMES: ReadonlySet<number> = new Set([TAG.PerformedProcedureStepStartTime, TAG.PerformedProcedureStepEndTime]);

/** What these rows demand and `elements` lacks, down to the items of sequences. `typeOf` says how a row binds now; 3 = not at all. */
export function lacking(
  elements: Elements,
  rows: readonly StepAttribute[],
  typeOf: (row: StepAttribute) => 1 | 2 | 3,
  within: readonly number[] = [],
): Fault[] {
  return rows.flatMap((row) => {
    const { tag } = row;
    const type = typeOf(row);
    const element = elementOf(elements, tag);
    if (element === undefined) return type === 3 ? [] : [{ kind: 'missing', tag, within } as const];
    if (type === 1 && !hasValue(element)) {
      const empty = { tag, vr: element.vr, bytes: new Uint8Array(), ...(element.items && { items: [] }) };
      return [{ kind: 'empty', tag, within, element: empty } as const];
    }
    if (!row.items) return [];
    return (element.items ?? []).flatMap((item) => lacking(item, row.items!, ({ create }) => create, [...within, tag]));
  });
}

/** UIDs, dates and times that are none. Empty values are for `lacking`. */
export function malformed(elements: Elements, within: readonly number[] = []): Fault[] {
  return elements.flatMap((element): Fault[] => {
    const { tag, items } = element;
    if (items) return items.flatMap((item) => malformed(item, [...within, tag]));
    const text = textOf([element], tag, []);
    return text === '' || isWellFormed(tag, text) ? [] : [{ kind: 'malformed', tag, within, element }];
  });
}

function isWellFormed(tag: number, text: string): boolean {
  if (UIDS.has(tag)) return UID_CHARACTERS.test(text);
  if (DATES.has(tag)) return parseDate(text) !== undefined;
  if (TIMES.has(tag)) return parseTime(text) !== undefined;
  return true;
}

/** 0120H where an attribute is missing, 0121H where only its value is (PS3.7 C.5.13, C.5.14); undefined where there are no such faults. */
export function refusalOfLacking(faults: readonly Fault[]): Refused | undefined {
  const missing = faults.filter(({ kind }) => kind === 'missing').map(({ tag }) => tag);
  if (missing.length > 0) {
    const tags = [...new Set(missing)];
    return { kind: 'refused', status: STATUS.MISSING_ATTRIBUTE, comment: `Missing ${namesOf(tags)}`, tags };
  }
  const empty = faults.filter(({ kind }) => kind === 'empty');
  if (empty.length === 0) return undefined;
  const comment = `No value: ${namesOf(empty.map(({ tag }) => tag))}`;
  return { kind: 'refused', status: STATUS.MISSING_ATTRIBUTE_VALUE, comment, list: listOf(empty) };
}

/** 0106H (PS3.7 C.5.11). */
export function invalid(faults: readonly Fault[]): Refused {
  const comment = `Invalid value: ${namesOf(faults.map(({ tag }) => tag))}`;
  return { kind: 'refused', status: STATUS.INVALID_ATTRIBUTE_VALUE, comment, list: listOf(faults) };
}

/** An element without a value, of the VR that PS3.6 has for it. */
export function emptyElement(tag: number) {
  return { tag, vr: vrOf(tag) ?? 'UN', bytes: new Uint8Array() };
}
