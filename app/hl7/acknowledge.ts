import { ANSWER_OF, CONDITION_TEXT, type Hl7Error } from './errors.ts';
import type { Header } from './header.ts';

export interface Answering {
  /** MSH-3 where the message names no receiver. */
  readonly applicationName: string;
  readonly now: number;
  /** MSH-10 of the answer. */
  readonly controlId: string;
}

/** What a sender without a readable MSH is answered by. */
const NO_HEADER: Header = {
  ...{ fieldSeparator: '|', encodingCharacters: '^~\\&', messageType: '', triggerEvent: '', controlId: '', characterSet: '' },
  ...{
    sendingApplication: '',
    sendingFacility: '',
    receivingApplication: '',
    receivingFacility: '',
    processingId: 'P',
    versionId: '2.5.1',
  },
};

/**
 * The general acknowledgment (HL7 2.9 §2.9.2, original mode): MSH, MSA with the control ID of the message, and ERR with what is wrong. Written with
 * the separators of the message; its own fields are ASCII, what is echoed are the bytes that came.
 */
export function acknowledge(header: Header = NO_HEADER, fault: Hl7Error | undefined, answering: Answering): Uint8Array {
  const separator = header.fieldSeparator;
  const component = header.encodingCharacters[0] ?? '^';
  const own = (text: string) => escapeText(text, header);
  const { acknowledgment, condition } = fault ? ANSWER_OF[fault.code] : { acknowledgment: 'AA', condition: 0 };
  const msh = [
    'MSH',
    header.encodingCharacters,
    header.receivingApplication || own(answering.applicationName),
    header.receivingFacility,
    header.sendingApplication,
    header.sendingFacility,
    timestamp(answering.now),
    '',
    ['ACK', ...(header.triggerEvent ? [header.triggerEvent, 'ACK'] : [])].join(component),
    answering.controlId,
    header.processingId || 'P',
    header.versionId || '2.5.1',
    ...(header.characterSet ? ['', '', '', '', '', header.characterSet] : []),
  ];
  const msa = ['MSA', acknowledgment, header.controlId, ...(fault ? [own(asciiOf(fault.message))] : [])];
  const segments = [msh.join(separator), msa.join(separator), ...(fault ? [errorSegment(fault, condition, header).join(separator)] : [])];
  return Buffer.from(`${segments.join('\r')}\r`, 'latin1');
}

/** ERR as version 2.5 has it, or its one field of before (HL7 2.9 §2.13.5). */
function errorSegment(fault: Hl7Error, condition: number, header: Header): string[] {
  const [component = '^', , , subcomponent = '&'] = header.encodingCharacters;
  const { segment = '', occurrence, field, component: at } = fault.location ?? {};
  const location = [segment, occurrence, field].filter((part) => part !== undefined && part !== '');
  const coded = [String(condition), escapeText(CONDITION_TEXT[condition] ?? '', header), 'HL70357'];
  if (isBefore25(header.versionId)) {
    const [name = '', times = '', number = ''] = location.map(String);
    return ['ERR', [name, times, number, coded.join(subcomponent)].join(component)];
  }
  const place = [...location, ...(at === undefined ? [] : [1, at])].join(component);
  return ['ERR', '', place, coded.join(component), 'E', '', '', '', escapeText(asciiOf(fault.message), header)];
}

function isBefore25(versionId: string): boolean {
  const [major = 2, minor = 5] = versionId.split('.').map((part) => Number.parseInt(part, 10));
  return major === 2 && minor < 5;
}

/** Our own words in a field: its separators escaped (HL7 2.9 §2.7). */
function escapeText(text: string, { fieldSeparator, encodingCharacters }: Header): string {
  const [component, repetition, escapeCharacter, subcomponent] = encodingCharacters;
  if (!escapeCharacter) return text.replaceAll(fieldSeparator, ' ');
  const letters = new Map([
    [fieldSeparator, 'F'],
    [component, 'S'],
    [repetition, 'R'],
    [escapeCharacter, 'E'],
    [subcomponent, 'T'],
  ]);
  return [...text].map((each) => (letters.has(each) ? `${escapeCharacter}${letters.get(each)}${escapeCharacter}` : each)).join('');
}

function asciiOf(text: string): string {
  return text.replaceAll('’', "'").replace(/[^ -~]/g, '?');
}

/** TS with the offset from UTC (HL7 2.9 §2.A.22), by the clock and zone of this machine. */
export function timestamp(ms: number): string {
  const at = new Date(ms);
  const two = (figure: number) => String(Math.abs(figure)).padStart(2, '0');
  const offset = -at.getTimezoneOffset();
  const local = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('');
  return `${at.getFullYear()}${local}${offset < 0 ? '-' : '+'}${two(Math.trunc(offset / 60))}${two(offset % 60)}`;
}
