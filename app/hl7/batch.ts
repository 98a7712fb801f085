import { Hl7Error } from './errors.ts';
import { hasByteOrderMark } from './header.ts';

/** A header segment of a batch or of a file of them, by the numbers of its fields; its bytes one character each. */
export interface BatchSegment {
  readonly separator: string;
  readonly fields: readonly string[];
}

export interface Batch {
  readonly header?: BatchSegment;
  readonly messages: readonly Uint8Array[];
}

/** What came in one frame (HL7 2.9 §2.10.2.1): `[FHS] { [BHS] { MSH … } [BTS] } [FTS]`. */
export interface BatchFile {
  readonly header?: BatchSegment;
  readonly batches: readonly Batch[];
}

export interface BatchLimits {
  readonly maxBatchMessages: number;
}

type Name = 'FHS' | 'BHS' | 'BTS' | 'FTS' | 'MSH';
const NAMES: ReadonlySet<string> = new Set<Name>(['FHS', 'BHS', 'BTS', 'FTS', 'MSH']);
const CR = 0x0d;
const LF = 0x0a;

/** Field 11: the control ID of a header; field 12: that of the header which it answers. */
const CONTROL_ID = 11;

interface Mark {
  readonly name: Name;
  readonly at: number;
  readonly end: number;
}

/**
 * The batches of a frame; undefined where it is one message.
 *
 * Headers and trailers stand in pairs, the counts of the trailers (BTS-1, FTS-1) are right where they are given: else something is missing, and
 * nothing of it may be done.
 *
 * @throws Hl7Error HL7_BATCH_BROKEN, HL7_TOO_LONG
 */
export function readBatches(bytes: Uint8Array, { maxBatchMessages }: BatchLimits): BatchFile | undefined {
  const start = hasByteOrderMark(bytes) ? 3 : 0;
  const marks = marksOf(bytes, start);
  const messages = marks.filter(({ name }) => name === 'MSH').length;
  if (marks.length === messages && messages < 2) return undefined;
  if (messages > maxBatchMessages)
    throw new Hl7Error('HL7_TOO_LONG', `a batch of ${messages} messages: at most ${maxBatchMessages} are taken at once`, {
      values: { messages },
    });
  if (marks[0]?.at !== start) throw broken('it does not begin with FHS, BHS or MSH');
  return new BatchReader(bytes, marks).file();
}

class BatchReader {
  readonly #bytes: Uint8Array;
  readonly #marks: readonly Mark[];
  #next = 0;

  constructor(bytes: Uint8Array, marks: readonly Mark[]) {
    this.#bytes = bytes;
    this.#marks = marks;
  }

  file(): BatchFile {
    const header = this.#take('FHS');
    const batches: Batch[] = [];
    while (this.#next < this.#marks.length && this.#name() !== 'FTS') batches.push(this.#batch());
    const trailer = this.#take('FTS');
    if ((header === undefined) !== (trailer === undefined)) throw broken(header ? 'its FHS has no FTS' : 'its FTS has no FHS');
    if (this.#next < this.#marks.length) throw broken('something stands after FTS');
    checkCount('FTS-1', trailer, batches.length);
    return { ...(header && { header: this.#segment(header) }), batches };
  }

  #batch(): Batch {
    const header = this.#take('BHS');
    const messages: Uint8Array[] = [];
    for (let mark = this.#take('MSH'); mark; mark = this.#take('MSH')) {
      const end = this.#marks[this.#next]?.at ?? this.#bytes.byteLength;
      messages.push(this.#bytes.subarray(mark.at, end));
    }
    const trailer = this.#take('BTS');
    if ((header === undefined) !== (trailer === undefined)) throw broken(header ? 'a BHS has no BTS' : 'a BTS has no BHS');
    if (header === undefined && messages.length === 0) throw broken(`${this.#name()} stands where a message or a batch has to begin`);
    checkCount('BTS-1', trailer, messages.length);
    return { ...(header && { header: this.#segment(header) }), messages };
  }

  #name(): Name | undefined {
    return this.#marks[this.#next]?.name;
  }

  #take(name: Name): (Mark & { readonly fields: readonly string[] }) | undefined {
    if (this.#name() !== name) return undefined;
    const mark = this.#marks[this.#next++]!;
    return { ...mark, fields: this.#segment(mark).fields };
  }

  /** `fields[n]` is field n; of a header the first is its separator. */
  #segment({ name, at, end }: Mark): BatchSegment {
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + at, end - at).toString('latin1');
    const separator = text[3] ?? '|';
    const rest = text.split(separator).slice(1);
    return { separator, fields: name === 'BTS' || name === 'FTS' ? ['', ...rest] : ['', separator, ...rest] };
  }
}

/** The segments that a frame is divided by. In every set of table 0211 that we read, a segment begins in ASCII. */
function marksOf(bytes: Uint8Array, start: number): Mark[] {
  const marks: Mark[] = [];
  for (let at = start; at < bytes.byteLength; ) {
    let end = at;
    while (end < bytes.byteLength && bytes[end] !== CR && bytes[end] !== LF) end++;
    const name = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
    if (NAMES.has(name)) marks.push({ name: name as Name, at, end });
    at = end + 1;
  }
  return marks;
}

function checkCount(field: 'BTS-1' | 'FTS-1', trailer: { readonly fields: readonly string[] } | undefined, found: number): void {
  const said = trailer?.fields[1]?.trim() ?? '';
  if (said === '' || Number(said) === found) return;
  throw broken(`${field} says ${/^\d{1,9}$/.test(said) ? said : 'what is no number'}, and ${found} came`);
}

function broken(words: string): Hl7Error {
  return new Hl7Error('HL7_BATCH_BROKEN', `the batch is not whole: ${words}`);
}

/**
 * The batch that answers one (HL7 2.9 §2.10.2.3): the acknowledgments of its messages in their order, below headers that name those which they
 * answer (BHS-12, FHS-12).
 *
 * @param answers of each batch
 */
export function answerBatches(
  { header, batches }: BatchFile,
  answers: readonly (readonly Uint8Array[])[],
  answering: { readonly applicationName: string; readonly timestamp: string; readonly controlId: string },
): Uint8Array {
  const text = (segment: string) => Buffer.from(`${segment}\r`, 'latin1');
  const answered = batches.map(({ header: ofBatch }, at) => {
    const acknowledgments = answers[at] ?? [];
    if (!ofBatch) return acknowledgments;
    const { separator } = ofBatch;
    return [text(headerOf('BHS', ofBatch, answering)), ...acknowledgments, text(['BTS', acknowledgments.length].join(separator))];
  });
  const all = answered.flat();
  if (!header) return Buffer.concat(all);
  return Buffer.concat([text(headerOf('FHS', header, answering)), ...all, text(['FTS', batches.length].join(header.separator))]);
}

function headerOf(
  name: 'FHS' | 'BHS',
  { separator, fields }: BatchSegment,
  { applicationName, timestamp, controlId }: { readonly applicationName: string; readonly timestamp: string; readonly controlId: string },
): string {
  const field = (number: number) => (fields[number] ?? '').replace(/\p{Cc}/gu, '');
  const turned = [field(5) || applicationName, field(6), field(3), field(4)];
  return [name, field(2), ...turned, timestamp, '', '', '', controlId, field(CONTROL_ID)].join(separator);
}
