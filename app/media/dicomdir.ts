import { type DataElement, encodeFileMeta, tagOf, vrOf, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLEMENTATION_CLASS_UID, MEDIA_STORAGE_DIRECTORY } from '../registry/registry.ts';
import { PATIENT_KEYS, type RecordKey, recordTypeOf, SERIES_KEYS, STUDY_KEYS } from './record-types.ts';

/** A file of the file-set, with what its records say; text of the index, in Unicode. */
export interface MediaFile {
  /** File ID (PS3.10 §8.2): at most eight components of at most eight signs. */
  readonly fileId: readonly string[];
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly seriesInstanceUid: string;
  readonly values: ReadonlyMap<string, string>;
}

interface DirectoryRecord {
  readonly elements: readonly DataElement[];
  readonly children: DirectoryRecord[];
  size: number;
  offset: number;
}

const UTF_8 = 'ISO_IR 192';
const ITEM_HEADER_BYTES = 8;
/** Where the values of (0004,1400) and (0004,1420) stand in an item: they are its first and its third element. */
const NEXT_AT = ITEM_HEADER_BYTES + 8;
const LOWER_AT = ITEM_HEADER_BYTES + 12 + 10 + 8;

/**
 * The DICOMDIR (PS3.3 Annex F, PS3.10 §8.6) of a file-set with one study. Offsets are from the first byte of the file (F.3.2.2). A value that a
 * record must have and the object lacks is made up, as every writer of media does; the files themselves stay as they are.
 *
 * @param files those of a series side by side
 */
export function encodeDicomdir(files: readonly MediaFile[], sopInstanceUid: string): Uint8Array {
  const patient = rootRecord(files);
  const records = inOrder(patient);
  const meta = encodeFileMeta({ sopClassUid: MEDIA_STORAGE_DIRECTORY, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN });
  const items = records.map(({ elements }) => writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN));
  const head = (root: number): DataElement[] => [
    text(0x00041130, 'CS', 'FILMROOM'),
    number(0x00041200, 'UL', root),
    number(0x00041202, 'UL', root),
    number(0x00041212, 'US', 0), // no known inconsistencies
  ];
  let at = meta.byteLength + writeElements(head(0), EXPLICIT_VR_LITTLE_ENDIAN).byteLength + 12; // the header of the sequence follows
  const root = at;
  for (const [n, record] of records.entries()) {
    record.offset = at;
    record.size = ITEM_HEADER_BYTES + items[n]!.byteLength;
    at += record.size;
  }
  const parts: Uint8Array[] = [meta, writeElements(head(root), EXPLICIT_VR_LITTLE_ENDIAN), sequenceHeader(at - root)];
  const nexts = nextOf(patient);
  for (const [n, record] of records.entries()) parts.push(itemOf(items[n]!, nexts.get(record) ?? 0, record.children[0]?.offset ?? 0));
  return Buffer.concat(parts);
}

function rootRecord(files: readonly MediaFile[]): DirectoryRecord {
  const first = files[0]?.values ?? new Map<string, string>();
  const patient = recordOf('PATIENT', keysOf(PATIENT_KEYS, first, 1));
  const study = recordOf('STUDY', keysOf(STUDY_KEYS, first, 1));
  patient.children.push(study);
  const series = new Map<string, DirectoryRecord>();
  for (const file of files) {
    let present = series.get(file.seriesInstanceUid);
    if (!present) {
      present = recordOf('SERIES', keysOf(SERIES_KEYS, file.values, series.size + 1));
      series.set(file.seriesInstanceUid, present);
      study.children.push(present);
    }
    present.children.push(fileRecord(file, present.children.length + 1));
  }
  return patient;
}

function fileRecord(file: MediaFile, n: number): DirectoryRecord {
  const type = recordTypeOf(file.sopClassUid);
  const referenced = [
    text(0x00041500, 'CS', file.fileId.join('\\')),
    text(0x00041510, 'UI', file.sopClassUid),
    text(0x00041511, 'UI', file.sopInstanceUid),
    text(0x00041512, 'UI', file.transferSyntaxUid),
  ];
  if (!type) return recordOf('PRIVATE', [text(0x00041432, 'UI', IMPLEMENTATION_CLASS_UID), ...referenced]);
  return recordOf(type.type, [...referenced, ...keysOf(type.keys, file.values, n)]);
}

function recordOf(type: string, more: readonly DataElement[]): DirectoryRecord {
  const elements = [
    number(0x00041400, 'UL', 0),
    number(0x00041410, 'US', 0xffff), // in use
    number(0x00041420, 'UL', 0),
    text(0x00041430, 'CS', type),
    text(0x00080005, 'CS', UTF_8),
    ...more,
  ];
  return { elements, children: [], size: 0, offset: 0 };
}

const INVENTED = { date: '19000101', time: '000000', text: 'UNKNOWN' } as const;

function keysOf(keys: readonly RecordKey[], values: ReadonlyMap<string, string>, n: number): DataElement[] {
  return keys.map(({ keyword, invented }) => {
    const tag = tagOf(keyword)!;
    const vr = vrOf(tag)!;
    const value = values.get(keyword) ?? '';
    const known = vr === 'PN' || value.indexOf('\\') === -1 ? value : value.slice(0, value.indexOf('\\'));
    return text(tag, vr, known !== '' || !invented ? known : invented === 'number' ? String(n) : INVENTED[invented]);
  });
}

/** All records, each before those below it. */
function inOrder(record: DirectoryRecord): DirectoryRecord[] {
  return [record, ...record.children.flatMap(inOrder)];
}

/** Of each record the offset of the next of the same entity. */
function nextOf(record: DirectoryRecord, nexts = new Map<DirectoryRecord, number>()): Map<DirectoryRecord, number> {
  for (const [n, child] of record.children.entries()) {
    nexts.set(child, record.children[n + 1]?.offset ?? 0);
    nextOf(child, nexts);
  }
  return nexts;
}

function sequenceHeader(length: number): Uint8Array {
  const header = Buffer.alloc(12);
  header.writeUInt16LE(0x0004, 0);
  header.writeUInt16LE(0x1220, 2);
  header.write('SQ', 4, 'latin1');
  header.writeUInt32LE(length, 8);
  return header;
}

function itemOf(elements: Uint8Array, next: number, lower: number): Uint8Array {
  const item = Buffer.alloc(ITEM_HEADER_BYTES + elements.byteLength);
  item.writeUInt16LE(0xfffe, 0);
  item.writeUInt16LE(0xe000, 2);
  item.writeUInt32LE(elements.byteLength, 4);
  item.set(elements, ITEM_HEADER_BYTES);
  item.writeUInt32LE(next, NEXT_AT);
  item.writeUInt32LE(lower, LOWER_AT);
  return item;
}

function text(tag: number, vr: string, value: string): DataElement {
  return { tag, vr, bytes: Buffer.from(value, 'utf8') };
}

function number(tag: number, vr: 'UL' | 'US', value: number): DataElement {
  const bytes = Buffer.alloc(vr === 'UL' ? 4 : 2);
  if (vr === 'UL') bytes.writeUInt32LE(value);
  else bytes.writeUInt16LE(value);
  return { tag, vr, bytes };
}
