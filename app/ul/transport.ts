import type { Socket } from 'node:net';
import { type Clock, type Timer, wordsOf } from '../base/base.ts';
import { type ReadBuffer, type ReadBuffers, readInto } from './read-buffers.ts';

export interface TransportEvents {
  /** `from` is the buffer that `chunk` is a view of, where it is one of ours: count what you lend of it. */
  data(chunk: Buffer, from: ReadBuffer | undefined): void;
  /** The peer closed or the connection broke: no more data will come. Called once, at the latest before `gone`. */
  closed(words: string): void;
  /** The peer has taken nothing of what we wrote for `writeTimeoutMs`. */
  stalled(): void;
  /** The socket is freed. Called once. */
  gone(): void;
}

/** One TCP connection (PS3.8 §9.1): a PDU is one write, nothing throws, and no event of the socket goes unheard. */
export class Transport {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #writeTimeoutMs: number;
  readonly #events: TransportEvents;
  #broke = 'the peer closed the connection';
  #closed = false;
  #pending = 0; // PDUs that the kernel has not taken yet
  #progressAt = 0;
  #deadline: Timer | undefined;
  #drain: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  #corked = false;
  readonly #uncork = () => {
    this.#corked = false;
    this.#socket.uncork();
  };
  readonly #onWritten = () => {
    this.#pending--;
    this.#progressAt = this.#clock.monotonicMs();
  };

  /** @param options.buffers for accepted, paused sockets: what to read into; undefined = as Node does */
  constructor(
    accepted: Socket,
    options: { readonly clock: Clock; readonly writeTimeoutMs: number; readonly buffers: ReadBuffers | undefined },
    events: TransportEvents,
  ) {
    const socket = (options.buffers && this.#readInto(accepted, options.buffers, events)) ?? accepted;
    this.#socket = socket;
    this.#clock = options.clock;
    this.#writeTimeoutMs = options.writeTimeoutMs;
    this.#events = events;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000); // finds the peer that was switched off
    socket.on('data', (chunk: Buffer) => events.data(chunk, undefined));
    socket.on('drain', () => this.#drained());
    socket.on('error', (error) => {
      this.#broke = wordsOf(error);
    });
    socket.on('end', () => this.#onClosed());
    socket.on('close', () => {
      this.#deadline?.cancel();
      this.#onClosed();
      events.gone();
    });
    socket.resume();
  }

  /** A read that fills little of its buffer is copied out of it, so that a dribble does not fill memory with nearly empty buffers. */
  #readInto(accepted: Socket, buffers: ReadBuffers, events: TransportEvents): Socket | undefined {
    let current: ReadBuffer | undefined;
    const next = () => {
      if (!current || current.lent > 0) current = buffers.take();
      return current.bytes;
    };
    const callback = (length: number) => {
      const { bytes } = current!;
      if (length < buffers.bytes / 8) events.data(Buffer.from(bytes.subarray(0, length)), undefined);
      else events.data(bytes.subarray(0, length), current);
      return true; // pause() stops the reading
    };
    return readInto(accepted, { buffer: next, callback });
  }

  /**
   * Writes a PDU, or several. What is written before the event loop goes on leaves in one writev: the last answers and the final response.
   *
   * @param written called once the kernel has all of it, or never will
   * @returns whether the socket can take more at once; otherwise wait for `drained()`
   */
  write(parts: readonly Uint8Array[], written?: () => void): boolean {
    const socket = this.#socket;
    if (!socket.writable) {
      written?.();
      return true; // `closed` has the news
    }
    if (this.#pending++ === 0) this.#progressAt = this.#clock.monotonicMs();
    this.#deadline ??= this.#clock.after(this.#writeTimeoutMs, () => this.#checkProgress());
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(this.#uncork);
    }
    const last = parts.length - 1;
    for (let at = 0; at < last; at++) socket.write(parts[at]!);
    socket.write(parts[last]!, written ? () => this.#onPackedWritten(written) : this.#onWritten);
    return !socket.writableNeedDrain;
  }

  /** Resolves when the socket can take more, or takes no more for ever. */
  drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#closed) return Promise.resolve();
    this.#drain ??= Promise.withResolvers<void>();
    return this.#drain.promise;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Sends FIN after what was written; what the peer still sends is heard until it closes too. */
  finishWriting(): void {
    if (!this.#socket.writableEnded) this.#socket.end();
  }

  /** Closes once everything is written; at once where the peer does not take it. */
  close(): void {
    if (this.#pending > 0) this.#socket.destroySoon();
    else this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onPackedWritten(written: () => void): void {
    this.#onWritten();
    written();
  }

  #drained(): void {
    this.#drain?.resolve();
    this.#drain = undefined;
  }

  #onClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#drained();
    this.#events.closed(this.#broke);
  }

  #checkProgress(): void {
    this.#deadline = undefined;
    if (this.#pending === 0 || this.#socket.destroyed) return;
    const quietMs = this.#clock.monotonicMs() - this.#progressAt;
    if (quietMs >= this.#writeTimeoutMs) this.#events.stalled();
    else this.#deadline = this.#clock.after(this.#writeTimeoutMs - quietMs, () => this.#checkProgress());
  }
}
