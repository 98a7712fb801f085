import { Hl7Error } from './errors.ts';
import type { Header } from './header.ts';

/** One segment: its name, and the text of each field as it stands; `fields[n]` is field n, and of MSH the first is its separator. */
export interface Segment {
  readonly name: string;
  /** Which one of this name in its message, from 1. */
  readonly occurrence: number;
  readonly fields: readonly string[];
}

/** Which part of a field; each counts from 1, and is the first where it is left out. */
export interface Part {
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
}

export interface Message {
  readonly segments: readonly Segment[];
  readonly separators: Separators;
  /** Bytes of `\X…\` as text. */
  readonly textOf: (bytes: Uint8Array) => string;
}

interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escapeCharacter: string | undefined;
  readonly subcomponent: string | undefined;
}

export interface MessageLimits {
  readonly maxSegments: number;
}

/**
 * A message in segments (HL7 2.9 §2.5, §2.6). Segments end by CR; where a message has none, by LF. An LF after the CR is passed over.
 *
 * @throws Hl7Error HL7_MALFORMED
 */
export function parseMessage(text: string, textOf: Message['textOf'], limits: MessageLimits): Message {
  const separators = separatorsOf(text);
  const lines = text.includes('\r') ? text.split('\r').map((line) => line.replace(/^\n+/, '')) : text.split('\n');
  const counts = new Map<string, number>();
  const segments: Segment[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (segments.length >= limits.maxSegments) throw malformed(`it has more than ${limits.maxSegments} segments`);
    const [name = '', ...rest] = line.split(separators.field);
    if (!/^[A-Z][A-Z\d]{2}$/.test(name)) throw malformed(`line ${at + 1} does not begin with the name of a segment`);
    const occurrence = (counts.get(name) ?? 0) + 1;
    counts.set(name, occurrence);
    segments.push({ name, occurrence, fields: name === 'MSH' ? ['', separators.field, ...rest] : ['', ...rest] });
  }
  return { segments, separators, textOf };
}

function separatorsOf(text: string): Separators {
  const field = text[3] ?? '';
  const [component, repetition = '~', escapeCharacter, subcomponent] = text.slice(4, text.indexOf(field, 4));
  if (component === undefined) throw malformed('MSH-2 is empty');
  const all = [field, component, repetition, escapeCharacter, subcomponent].filter((each) => each !== undefined);
  if (new Set(all).size < all.length) throw malformed('MSH-2 names a separator twice');
  return { field, component, repetition, escapeCharacter, subcomponent };
}

function malformed(words: string): Hl7Error {
  return new Hl7Error('HL7_MALFORMED', `the message cannot be taken apart: ${words}`);
}

/** The message by hand where MSH is all that one wants of it. */
export function typeOf({ messageType, triggerEvent }: Header): string {
  return [messageType, triggerEvent].filter((part) => part !== '').join('^');
}

/** How often a field repeats; 0 where it is empty. */
export function repetitionsOf({ separators }: Message, segment: Segment | undefined, field: number): number {
  const text = segment?.fields[field] ?? '';
  return text === '' ? 0 : text.split(separators.repetition).length;
}

/**
 * The value of a part of a field, its escape sequences resolved, spaces around it gone.
 *
 * @returns undefined where nothing is said of it (it stays as it is); '' where it is `""`, which takes away what was there (HL7 2.9 §2.5.3)
 */
export function fieldValue(message: Message, segment: Segment | undefined, field: number, part: Part = {}): string | undefined {
  const { separators } = message;
  const text = segment?.fields[field] ?? '';
  const repetition = text.split(separators.repetition)[(part.repetition ?? 1) - 1] ?? '';
  if (repetition.trim() === '""') return '';
  const component = repetition.split(separators.component)[(part.component ?? 1) - 1] ?? '';
  if (component.trim() === '""') return '';
  const subcomponents = separators.subcomponent === undefined ? [component] : component.split(separators.subcomponent);
  const value = unescapeText(subcomponents[(part.subcomponent ?? 1) - 1] ?? '', message).trim();
  return value === '' ? undefined : value === '""' ? '' : value;
}

/** Escape sequences (HL7 2.9 §2.7); what is none stays as it stands, as a path of Windows does. */
function unescapeText(text: string, { separators, textOf }: Message): string {
  const { escapeCharacter } = separators;
  if (escapeCharacter === undefined || !text.includes(escapeCharacter)) return text;
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const end = text[at] === escapeCharacter ? text.indexOf(escapeCharacter, at + 1) : -1;
    const meant = end < 0 ? undefined : meaningOf(text.slice(at + 1, end), separators, textOf);
    if (meant === undefined) plain += text[at++];
    else {
      plain += meant;
      at = end + 1;
    }
  }
  return plain;
}

function meaningOf(code: string, separators: Separators, textOf: Message['textOf']): string | undefined {
  switch (code) {
    case 'F':
      return separators.field;
    case 'S':
      return separators.component;
    case 'T':
      return separators.subcomponent ?? '&';
    case 'R':
      return separators.repetition;
    case 'E':
      return separators.escapeCharacter ?? '\\';
    case 'H': // highlighted from here
    case 'N':
      return '';
    case '.br':
    case '.ce':
      return '\n';
    default:
      if (/^X(?:[\dA-Fa-f]{2})+$/.test(code)) return textOf(Buffer.from(code.slice(1), 'hex'));
      if (/^\.(?:sp|in|ti)[+-]?\d*$/.test(code)) return code.startsWith('.sp') ? '\n' : ' ';
      return /^\.(?:fi|nf|sk\d*)$/.test(code) ? ' ' : undefined;
  }
}
