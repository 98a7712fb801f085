import { ByteReader, ByteWriter } from '../base/base.ts';
import { DimseError } from './errors.ts';

/** The command elements in force (PS3.7 Annex E, Table E.1-1), in order of tag; CommandGroupLength is computed. */
export const COMMAND_ELEMENTS = {
  affectedSopClassUid: { tag: 0x00000002, vr: 'UI', keyword: 'AffectedSOPClassUID' },
  requestedSopClassUid: { tag: 0x00000003, vr: 'UI', keyword: 'RequestedSOPClassUID' },
  commandField: { tag: 0x00000100, vr: 'US', keyword: 'CommandField' },
  messageId: { tag: 0x00000110, vr: 'US', keyword: 'MessageID' },
  messageIdBeingRespondedTo: { tag: 0x00000120, vr: 'US', keyword: 'MessageIDBeingRespondedTo' },
  moveDestination: { tag: 0x00000600, vr: 'AE', keyword: 'MoveDestination' },
  priority: { tag: 0x00000700, vr: 'US', keyword: 'Priority' },
  commandDataSetType: { tag: 0x00000800, vr: 'US', keyword: 'CommandDataSetType' },
  status: { tag: 0x00000900, vr: 'US', keyword: 'Status' },
  offendingElement: { tag: 0x00000901, vr: 'AT', keyword: 'OffendingElement' },
  errorComment: { tag: 0x00000902, vr: 'LO', keyword: 'ErrorComment' },
  errorId: { tag: 0x00000903, vr: 'US', keyword: 'ErrorID' },
  affectedSopInstanceUid: { tag: 0x00001000, vr: 'UI', keyword: 'AffectedSOPInstanceUID' },
  requestedSopInstanceUid: { tag: 0x00001001, vr: 'UI', keyword: 'RequestedSOPInstanceUID' },
  eventTypeId: { tag: 0x00001002, vr: 'US', keyword: 'EventTypeID' },
  attributeIdentifierList: { tag: 0x00001005, vr: 'AT', keyword: 'AttributeIdentifierList' },
  actionTypeId: { tag: 0x00001008, vr: 'US', keyword: 'ActionTypeID' },
  numberOfRemainingSuboperations: { tag: 0x00001020, vr: 'US', keyword: 'NumberOfRemainingSuboperations' },
  numberOfCompletedSuboperations: { tag: 0x00001021, vr: 'US', keyword: 'NumberOfCompletedSuboperations' },
  numberOfFailedSuboperations: { tag: 0x00001022, vr: 'US', keyword: 'NumberOfFailedSuboperations' },
  numberOfWarningSuboperations: { tag: 0x00001023, vr: 'US', keyword: 'NumberOfWarningSuboperations' },
  moveOriginatorAeTitle: { tag: 0x00001030, vr: 'AE', keyword: 'MoveOriginatorApplicationEntityTitle' },
  moveOriginatorMessageId: { tag: 0x00001031, vr: 'US', keyword: 'MoveOriginatorMessageID' },
} as const satisfies Record<string, { readonly tag: number; readonly vr: 'UI' | 'AE' | 'LO' | 'US' | 'AT'; readonly keyword: string }>;

export type CommandElement = keyof typeof COMMAND_ELEMENTS;
type ValueOf<Vr> = Vr extends 'US' ? number : Vr extends 'AT' ? readonly number[] : string;

/** A command set: its elements under their PS3.7 keyword in camelCase. AT values are tags as numbers, e.g. 0x00080018. */
export type CommandFields = { readonly [Element in CommandElement]?: ValueOf<(typeof COMMAND_ELEMENTS)[Element]['vr']> };
export type CommandSet = CommandFields & { readonly commandField: number; readonly commandDataSetType: number };

/** CommandDataSetType: 0101H says that no data set follows, any other value that one does (PS3.7 §E.1). */
export const NO_DATA_SET = 0x0101;
const DATA_SET_PRESENT = 0x0001;

/** The CommandDataSetType of a message that we send. */
export function commandDataSetType(hasDataSet: boolean): number {
  return hasDataSet ? DATA_SET_PRESENT : NO_DATA_SET;
}

/** Longest command set taken from a peer, in bytes: the largest legal one is near 1 KiB, an N-GET's AttributeIdentifierList aside. */
export const MAX_COMMAND_SET_BYTES = 16 * 1024;

const NAMES = Object.keys(COMMAND_ELEMENTS) as readonly CommandElement[];
const BY_TAG: ReadonlyMap<number, CommandElement> = new Map(NAMES.map((name) => [COMMAND_ELEMENTS[name].tag, name]));
const ERROR_COMMENT_CHARACTERS = 64; // LO, PS3.5 §6.2

/** The words of ErrorComment (0000,0902) for our own answers: LO in the default repertoire, at most 64 characters, one value, one line. */
export function errorCommentOf(words: string): string {
  const plain = words.replaceAll(/[^\x20-\x7e]+/g, '?').replaceAll('\\', '/');
  return plain.length <= ERROR_COMMENT_CHARACTERS ? plain : `${plain.slice(0, ERROR_COMMENT_CHARACTERS - 3)}...`;
}

/** A command set as sent (PS3.7 §6.3.1): Implicit VR Little Endian, ascending tags, even lengths, CommandGroupLength first. */
export function encodeCommandSet(command: CommandSet): Uint8Array {
  const writer = new ByteWriter(256);
  writer.uint32(0x00000000, true).uint32(4, true).uint32(0, true); // (0000,0000) CommandGroupLength, patched below
  for (const name of NAMES) {
    const value = command[name];
    if (value !== undefined) writeElement(writer, COMMAND_ELEMENTS[name], value);
  }
  writer.patchUint32(8, writer.length - 12, true); // bytes after this element (PS3.7 Table E.1-1)
  return writer.bytes();
}

function writeElement(
  writer: ByteWriter,
  element: (typeof COMMAND_ELEMENTS)[CommandElement],
  value: string | number | readonly number[],
): void {
  writer.uint16(0, true).uint16(element.tag & 0xffff, true);
  if (typeof value === 'number') writer.uint32(2, true).uint16(value, true);
  else if (typeof value === 'string') {
    const length = value.length + (value.length % 2);
    writer.uint32(length, true).text(value, length, element.vr === 'UI' ? 0x00 : 0x20); // PS3.5 §6.2: UI is padded with NULL
  } else {
    writer.uint32(4 * value.length, true);
    for (const tag of value) writer.uint16(tag >>> 16, true).uint16(tag & 0xffff, true);
  }
}

/**
 * Reads a whole command set (PS3.7 §6.3.1). Elements that PS3.7 does not know (the retired ones of Annex E.2, private ones) are skipped
 * and CommandGroupLength is not needed, for the end of the command is told by its last fragment; all else has to be right.
 *
 * @throws DimseError DIMSE_COMMAND_MALFORMED with the element and its offset
 */
export function decodeCommandSet(bytes: Uint8Array): CommandSet {
  const reader = new ByteReader(bytes);
  const fields: { [Element in CommandElement]?: string | number | readonly number[] } = {};
  while (reader.remaining > 0) {
    const at = reader.offset;
    if (reader.remaining < 8) throw malformed(`${reader.remaining} bytes left at offset ${at}, no room for an element`);
    const group = reader.uint16('group', true);
    const tag = ((group << 16) | reader.uint16('element', true)) >>> 0;
    const length = reader.uint32('length', true);
    if (group !== 0) throw malformed(`${tagWords(tag)} at offset ${at} is not of group 0000 (is it Implicit VR Little Endian?)`);
    if (length > reader.remaining)
      throw malformed(`${tagWords(tag)} at offset ${at} wants ${length} bytes of value, ${reader.remaining} are left`);
    const value = reader.take(length, 'value');
    const name = BY_TAG.get(tag);
    if (name === undefined) continue;
    if (name in fields) throw malformed(`${wordsOfElement(name)} comes twice, again at offset ${at}`);
    const decoded = readValue(name, value);
    if (decoded !== undefined) fields[name] = decoded;
  }
  if (fields.commandField === undefined) throw malformed(`${wordsOfElement('commandField')} is missing`);
  if (fields.commandDataSetType === undefined) throw malformed(`${wordsOfElement('commandDataSetType')} is missing`);
  return fields as CommandSet;
}

/** An element of no length counts as absent. */
function readValue(name: CommandElement, value: Uint8Array): string | number | readonly number[] | undefined {
  if (value.byteLength === 0) return undefined;
  const { vr } = COMMAND_ELEMENTS[name];
  const reader = new ByteReader(value);
  switch (vr) {
    case 'US':
      if (value.byteLength !== 2) throw malformed(`${wordsOfElement(name)} has ${value.byteLength} bytes, US has 2`);
      return reader.uint16(name, true);
    case 'AT': {
      if (value.byteLength % 4 !== 0) throw malformed(`${wordsOfElement(name)} has ${value.byteLength} bytes, AT has 4 a value`);
      const tags: number[] = [];
      while (reader.remaining > 0) tags.push(((reader.uint16(name, true) << 16) | reader.uint16(name, true)) >>> 0);
      return tags;
    }
    case 'UI':
    case 'AE':
    case 'LO': {
      const text = trimPadding(reader.text(value.byteLength, name));
      return text === '' ? undefined : text;
    }
    default:
      return vr satisfies never;
  }
}

/** Spaces around AE and LO carry no meaning and UI is padded with one NULL (PS3.5 §6.2); some peers pad each with the other. */
function trimPadding(text: string): string {
  return text.replaceAll(/^ +|[ \0]+$/g, '');
}

export function wordsOfElement(name: CommandElement): string {
  const { tag, keyword } = COMMAND_ELEMENTS[name];
  return `${keyword} ${tagWords(tag)}`;
}

function tagWords(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

function malformed(words: string): DimseError {
  return new DimseError('DIMSE_COMMAND_MALFORMED', `command set: ${words}`);
}
