import { DatasetError } from './errors.ts';
import { encodeFileMeta } from './file-meta.ts';

/** Loaded by the first who needs it: 70 ms and 26 MB that a PACS which only receives never spends. */
async function loadDcmjs() {
  const { default: dcmjs } = await import('dcmjs');
  for (const log of [dcmjs.log, ...Object.values(dcmjs.log.getLoggers())]) log.setLevel('silent'); // it logs what it reads, patients included
  return dcmjs;
}

/** One element as dcmjs has it. */
export interface ReadElement {
  readonly vr: string;
  /** As dcmjs makes of it: numbers for IS and DS, objects for PN, arrays of items for SQ. */
  readonly values: readonly unknown[];
  /** As written, padding included. */
  readonly rawValues: readonly unknown[];
}

export interface ReadDataset {
  /** By PS3.6 keyword, a single value without its array, sequences as arrays of the same. */
  readonly dataset: Readonly<Record<string, unknown>>;
  readonly elements: ReadonlyMap<number, ReadElement>;
}

/**
 * Reads all of a data set (PS3.5 §7) with dcmjs, for everything off the ingest path.
 *
 * Not for bytes that must survive: it replaces (0008,0005) and re-encodes text, takes a Pixel Data that is too short without a word, and
 * refuses every multi-valued (0008,0005) unless `ignoreErrors`, which reads those by their first value alone.
 *
 * @param bytes a Part 10 file, or the data set alone where `transferSyntaxUid` is given
 * @throws DatasetError DATASET_UNREADABLE
 */
export async function readDataset(
  bytes: Uint8Array,
  options: { readonly transferSyntaxUid?: string; readonly ignoreErrors?: boolean } = {},
): Promise<ReadDataset> {
  const { transferSyntaxUid, ignoreErrors = false } = options;
  const file =
    transferSyntaxUid === undefined
      ? bytes
      : Buffer.concat([encodeFileMeta({ sopClassUid: '', sopInstanceUid: '', transferSyntaxUid }), bytes]);
  const dcmjs = await loadDcmjs();
  try {
    const { dict } = dcmjs.data.DicomMessage.readFile(Uint8Array.from(file).buffer, { ignoreErrors });
    const elements = new Map<number, ReadElement>();
    for (const [hex, { vr, Value = [], _rawValue = [] }] of Object.entries(dict)) {
      elements.set(Number.parseInt(hex, 16), { vr, values: Value, rawValues: typeof _rawValue === 'string' ? [_rawValue] : _rawValue });
    }
    return { dataset: dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict), elements };
  } catch (cause) {
    throw new DatasetError('DATASET_UNREADABLE', 'dcmjs cannot read the data set', { cause });
  }
}
