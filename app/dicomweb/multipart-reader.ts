import { DicomwebError } from './errors.ts';

export interface MultipartLimits {
  /** Of a boundary; RFC 2046 §5.1.1 allows 70. */
  readonly maxBoundary: number;
  /** Header of one part, and what stands before the first. */
  readonly maxPartHeaderBytes: number;
  readonly maxParts: number;
}

export interface Part {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Views that are valid until the next is asked for; to be read before the next part is asked for, else it is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
/** Blanks that may follow a boundary in its line (RFC 2046 §5.1.1). */
const MAX_PADDING = 64;

/**
 * The parts of a body of multipart/related (RFC 2046 §5.1) as they come: one piece of the source is in memory at a time, whatever the size of a part.
 * Lines end with CR LF. A line that begins with the boundary and goes on is none: it belongs to the content.
 *
 * @throws DicomwebError DICOMWEB_MULTIPART_BROKEN where there is no boundary, a header is none, or the end is missing; DICOMWEB_TOO_MANY_PARTS
 */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: MultipartLimits,
): AsyncGenerator<Part, void, undefined> {
  const reader = new MultipartReader(source[Symbol.asyncIterator](), boundary, limits);
  try {
    await reader.preamble();
    for (let count = 1; !reader.isOver; count++) {
      if (count > limits.maxParts) throw new DicomwebError('DICOMWEB_TOO_MANY_PARTS', `The body has more than ${limits.maxParts} parts.`);
      yield { headers: await reader.headers(), body: reader.body() };
      await reader.skip();
    }
    await reader.epilogue();
  } finally {
    await reader.close();
  }
}

/** The boundary that a Content-Type names. */
export function boundaryOf(parameters: ReadonlyMap<string, string>, { maxBoundary }: MultipartLimits): string {
  const boundary = parameters.get('boundary') ?? '';
  if (boundary === '') throw broken('Content-Type names no boundary');
  if (boundary.length > maxBoundary) throw broken(`the boundary of Content-Type has more than ${maxBoundary} characters`);
  if (!/^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary)) throw broken('the boundary of Content-Type has a character that none may have');
  return boundary;
}

class MultipartReader {
  /** The end delimiter was seen. */
  isOver = false;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  readonly #limits: MultipartLimits;
  #window: Buffer = Buffer.from('\r\n'); // so that a delimiter at the very begin is one like the others
  #at = 0;
  #isInPart = false;

  constructor(source: AsyncIterator<Uint8Array>, boundary: string, limits: MultipartLimits) {
    this.#source = source;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#limits = limits;
  }

  async preamble(): Promise<void> {
    const { maxPartHeaderBytes } = this.#limits;
    let bytes = 0;
    this.#isInPart = true;
    for (let piece = await this.#content(); piece; piece = await this.#content()) {
      bytes += piece.byteLength;
      if (bytes > maxPartHeaderBytes) throw broken(`the boundary does not come within the first ${maxPartHeaderBytes} bytes of the body`);
    }
  }

  async headers(): Promise<ReadonlyMap<string, string>> {
    const { maxPartHeaderBytes } = this.#limits;
    let end = this.#window.indexOf('\r\n\r\n', this.#at, 'latin1'); // from the end of the delimiter's line, so that no header is one too
    while (end === -1 || end - this.#at > maxPartHeaderBytes) {
      if (this.#window.byteLength - this.#at > maxPartHeaderBytes)
        throw broken(`the header of a part has more than ${maxPartHeaderBytes} bytes`);
      if (!(await this.#more())) throw broken('the body ends in the header of a part');
      end = this.#window.indexOf('\r\n\r\n', this.#at, 'latin1');
    }
    const lines = this.#window
      .toString('latin1', this.#at, end)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .slice(1);
    this.#at = end + 4;
    this.#isInPart = true;
    return new Map(
      lines.map((line) => {
        const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
        if (name === undefined || value === undefined) throw broken('a line in the header of a part is no header field');
        return [name.toLowerCase(), value];
      }),
    );
  }

  async *body(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = await this.#content(); piece; piece = await this.#content()) yield piece;
  }

  /** What the reader of the part left of it. */
  async skip(): Promise<void> {
    while (await this.#content());
  }

  /** What follows the end is nobody's (RFC 2046 §5.1.1), but who sends it waits for it to be read. */
  async epilogue(): Promise<void> {
    const { maxPartHeaderBytes } = this.#limits;
    for (let bytes = 0; bytes <= maxPartHeaderBytes; ) {
      const { value, done } = await this.#source.next();
      if (done) return;
      bytes += value.byteLength;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** The next piece of the part's content; undefined at its delimiter, which is taken too. */
  async #content(): Promise<Uint8Array | undefined> {
    let from = this.#at;
    while (this.#isInPart) {
      const found = this.#window.indexOf(this.#delimiter, from);
      if (found !== -1) {
        const line = this.#lineAfter(found + this.#delimiter.byteLength);
        if (line === 'none') {
          from = found + 1;
          continue;
        }
        if (found > this.#at) return this.#take(found);
        if (line !== 'cut') {
          this.#isInPart = false;
          this.isOver = line.isEnd;
          this.#at = line.at;
          return undefined;
        }
      } else {
        const whole = this.#window.byteLength - this.#beginOfDelimiter();
        if (whole > this.#at) return this.#take(whole);
      }
      from = this.#at;
      if (!(await this.#more())) throw broken('the body ends without its last boundary');
      from = this.#at;
    }
    return undefined;
  }

  #take(end: number): Uint8Array {
    const piece = this.#window.subarray(this.#at, end);
    this.#at = end;
    return piece;
  }

  /** What follows a boundary in its line: `--` at the end of all, else blanks and CR LF; anything else makes it content. */
  #lineAfter(begin: number): 'none' | 'cut' | { readonly isEnd: boolean; readonly at: number } {
    const window = this.#window;
    if (begin + 2 > window.byteLength) return 'cut';
    if (window[begin] === DASH && window[begin + 1] === DASH) return { isEnd: true, at: begin + 2 };
    let at = begin;
    while (at < window.byteLength && (window[at] === 0x20 || window[at] === 0x09) && at - begin <= MAX_PADDING) at++;
    if (at - begin > MAX_PADDING) return 'none';
    if (at + 2 > window.byteLength && (at === window.byteLength || window[at] === CR)) return 'cut';
    return window[at] === CR && window[at + 1] === LF ? { isEnd: false, at } : 'none';
  }

  /** How many bytes at the end of the window may be the begin of a delimiter. */
  #beginOfDelimiter(): number {
    const window = this.#window;
    const most = Math.min(this.#delimiter.byteLength - 1, window.byteLength - this.#at);
    for (let at = window.indexOf(CR, window.byteLength - most); at !== -1; at = window.indexOf(CR, at + 1)) {
      const size = window.byteLength - at;
      if (window.compare(this.#delimiter, 0, size, at) === 0) return size;
    }
    return 0;
  }

  /** The next piece of the source behind what is left of the window; false at its end. */
  async #more(): Promise<boolean> {
    const rest = Buffer.from(this.#window.subarray(this.#at)); // the source may use its bytes again
    const { value, done } = await this.#source.next();
    if (done) return false;
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#window = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    this.#at = 0;
    return true;
  }
}

function broken(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_MULTIPART_BROKEN', `The multipart body cannot be read: ${words}.`);
}
