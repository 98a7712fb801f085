import { decodeText } from '../dataset/dataset.ts';
import { Hl7Error } from './errors.ts';
import { type Header, hasByteOrderMark } from './header.ts';

/** What `hl7.characterSet` may say: how to read messages that name no character set, or ASCII, and have other letters all the same. */
export const CHARACTER_SETS = [
  'auto',
  'UNICODE UTF-8',
  ...['8859/1', '8859/2', '8859/3', '8859/4', '8859/5', '8859/6', '8859/7', '8859/8', '8859/9', '8859/15'],
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257', 'koi8-r'],
  ...['ISO IR87', 'shift_jis', 'GB 18030-2000', 'KS X 1001'],
] as const;
export type CharacterSet = (typeof CHARACTER_SETS)[number];

/** How one set is read: by terms of (0008,0005), or by a label of the Encoding Standard that stands alone. */
type Reading = { readonly terms: readonly string[] } | { readonly label: string };

const LATIN = { 1: 100, 2: 101, 3: 109, 4: 110, 5: 144, 6: 127, 7: 126, 8: 138, 9: 148, 15: 203 } as const;
const windows = (page: number): [string, Reading] => [`WINDOWS${page}`, { label: `windows-${page}` }];

/** Table 0211 and its misspellings, by name without spaces, signs and case. Windows code pages are in no table, and in many messages. */
const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...Object.entries(LATIN).map(([part, number]): [string, Reading] => [`8859${part}`, { terms: [`ISO 2022 IR ${number}`] }]),
  ['IR6', { terms: ['ISO 2022 IR 6'] }],
  ['ASCII', { terms: ['ISO 2022 IR 6'] }],
  ['USASCII', { terms: ['ISO 2022 IR 6'] }],
  ['IR13', { terms: ['ISO 2022 IR 13'] }],
  ['IR14', { terms: ['ISO 2022 IR 13'] }],
  ['IR87', { terms: ['ISO 2022 IR 87'] }],
  ['IR159', { terms: ['ISO 2022 IR 159'] }],
  ['KSX1001', { terms: ['ISO 2022 IR 149'] }],
  ['GB180302000', { terms: ['GB18030'] }],
  ['GB18030', { terms: ['GB18030'] }],
  ['UNICODEUTF8', { terms: ['ISO_IR 192'] }],
  ['UNICODE', { terms: ['ISO_IR 192'] }], // withdrawn from the table; what follows is UTF-8, since it has no zero bytes
  ['UTF8', { terms: ['ISO_IR 192'] }],
  ['SHIFTJIS', { label: 'shift_jis' }],
  ['KOI8R', { label: 'koi8-r' }],
  ...Object.values(LATIN).map((number): [string, Reading] => [`IR${number}`, { terms: [`ISO 2022 IR ${number}`] }]), // the term of DICOM, by mistake
  ['IR192', { terms: ['ISO_IR 192'] }],
  ...[1250, 1251, 1252, 1253, 1254, 1257].map(windows),
]);

function readingOf(name: string): Reading | undefined {
  const key = name
    .toUpperCase()
    .replace(/[^A-Z\d]/g, '')
    .replace(/^ISO(?=8859|IR)/, '')
    .replace(/^CP(?=125)/, 'WINDOWS');
  return READINGS.get(key);
}

export interface MessageText {
  readonly text: string;
  /** Bytes of a hexadecimal escape sequence (`\X…\`) as text. */
  readonly textOf: (bytes: Uint8Array) => string;
}

/**
 * The text of a message by MSH-18: the first repetition, and the others reached by escape sequences of ISO 2022. What is read is never guessed at:
 * a name that is garbled would be that of another patient.
 *
 * @param assumed for messages that name no set or ASCII, and are not: `auto`, UTF-8 where they are UTF-8
 * @throws Hl7Error HL7_CHARACTER_SET, HL7_BAD_TEXT
 */
export function decodeMessage(message: Uint8Array, header: Header, assumed: CharacterSet): MessageText {
  const bytes = unescapeCodes(hasByteOrderMark(message) ? message.subarray(3) : message, header);
  if (bytes.includes(0)) throw badText('the message has zero bytes, as UTF-16 has them; have it sent in UTF-8');
  const names = header.characterSet.split(header.encodingCharacters[1] ?? '~').filter((name) => name.trim() !== '');
  const readings = names.map((name) => readingOf(name) ?? unknown(name));
  const isAscii = readings.every((reading) => 'terms' in reading && reading.terms[0] === 'ISO 2022 IR 6');
  const reading = isAscii ? readingOfUndeclared(bytes, assumed) : join(readings);
  const decode = decoderOf(reading);
  return { text: decode(bytes), textOf: decode };
}

function readingOfUndeclared(bytes: Uint8Array, assumed: CharacterSet): Reading {
  if (assumed === 'auto') return { terms: ['ISO_IR 192'] };
  const reading = readingOf(assumed)!;
  // Set for a sender of old, and one of today names no set either: what is strict UTF-8 beyond ASCII is no text of a single-byte set.
  return isUtf8(bytes) ? { terms: ['ISO_IR 192'] } : withAscii(reading);
}

function withAscii(reading: Reading): Reading {
  return 'terms' in reading && reading.terms[0] === 'ISO 2022 IR 87' ? { terms: ['', ...reading.terms] } : reading;
}

function join(readings: readonly Reading[]): Reading {
  const [first] = readings;
  if (readings.length === 1) return alone(withAscii(first!));
  const terms = readings.flatMap((reading) => ('terms' in reading ? reading.terms : []));
  if (terms.length < readings.length || terms.includes('ISO_IR 192') || terms.includes('GB18030')) return first!; // nothing is added to those
  return terms[0] === 'ISO 2022 IR 6' ? { terms: ['', ...terms.slice(1)] } : withAscii({ terms });
}

/** A single-byte set that stands alone has no code extension. */
function alone(reading: Reading): Reading {
  if (!('terms' in reading) || reading.terms.length !== 1) return reading;
  const number = /^ISO 2022 IR (\d+)$/.exec(reading.terms[0]!)?.[1];
  return Object.values(LATIN).some((each) => String(each) === number) ? { terms: [`ISO_IR ${number}`] } : reading;
}

function decoderOf(reading: Reading): (bytes: Uint8Array) => string {
  if ('label' in reading) {
    const decoder = new TextDecoder(reading.label, { fatal: true });
    return (bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        throw badText(`bytes that are no ${reading.label}`); // all that a fatal decoder says
      }
    };
  }
  return (bytes) => {
    const { text, faults } = decodeText(bytes, reading.terms, 'UT');
    if (faults.length > 0) throw badText(faults.join('; '));
    return text;
  };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // all that a fatal decoder says
  }
}

/** `\Cxxyy\` and `\Mxxyyzz\` stand for the escape sequences of ISO 2022 (HL7 2.9 §2.7.2): they become those, before the text is read. */
function unescapeCodes(bytes: Uint8Array, { encodingCharacters }: Header): Uint8Array {
  const escapeCharacter = encodingCharacters[2];
  const text = escapeCharacter && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!text || !(text.includes(`${escapeCharacter}C`) || text.includes(`${escapeCharacter}M`))) return bytes;
  const quoted = escapeCharacter.replace(/[\\^\-\]]/, '\\$&');
  const codes = new RegExp(`[${quoted}][CM]((?:[\\dA-Fa-f]{2}){2,3})[${quoted}]`, 'g');
  return Buffer.from(
    text.replace(codes, (_, hex: string) => `\x1b${Buffer.from(hex, 'hex').toString('latin1')}`),
    'latin1',
  );
}

function unknown(name: string): never {
  const shown = name.replace(/[^ -~]/g, '?').slice(0, 32);
  throw new Hl7Error('HL7_CHARACTER_SET', `MSH-18 names ${shown}, which is no character set that can be read here`, {
    values: { characterSet: shown },
    location: { segment: 'MSH', occurrence: 1, field: 18 },
  });
}

function badText(words: string): Hl7Error {
  return new Hl7Error('HL7_BAD_TEXT', `the text does not keep to its character set: ${words}`, {
    location: { segment: 'MSH', occurrence: 1, field: 18 },
  });
}
