import { type Clock, CodedError, type Log, wordsOf } from '../base/base.ts';
import { FILES_AHEAD } from './ahead.ts';
import { DicomwebError } from './errors.ts';
import type { DicomwebParts, DicomwebRequest, Outlet } from './route.ts';

/** A body as it is made. */
export type Pieces = AsyncGenerator<Uint8Array, void, undefined>;

export interface SendingLimits {
  /** Answers that are sent at once. */
  readonly maxAnswers: number;
  /** What the buffers of all of them may take, as far as the least piece allows. */
  readonly answerBytes: number;
  /** Who takes no piece of an answer for so long is cut off. */
  readonly slowMs: number;
}

const MOST_PIECE_BYTES = 1024 * 1024; // a CT image is one read
const LEAST_PIECE_BYTES = 64 * 1024;
/** Of one answer at a time: a piece that is sent, one that waits, and those of the files ahead. */
const BUFFERS = FILES_AHEAD + 3;

/** Bodies that are made while they are sent. */
export interface Sending {
  /**
   * An answer with the pieces as its body. The first piece is there when this resolves, so that what cannot even begin is refused in words; what
   * fails later cuts the connection: half an answer must not look like a whole one.
   *
   * @param pieces made one ahead of what is sent; each takes its memory of the buffers it is given, or has its own
   * @throws DicomwebError DICOMWEB_BUSY, and what `pieces` throws before the first of them
   */
  answer(
    request: DicomwebRequest,
    head: { readonly status?: number; readonly headers: Readonly<Record<string, string>> },
    pieces: (buffers: SendBuffers) => Pieces,
  ): Promise<Response>;
}

export function createSending({ clock, log, limits }: Pick<DicomwebParts, 'clock' | 'log'> & { readonly limits: SendingLimits }): Sending {
  let answers = 0;
  const spare = new SpareBuffers();
  return {
    async answer(request, { status = 200, headers }, pieces) {
      if (answers >= limits.maxAnswers) throw new DicomwebError('DICOMWEB_BUSY', `${answers} answers are being sent already.`);
      answers++;
      const { outlet } = request;
      const buffers = new SendBuffers(pieceBytes(limits.answerBytes / answers / BUFFERS), outlet, spare);
      const source = pieces(buffers);
      const release = once(() => {
        answers--;
      });
      outlet?.onClose(() => void ended(source).then(() => buffers.release())); // a file may still be read into one
      try {
        const first = await source.next();
        return new Response(bodyOf(source, first, { buffers, outlet, clock, log, release, slowMs: limits.slowMs }), { status, headers });
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** Memory for the pieces of one answer: a buffer is used again only when what was in it has left the process. */
export class SendBuffers {
  /** Of each buffer. */
  readonly bytes: number;
  readonly #outlet: Outlet | undefined;
  readonly #spare: SpareBuffers;
  /** For pieces that are being made, or wait to be given away. */
  readonly #making: Buffer[] = [];
  /** Pieces that were given away, with how many bytes that makes from the first one on. */
  readonly #given: { readonly buffer: Buffer | undefined; readonly end: number }[] = [];
  #bytesGone = 0;

  constructor(bytes: number, outlet: Outlet | undefined, spare: SpareBuffers) {
    this.bytes = bytes;
    this.#outlet = outlet;
    this.#spare = spare;
  }

  /**
   * A buffer for a piece to come.
   *
   * @param atMost what will be put into it, where that is known: small ones are made to measure
   */
  take(atMost = this.bytes): Buffer {
    if (atMost <= LEAST_PIECE_BYTES) return Buffer.allocUnsafeSlow(atMost);
    this.#takeBack();
    const buffer = this.#spare.take(this.bytes);
    this.#making.push(buffer);
    return buffer;
  }

  /** A piece is given away to be sent. */
  give(piece: Uint8Array): void {
    const at = this.#making.findIndex(({ buffer }) => buffer === piece.buffer);
    const [buffer] = at === -1 ? [] : this.#making.splice(at, 1);
    if (!this.#outlet) return; // nobody will know when it has left
    this.#given.push({ buffer, end: (this.#given.at(-1)?.end ?? this.#bytesGone) + piece.byteLength });
  }

  #takeBack(): void {
    const left = this.#outlet?.leftBytes() ?? 0;
    const first = this.#given.findIndex(({ end }) => end > left);
    const gone = this.#given.splice(0, first === -1 ? this.#given.length : first);
    this.#bytesGone = gone.at(-1)?.end ?? this.#bytesGone;
    this.#spare.give(gone.flatMap(({ buffer }) => buffer ?? []));
  }

  /** Nothing of the answer is sent any more. */
  release(): void {
    this.#spare.give([...this.#making.splice(0), ...this.#given.splice(0).flatMap(({ buffer }) => buffer ?? [])]);
  }
}

const MAX_SPARE = 16;

/** Buffers between two answers: new ones for each would keep the garbage collector busy with more than all the rest. */
class SpareBuffers {
  readonly #idle: Buffer[] = [];

  take(bytes: number): Buffer {
    const at = this.#idle.findLastIndex(({ byteLength }) => byteLength === bytes);
    return at === -1 ? Buffer.allocUnsafeSlow(bytes) : this.#idle.splice(at, 1)[0]!;
  }

  give(buffers: readonly Buffer[]): void {
    this.#idle.push(...buffers);
    this.#idle.splice(0, Math.max(0, this.#idle.length - MAX_SPARE)); // the oldest go: sizes follow how many answers there are
  }
}

/** A power of two, so that buffers fit again. */
function pieceBytes(share: number): number {
  return Math.max(LEAST_PIECE_BYTES, Math.min(MOST_PIECE_BYTES, 2 ** Math.floor(Math.log2(share))));
}

function bodyOf(
  source: Pieces,
  first: IteratorResult<Uint8Array, void>,
  {
    buffers,
    outlet,
    clock,
    log,
    release,
    slowMs,
  }: {
    readonly buffers: SendBuffers;
    readonly outlet: Outlet | undefined;
    readonly clock: Clock;
    readonly log: Log;
    readonly release: () => void;
    readonly slowMs: number;
  },
): ReadableStream<Uint8Array> {
  let next: Promise<IteratorResult<Uint8Array, void>> = Promise.resolve(first);
  const begin = () => {
    next = source.next();
    next.catch(() => undefined); // heard when it is awaited
  };
  let deadline: ReturnType<Clock['after']> | undefined;
  const tooSlow = () => {
    log.info('dicomweb.too-slow', { words: `nothing was taken of an answer for ${slowMs} ms` });
    outlet?.cut();
  };
  const watch = () => {
    deadline?.cancel();
    deadline = outlet && clock.after(slowMs, tooSlow);
  };
  let isOver = false;
  const over = () => {
    isOver = true;
    deadline?.cancel();
    release();
  };
  outlet?.onClose(over);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await next;
          if (isOver) return; // nobody reads it any more
          watch(); // of the last piece too: the connection closes it
          if (!done) {
            controller.enqueue(value);
            buffers.give(value);
            return begin();
          }
          controller.close();
          if (!outlet) over();
        } catch (error) {
          if (isOver) return;
          if (error instanceof CodedError) log.warn('dicomweb.cut', { code: error.code, words: wordsOf(error) });
          else if ((error as Error).name !== 'AbortError') log.error('dicomweb.cut', { words: wordsOf(error) }); // else who asked is gone
          over();
          if (!outlet) return controller.error(error);
          outlet.cut();
          controller.close();
        }
      },
      async cancel() {
        over();
        await source.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Resolves when nothing is under way in it any more. */
async function ended(source: Pieces): Promise<void> {
  try {
    await source.return();
  } catch {
    // it failed, which `bodyOf` has told
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
