import { type Association, type PackedPData, PDataPacker, packPdv } from '../ul/ul.ts';
import { type CommandSet, encodeCommandSet } from './command-set.ts';
import { largestFragment } from './fragment.ts';

/** Buffers of 256 KiB that are made ready ahead of the sending: a CT image fits. */
const READ_AHEAD_BUFFERS = 3;

/** A data set that can be read straight into PDUs. */
export interface DirectDataset {
  readonly bytes: number;
  /** Reads what follows into `views`, all of them to their ends. One call at a time. */
  readInto(views: readonly Uint8Array[]): Promise<void>;
  close(): void;
}

/**
 * A data set on its way from the disk to one association: read ahead, so that the next object is ready when the answer to the one before
 * comes, and cut into PDUs that leave many at a time. Memory is bounded by the buffers above, whatever the size of the data set.
 */
export class OutgoingDataset {
  readonly contextId: number;
  /** What the source threw. */
  failure: unknown;
  readonly #source: AsyncIterator<Uint8Array> | undefined;
  readonly #direct: DirectDataset | undefined;
  readonly #packer: PDataPacker;
  #reading: Promise<void> | undefined;
  #isOver = false;
  #left = 0; // of the direct one

  constructor(association: Pick<Association, 'maxPduPayload'>, contextId: number, dataset: AsyncIterable<Uint8Array> | DirectDataset) {
    this.contextId = contextId;
    if (Symbol.asyncIterator in dataset) this.#source = dataset[Symbol.asyncIterator]();
    else this.#direct = dataset;
    this.#left = this.#direct?.bytes ?? 0;
    const fragmentBytes = largestFragment(association.maxPduPayload);
    this.#packer = new PDataPacker({ contextId, isCommand: false, fragmentBytes });
  }

  /**
   * Reads ahead as far as the buffers go.
   *
   * @throws what the source throws; then nothing of the data set was sent yet, where this came before the sending
   */
  fill(): Promise<void> {
    return this.#read(READ_AHEAD_BUFFERS);
  }

  /** The next buffers, all that are ready and at least one; none at the end. Throws what the source throws. */
  async next(): Promise<readonly PackedPData[]> {
    if (this.#packer.ready === 0) await this.#read(1);
    const ready: PackedPData[] = [];
    for (let each = this.#packer.shift(); each; each = this.#packer.shift()) ready.push(each);
    return ready;
  }

  /** Gives the source and the buffers back; harmless at the end. */
  async close(): Promise<void> {
    await this.#reading?.catch(() => undefined);
    this.#packer.drop();
    this.#direct?.close();
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#source?.return?.();
  }

  async #read(buffers: number): Promise<void> {
    while (this.#reading) await this.#reading;
    this.#reading = this.#direct ? this.#readDirectly(this.#direct) : this.#pull(this.#source!, buffers);
    try {
      await this.#reading;
    } finally {
      this.#reading = undefined;
    }
  }

  /** All buffers with one read: each goes to another thread and back. */
  async #readDirectly(dataset: DirectDataset): Promise<void> {
    if (this.#isOver || this.#packer.ready > 0) return;
    if (this.#left === 0) this.#packer.end(); // one empty fragment
    const room = this.#packer.room(this.#left, READ_AHEAD_BUFFERS);
    this.#left -= room.bytes;
    try {
      await dataset.readInto(room.views);
    } catch (error) {
      room.drop();
      this.failure = error;
      this.#isOver = true;
      throw error;
    }
    room.filled(this.#left === 0);
    this.#isOver = this.#left === 0;
    if (this.#isOver) dataset.close();
  }

  async #pull(source: AsyncIterator<Uint8Array>, buffers: number): Promise<void> {
    while (!this.#isOver && this.#packer.ready < buffers) {
      const result = await source.next().catch((error) => {
        this.failure = error;
        this.#isOver = true;
        throw error;
      });
      if (result.done) {
        this.#isOver = true;
        this.#packer.end();
      } else this.#packer.put(result.value);
    }
  }
}

/**
 * Sends a message with such a data set (PS3.7 §6.3): the command set, in a PDU of its own, leaves in one write with the first of the data
 * set's, and the disk is read while the network is busy.
 *
 * @throws what the source throws: half a message may have been sent then
 */
export async function sendOutgoing(
  association: Pick<Association, 'sendPacked'>,
  contextId: number,
  command: CommandSet,
  dataset: OutgoingDataset,
): Promise<void> {
  try {
    let next = await dataset.next();
    const head = packPdv({ contextId, isCommand: true, isLastFragment: true, data: encodeCommandSet(command) });
    let sending = association.sendPacked([head, ...next]);
    while (next.length > 0) {
      next = await settled(dataset.next(), sending);
      await sending;
      if (next.length > 0) sending = association.sendPacked(next);
    }
    await sending;
  } finally {
    await dataset.close();
  }
}

/** `wanted`; where that fails, nobody else waits for `sending` any more. */
async function settled<Result>(wanted: Promise<Result>, sending: Promise<void>): Promise<Result> {
  sending.catch(() => undefined);
  return wanted;
}
