import net from 'node:net';
import tls from 'node:tls';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { Hl7Error } from './errors.ts';
import { type Framed, Framer, type FramingFault, frame } from './frame.ts';
import type { Receiver } from './receiver.ts';

export interface Hl7ListenLimits {
  readonly maxMessageBytes: number;
  readonly maxConnections: number;
  readonly messageMs: number;
  readonly answerMs: number;
  readonly handshakeMs: number;
  readonly maxFaults: number;
}

/** Key and chain of the page's certificate, and word of a new one. */
export interface TlsIdentity {
  current(): { readonly key: string; readonly certificate: string };
  onChange(listener: () => void): () => void;
}

export interface Hl7ListenOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly tls: TlsIdentity | undefined;
  /** How long a connection may be silent between messages, in ms; 0 = for ever. */
  readonly inactivityMs: () => number;
  readonly receiver: Pick<Receiver, 'receive' | 'refuse'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Hl7ListenLimits;
  readonly onChange?: () => void;
}

/** A message that was not taken, without anything of the patient. */
export interface RecentFault {
  readonly at: number;
  readonly address: string;
  readonly code: string;
  readonly words: string;
  readonly values: Hl7Error['values'];
}

export interface Hl7Listener {
  readonly address: string;
  readonly port: number;
  connections(): number;
  /** Messages that were done since the start, and when the last of them came. */
  taken(): { readonly count: number; readonly lastAt: number | undefined };
  /** What was refused last, newest first. */
  faults(): readonly RecentFault[];
  /** Takes no more connections; a message that is being done is still answered, for `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const FRAMING: Readonly<Record<FramingFault, string>> = {
  HL7_NOT_FRAMED: 'a message has to begin with the start block 0BH of MLLP',
  HL7_CUT_SHORT: 'the message has no end: its end block 1CH did not come',
  HL7_TOO_LONG: 'the message is longer than we take',
};

/**
 * The receiver's side of MLLP: one message at a time on each connection, the next is read when the answer to the one before is written.
 *
 * @throws Hl7Error HL7_LISTEN_FAILED
 */
export async function listenForHl7(options: Hl7ListenOptions): Promise<Hl7Listener> {
  const { host, port, tls: identity, clock, log, limits, onChange } = options;
  const open = new Set<Connection>();
  const recent: RecentFault[] = [];
  const taken = { count: 0, lastAt: undefined as number | undefined };

  function note(address: string, fault: Hl7Error | undefined): void {
    if (fault) {
      recent.unshift({ at: clock.now(), address, code: fault.code, words: fault.message, values: fault.values });
      recent.length = Math.min(recent.length, limits.maxFaults);
    } else {
      taken.count++;
      taken.lastAt = clock.now();
    }
    onChange?.();
  }

  function onConnection(socket: net.Socket): void {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (open.size >= limits.maxConnections) {
      log.warn('hl7.too-many-connections', { address, connections: open.size });
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, address, { ...options, note }, () => {
      open.delete(connection);
      onChange?.();
    });
    open.add(connection);
    onChange?.();
  }

  // Who ends its half behind its messages still reads their answers: ours ends after the last of them.
  const sockets = { noDelay: true, allowHalfOpen: true } as const;
  const server = identity
    ? tls.createServer({ ...contextOf(identity), ...sockets, handshakeTimeout: limits.handshakeMs }, onConnection)
    : net.createServer(sockets, onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Hl7Error('HL7_LISTEN_FAILED', `HL7: cannot listen on ${host} port ${port}: ${cause.message}`, { cause })),
    );
    server.listen({ host, port }, resolve);
  });
  server.removeAllListeners('error').on('error', (error) => log.error('hl7.listener-failed', { words: wordsOf(error) }));
  server.on('tlsClientError', (error: Error, socket: net.Socket) => {
    const fault = new Hl7Error('HL7_NOT_FRAMED', `the connection is no TLS, which this port speaks: ${wordsOf(error)}`);
    note((socket.remoteAddress ?? '').replace(/^::ffff:/, ''), fault);
    log.warn('hl7.tls-failed', { words: wordsOf(error) });
    socket.destroy();
  });
  const unsubscribe = identity?.onChange(() => (server as tls.Server).setSecureContext(contextOf(identity)));
  const bound = server.address() as net.AddressInfo;
  log.info('hl7.listening', { address: bound.address, port: bound.port, tls: identity !== undefined });

  return {
    ...{ address: bound.address, port: bound.port },
    connections: () => open.size,
    taken: () => ({ ...taken }),
    faults: () => [...recent],
    async close(graceMs) {
      unsubscribe?.();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const timer = clock.after(graceMs, () => {
        for (const connection of open) connection.destroy();
      });
      for (const connection of open) connection.end();
      await closed;
      timer.cancel();
    },
  };
}

const contextOf = (identity: TlsIdentity) => {
  const { key, certificate } = identity.current();
  return { key, cert: certificate, minVersion: 'TLSv1.2' } as const;
};

type ConnectionOptions = Pick<Hl7ListenOptions, 'receiver' | 'clock' | 'log' | 'limits' | 'inactivityMs'> & {
  note(address: string, fault: Hl7Error | undefined): void;
};

class Connection {
  readonly #socket: net.Socket;
  readonly #address: string;
  readonly #options: ConnectionOptions;
  readonly #framer: Framer;
  #due: Framed[] = [];
  #isBusy = false;
  #isEnding = false;
  #timer: Timer | undefined;
  /** The timer is that of a message. */
  #isTimed = false;
  #onDrain: (() => void) | undefined;

  constructor(socket: net.Socket, address: string, options: ConnectionOptions, whenGone: () => void) {
    this.#socket = socket;
    this.#address = address;
    this.#options = options;
    this.#framer = new Framer(options.limits.maxMessageBytes);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (piece: Buffer) => this.#read(piece));
    socket.on('drain', () => this.#onDrain?.());
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => options.log.debug('hl7.connection-lost', { address, words: wordsOf(error) }));
    socket.on('close', () => {
      this.#timer?.cancel();
      this.#onDrain?.();
      whenGone();
    });
    this.#wait();
  }

  /** After the message that is being done. */
  end(): void {
    this.#isEnding = true;
    this.#due = [];
    if (!this.#isBusy) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    this.#due.push(...this.#framer.read(piece));
    if (this.#due.length > 0) void this.#work();
    else if (this.#framer.isInside && !this.#isTimed) this.#wait();
  }

  /** A message may take so long from its first byte, silence between messages as the settings say. */
  #wait(): void {
    this.#timer?.cancel();
    const { clock, limits, inactivityMs } = this.#options;
    this.#isTimed = this.#framer.isInside;
    const ms = this.#isTimed ? limits.messageMs : inactivityMs();
    this.#timer = ms > 0 ? clock.after(ms, () => this.#silent()) : undefined;
  }

  #silent(): void {
    if (this.#isBusy) return;
    if (this.#framer.isInside) this.#due.push({ kind: 'fault', code: 'HL7_CUT_SHORT', begun: this.#framer.begun() });
    else this.#options.log.info('hl7.idle', { address: this.#address });
    this.#isEnding = true;
    void this.#work();
  }

  #ended(): void {
    if (this.#framer.isInside && !this.#isEnding) this.#due.push({ kind: 'fault', code: 'HL7_CUT_SHORT', begun: this.#framer.begun() });
    this.#isEnding = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#timer?.cancel();
    this.#socket.pause();
    try {
      for (let next = this.#due.shift(); next; next = this.#due.shift()) await this.#answer(next);
    } catch (error) {
      this.#options.log.error('hl7.connection-failed', { address: this.#address, words: wordsOf(error) });
      this.destroy();
    }
    this.#isBusy = false;
    if (this.#isEnding || this.#framer.isBroken) {
      this.#socket.end();
      this.#socket.resume(); // what still comes is thrown away, so that the end is seen
      this.#options.clock.after(this.#options.limits.answerMs, () => this.destroy());
      return;
    }
    this.#wait();
    this.#socket.resume();
  }

  async #answer(framed: Framed): Promise<void> {
    const { receiver, note } = this.#options;
    const { answer, faults } =
      framed.kind === 'message'
        ? await receiver.receive(framed.bytes, this.#address)
        : receiver.refuse(framed.begun, this.#address, new Hl7Error(framed.code, FRAMING[framed.code]));
    for (const fault of faults) note(this.#address, fault);
    if (!this.#socket.writable || this.#socket.write(frame(answer))) return;
    await this.#drained();
  }

  /** A sender that reads no answers gets no more messages done. */
  async #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onDrain = resolve;
    const timer = this.#options.clock.after(this.#options.limits.answerMs, () => {
      this.#options.log.warn('hl7.answers-not-read', { address: this.#address });
      this.destroy();
    });
    await promise;
    timer.cancel();
    this.#onDrain = undefined;
  }
}
