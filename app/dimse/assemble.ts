import type { Association, PdvPiece, PresentationContext } from '../ul/ul.ts';
import { type CommandSet, decodeCommandSet, MAX_COMMAND_SET_BYTES } from './command-set.ts';
import { DimseError } from './errors.ts';
import { hasDataSet, messageName } from './messages.ts';

/** A DIMSE message (PS3.7 §6.3): its command set, and its data set as it comes. */
export interface Message {
  readonly command: CommandSet;
  readonly context: PresentationContext;
  /** The fragments, as views that are valid until the next one is asked for; undefined where the command says that none follows. */
  readonly dataset: AsyncIterable<Uint8Array> | undefined;
  /** Reads what is left of the data set and drops it. */
  drain(): Promise<void>;
  /** Whether all of it has come. */
  readonly isComplete: boolean;
}

/** What the reader needs of an association. */
export type PieceSource = Pick<Association, 'takePieces' | 'giveBack' | 'presentationContexts'>;

export interface MessageReader {
  /**
   * The next message, as soon as its command is complete; undefined once the peer asks to release. Waits until somebody has read the data set
   * before it to its end. One call at a time.
   *
   * @throws DimseError where the fragments do not make a message, and whatever the association throws; the same again on each later call
   */
  next(): Promise<Message | undefined>;
  /** The error that ended the stream, if one did. */
  readonly failure: unknown;
}

/** Pieces of one command set: more come only of a peer that sends empty ones without end. */
const MAX_COMMAND_PIECES = MAX_COMMAND_SET_BYTES;

/**
 * Puts messages together from the fragments of an association (PS3.8 Annex E, PS3.7 §6.3) in any legal cut: the command in pieces, several
 * PDVs in one P-DATA-TF, command and data set in one, empty fragments, odd lengths. Nothing is read ahead and no byte of a data set is kept
 * or copied: memory is bounded by `maxCommandSetBytes`, and the socket is read as fast as the data set is.
 */
export function createMessageReader(source: PieceSource, maxCommandSetBytes = MAX_COMMAND_SET_BYTES): MessageReader {
  const contexts = source.presentationContexts;
  const stream = new PieceStream(source);
  let dataset: Dataset | undefined;

  async function readMessage(): Promise<Message | undefined> {
    const gathered: PdvPiece[] = [];
    let length = 0;
    let context: PresentationContext | undefined;
    for (;;) {
      const piece = await stream.take();
      if (piece === undefined) {
        if (context === undefined) return undefined;
        throw new DimseError('DIMSE_MESSAGE_CUT_SHORT', `release requested after ${length} bytes of a command set`);
      }
      context = contextOf(piece, context, contexts);
      length += piece.data.byteLength;
      if (length > maxCommandSetBytes)
        throw new DimseError('DIMSE_COMMAND_TOO_LONG', `command set of more than ${maxCommandSetBytes} bytes`);
      gathered.push(piece);
      if (gathered.length > MAX_COMMAND_PIECES)
        throw new DimseError('DIMSE_COMMAND_TOO_LONG', `command set in more than ${MAX_COMMAND_PIECES} fragments`);
      if (!(piece.isLastFragment && piece.endsPdv)) continue;
      const parts = gathered.map(({ data }) => data);
      const command = decodeCommandSet(parts.length === 1 ? piece.data : Buffer.concat(parts, length));
      for (const each of gathered) stream.giveBack(each);
      const current = hasDataSet(command) ? new Dataset(stream, context, command) : undefined;
      dataset = current;
      return {
        ...{ command, context, dataset: current },
        drain: async () => current?.drain(),
        get isComplete() {
          return current?.isOver ?? true;
        },
      };
    }
  }

  return {
    async next() {
      if (dataset !== undefined) await dataset.over;
      if (stream.failure !== undefined) throw stream.failure;
      try {
        return await readMessage();
      } catch (error) {
        stream.failure ??= error;
        throw error;
      }
    },
    get failure() {
      return stream.failure;
    },
  };
}

/** The context of a command fragment, which is that of the fragments before it. */
function contextOf(
  piece: PdvPiece,
  begun: PresentationContext | undefined,
  contexts: ReadonlyMap<number, PresentationContext>,
): PresentationContext {
  const context = contexts.get(piece.contextId);
  if (context === undefined) throw unknownContext(piece);
  if (begun !== undefined && begun.id !== context.id) throw contextChanged(piece, begun, 'the command set');
  if (!piece.isCommand) {
    const words = begun === undefined ? 'data set fragment without a command set' : 'data set fragment before the command set has ended';
    throw new DimseError('DIMSE_DATASET_WITHOUT_COMMAND', `${words}, presentation context ${piece.contextId}`);
  }
  return context;
}

function unknownContext(piece: PdvPiece): DimseError {
  return new DimseError('DIMSE_UNKNOWN_CONTEXT', `PDV on presentation context ${piece.contextId}, which was not accepted`);
}

function contextChanged(piece: PdvPiece, begun: PresentationContext, what: string): DimseError {
  const words = `${what} began on presentation context ${begun.id} and goes on in ${piece.contextId}`;
  return new DimseError('DIMSE_CONTEXT_CHANGED', words);
}

/** The pieces one by one, in the batches that the association has at hand, so that what is there costs no turn of the event loop. */
class PieceStream {
  failure: unknown;
  readonly #source: PieceSource;
  #batch: readonly PdvPiece[] = [];
  #at = 0;

  constructor(source: PieceSource) {
    this.#source = source;
  }

  /** The next piece, or a promise of it; undefined at the end. Throws or rejects with the association's error. */
  take(): PdvPiece | undefined | Promise<PdvPiece | undefined> {
    if (this.#at < this.#batch.length) return this.#first();
    const batch = this.#source.takePieces();
    return batch instanceof Promise ? batch.then(this.#refill) : this.#refill(batch);
  }

  /** What nobody looks at any more. */
  giveBack(piece: PdvPiece): void {
    this.#source.giveBack(piece);
  }

  readonly #refill = (batch: readonly PdvPiece[]): PdvPiece | undefined => {
    this.#batch = batch;
    this.#at = 0;
    return this.#first();
  };

  #first(): PdvPiece | undefined {
    const piece = this.#batch[this.#at++];
    if (this.#at >= this.#batch.length) this.#batch = []; // hold no bytes while nobody asks
    return piece;
  }
}

type DatasetResult = IteratorResult<Uint8Array, undefined>;
const DATASET_END: DatasetResult = { done: true, value: undefined };

/** The data set of one message: a cursor on the pieces up to its last fragment. Leaving it early leaves the rest to `drain`. */
class Dataset implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  readonly #stream: PieceStream;
  readonly #context: PresentationContext;
  readonly #command: CommandSet;
  readonly #over = Promise.withResolvers<void>();
  #isOver = false;
  #error: unknown;
  /** The piece whose view was handed out last. */
  #lent: PdvPiece | undefined;
  #asked: Promise<DatasetResult> | undefined;

  constructor(stream: PieceStream, context: PresentationContext, command: CommandSet) {
    this.#stream = stream;
    this.#context = context;
    this.#command = command;
  }

  /** Resolves when the last fragment was read, or when none will come any more. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<DatasetResult> {
    this.#asked = this.#next();
    return this.#asked;
  }

  return(): Promise<DatasetResult> {
    return Promise.resolve(DATASET_END);
  }

  async drain(): Promise<void> {
    await this.#asked?.catch(() => undefined); // its asker has the error, and below it comes again
    while (!(await this.next()).done);
  }

  async #next(): Promise<DatasetResult> {
    if (this.#lent !== undefined) this.#stream.giveBack(this.#lent);
    this.#lent = undefined;
    if (this.#error !== undefined) throw this.#error;
    if (this.#isOver) return DATASET_END;
    try {
      for (;;) {
        const taken = this.#stream.take();
        const piece = taken instanceof Promise ? await taken : taken;
        this.#check(piece);
        const isLast = piece.isLastFragment && piece.endsPdv;
        if (isLast) this.#end();
        if (piece.data.byteLength > 0) {
          this.#lent = piece;
          return { done: false, value: piece.data };
        }
        this.#stream.giveBack(piece);
        if (isLast) return DATASET_END;
      }
    } catch (error) {
      this.#error = error;
      this.#stream.failure ??= error;
      this.#end();
      throw error;
    }
  }

  #check(piece: PdvPiece | undefined): asserts piece is PdvPiece {
    if (piece !== undefined && piece.contextId === this.#context.id && !piece.isCommand) return;
    const message = messageName(this.#command.commandField);
    if (piece === undefined) throw new DimseError('DIMSE_MESSAGE_CUT_SHORT', `release requested inside the data set of a ${message}`);
    if (piece.contextId !== this.#context.id) throw contextChanged(piece, this.#context, 'the data set');
    throw new DimseError('DIMSE_COMMAND_INSIDE_DATASET', `command fragment inside the data set of a ${message}`);
  }

  #end(): void {
    this.#isOver = true;
    this.#over.resolve();
  }
}
