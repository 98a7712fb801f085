import { type KeywordTree, parseDate } from '../dataset/dataset.ts';
import { Hl7Error, placeName } from './errors.ts';
import { fieldValue, type Message, repetitionsOf, type Segment } from './message.ts';

/** Data types of HL7 as values of DICOM. A function returns undefined where the field says nothing, '' where it takes away. */

/** Text of a single-valued LO, SH or ST: a backslash would cut it in two. */
export function textOf(message: Message, segment: Segment | undefined, field: number, component = 1): string | undefined {
  return fieldValue(message, segment, field, { component })?.replaceAll('\\', '/').replaceAll(/\s+/g, ' ');
}

/** A description: the rest of one that is too long for LO is left out. */
export function description(
  message: Message,
  segment: Segment | undefined,
  field: number,
  components: readonly number[],
): string | undefined {
  for (const component of components) {
    const text = textOf(message, segment, field, component);
    if (text !== undefined) return [...text].slice(0, 64).join('').trim();
  }
  return undefined;
}

/** Where the parts of a name are: XPN begins with the family name, XCN with the ID of a person. */
interface NameShape {
  readonly family: number;
  readonly suffix: number;
  readonly prefix: number;
  readonly representation: number | undefined;
}
const XPN: NameShape = { family: 1, suffix: 4, prefix: 5, representation: 8 };
const XCN: NameShape = { family: 2, suffix: 5, prefix: 6, representation: undefined };

/** A patient's name (XPN) as PN (PS3.5 §6.2.1): repetitions of representation A, I and P are its component groups. */
export function patientName(message: Message, segment: Segment | undefined, field: number): string | undefined {
  if (fieldValue(message, segment, field) === '') return '';
  const groups: (string | undefined)[] = [undefined, undefined, undefined];
  for (let repetition = 1; repetition <= repetitionsOf(message, segment, field); repetition++) {
    const representation = fieldValue(message, segment, field, { repetition, component: XPN.representation! });
    const group = representation === 'I' ? 1 : representation === 'P' ? 2 : 0;
    groups[group] ??= nameIn(message, segment, field, repetition, XPN);
  }
  while (groups.length > 0 && groups.at(-1) === undefined) groups.pop();
  return groups.length > 0 ? groups.map((group) => group ?? '').join('=') : undefined;
}

/** A physician's name (XCN) as PN. One of whom only the ID is said has none. */
export function physicianName(message: Message, segment: Segment | undefined, field: number): string | undefined {
  if (fieldValue(message, segment, field) === '') return '';
  return nameIn(message, segment, field, 1, XCN);
}

function nameIn(message: Message, segment: Segment | undefined, field: number, repetition: number, shape: NameShape): string | undefined {
  const part = (component: number) =>
    (fieldValue(message, segment, field, { repetition, component }) ?? '').replaceAll(/[\\^=\s]+/g, ' ').trim();
  const { family, suffix, prefix } = shape;
  // Family, given, middle, prefix, suffix: HL7 has suffix before prefix.
  const parts = [part(family), part(family + 1), part(family + 2), part(prefix), part(suffix)];
  while (parts.at(-1) === '') parts.pop();
  return parts.length > 0 ? parts.join('^') : undefined;
}

/** Table 0001 as (0010,0040). */
export function sexOf(message: Message, segment: Segment | undefined, field: number): string | undefined {
  const sex = fieldValue(message, segment, field)?.toUpperCase();
  if (sex === undefined || sex === '') return sex;
  if (sex === 'U') return '';
  return sex === 'M' || sex === 'F' ? sex : 'O';
}

export interface Moment {
  /** YYYYMMDD */
  readonly date: string;
  /** HHMM or HHMMSS; undefined where only the day is said. */
  readonly time: string | undefined;
}

/**
 * TS or DTM as day and time of this machine's zone; an offset in it is honoured.
 *
 * @throws Hl7Error HL7_FIELD_WRONG
 */
export function momentOf(message: Message, segment: Segment | undefined, field: number, component = 1): Moment | undefined {
  const text = fieldValue(message, segment, field, { component });
  if (text === undefined || text === '') return undefined;
  const parts = /^(\d{8})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{1,4})?)?)?)?([+-]\d{4})?$/.exec(text);
  const date = parseDate(parts?.[1] ?? '');
  const [, , hours, minutes = '00', seconds = '', offset] = parts ?? [];
  const isTime = hours === undefined || (Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 61);
  if (date === undefined || !isTime) throw wrong(segment, field, component, 'is no date and time');
  if (hours === undefined) return { date, time: undefined };
  if (offset === undefined) return { date, time: `${hours}${minutes}${seconds}` };
  const utc = Date.parse(
    `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hours}:${minutes}:${seconds === '60' ? '59' : seconds || '00'}${offset.slice(0, 3)}:${offset.slice(3)}`,
  );
  return momentAt(utc);
}

/** A time of the clock as day and time of this machine's zone. */
export function momentAt(ms: number): Moment {
  const at = new Date(ms);
  const two = (figure: number) => String(figure).padStart(2, '0');
  return {
    date: `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`,
    time: `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
  };
}

/** A day of birth without its time of day; left out where only year or month are known. @throws Hl7Error HL7_FIELD_WRONG */
export function birthDate(message: Message, segment: Segment | undefined, field: number): string | undefined {
  const text = fieldValue(message, segment, field);
  if (text === undefined || text === '') return text;
  if (/^\d{4}(\d{2})?$/.test(text)) return undefined; // year or month alone (HL7 2.9 §2.A.21), which DA cannot hold
  const date = parseDate(text.slice(0, 8));
  if (date === undefined) throw wrong(segment, field, 1, 'is no date');
  return date;
}

/** A coded entry (CE, CWE) as an item of a code sequence (PS3.3 §8); local codes are told by a scheme of their own, since the attribute needs one. */
export function codeIn(message: Message, segment: Segment | undefined, field: number, first = 1): KeywordTree | undefined {
  const code = textOf(message, segment, field, first);
  if (code === undefined || code === '') return undefined;
  const scheme = textOf(message, segment, field, first + 2) || 'L';
  return {
    CodeValue: code.slice(0, 16),
    CodingSchemeDesignator: scheme === 'L' ? '99LOCAL' : scheme.slice(0, 16),
    CodeMeaning: description(message, segment, field, [first + 1, first]) ?? code,
  };
}

/** Table 0485 and the priority of TQ as (0040,1003). */
const PRIORITIES: Readonly<Record<string, string>> = { S: 'STAT', A: 'HIGH', P: 'HIGH', C: 'HIGH', T: 'MEDIUM', R: 'ROUTINE' };

export function priorityOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return text;
  return PRIORITIES[text.toUpperCase()] ?? PRIORITIES[text[0]!.toUpperCase()];
}

export function wrong(segment: Segment | undefined, field: number, component: number, words: string): Hl7Error {
  const location = { segment: segment?.name ?? '', occurrence: segment?.occurrence ?? 1, field, ...(component > 1 && { component }) };
  return new Hl7Error('HL7_FIELD_WRONG', `${placeName(location)} ${words}`, { values: { field: placeName(location) }, location });
}

/** @param place as `PID-3` */
export function missing(place: string, what: string, occurrence = 1): Hl7Error {
  const [segment = '', field] = place.split('-');
  return new Hl7Error('HL7_FIELD_MISSING', `${place} is empty: the message does not say ${what}`, {
    values: { field: place },
    location: { segment, occurrence, field: Number(field) },
  });
}
