import net from 'node:net';
import { associateRq, message, parseCommandSet, type RawPdv, type RqOptions, releaseRq } from './raw-bytes.ts';

export * from './raw-bytes.ts';

/** A PDU as it came: `body` is what follows the 6-byte header. */
export interface RawPdu {
  readonly type: number;
  readonly body: Buffer;
}

/**
 * A DICOM peer that speaks bytes, in either role; it checks nothing and hides nothing.
 *
 *     const peer = await rawConnect(port);
 *     peer.send(associateRq({ calledAeTitle: 'FILMROOM' }));
 *     const ac = await peer.pdu();              // { type: 0x02, body }
 *     peer.send(...message(1, cEchoRq()));
 *     const { command } = await peer.message(); // gathers PDVs up to the last fragment
 *     assert.equal(statusOf(command), 0x0000);
 *     await peer.release();
 */
export class RawPeer {
  readonly socket: net.Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};
  readonly #waitMs: number;
  readonly #pdvs: RawPdv[] = [];

  constructor(socket: net.Socket, waitMs = 5000) {
    this.socket = socket;
    this.#waitMs = waitMs;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#received = this.#received.byteLength ? Buffer.concat([this.#received, chunk]) : chunk;
      this.#wake();
    });
    const over = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('end', over);
    socket.on('close', over);
    socket.on('error', over); // a reset is an end like any other; `ended()` tells
  }

  /** Writes the buffers as they are, each in one write. */
  send(...buffers: readonly Uint8Array[]): void {
    for (const buffer of buffers) this.socket.write(buffer);
  }

  /** Writes `size` bytes at a time, each in its own segment as far as TCP lets us. */
  async dribble(bytes: Uint8Array, size: number): Promise<void> {
    for (let at = 0; at < bytes.byteLength; at += size) {
      this.socket.write(bytes.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next `length` bytes, whatever they are. Rejects when the connection ends before, or nothing comes in time. */
  async bytes(length: number): Promise<Buffer> {
    await this.#until(() => this.#received.byteLength >= length, `${length} bytes`);
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  /** The next PDU. */
  async pdu(): Promise<RawPdu> {
    const header = await this.bytes(6);
    return { type: header[0]!, body: await this.bytes(header.readUInt32BE(2)) };
  }

  /** The next PDV, P-DATA-TF PDUs taken apart. */
  async pdv(): Promise<RawPdv> {
    while (!this.#pdvs.length) {
      const { type, body } = await this.pdu();
      if (type !== 0x04) throw new Error(`P-DATA-TF wanted, PDU type ${type} came: ${body.toString('hex')}`);
      this.#takeApart(body);
    }
    return this.#pdvs.shift()!;
  }

  #takeApart(body: Buffer): void {
    for (let at = 0; at < body.byteLength; ) {
      const length = body.readUInt32BE(at);
      const control = body[at + 5]!;
      const data = body.subarray(at + 6, at + 4 + length);
      this.#pdvs.push({ contextId: body[at + 4]!, isCommand: (control & 1) === 1, isLastFragment: (control & 2) === 2, data });
      at += 4 + length;
    }
  }

  /** The next message: its command set, and its data set where (0000,0800) says that there is one. */
  async message(): Promise<{ contextId: number; command: Map<number, Buffer>; dataset: Buffer | undefined }> {
    const { contextId, data } = await this.#fragments(true);
    const command = parseCommandSet(data);
    const hasDataset = command.get(0x00000800)?.readUInt16LE(0) !== 0x0101;
    return { contextId, command, dataset: hasDataset ? (await this.#fragments(false)).data : undefined };
  }

  /** The next message; undefined where A-RELEASE-RQ comes instead. */
  async messageOrRelease(): Promise<Awaited<ReturnType<RawPeer['message']>> | undefined> {
    if (!this.#pdvs.length) {
      const { type, body } = await this.pdu();
      if (type === 0x05) return undefined;
      if (type !== 0x04) throw new Error(`P-DATA-TF or A-RELEASE-RQ wanted, PDU type ${type} came`);
      this.#takeApart(body);
    }
    return await this.message();
  }

  /** Sends a message and waits for one. */
  async ask(contextId: number, command: Uint8Array, dataset?: Uint8Array, maxPduLength?: number) {
    this.send(...message(contextId, command, dataset, maxPduLength === undefined ? {} : { maxPduLength }));
    return await this.message();
  }

  /** Waits for the end of the connection; returns the bytes that came before it and were not read. */
  async ended(): Promise<Buffer> {
    await this.#until(() => this.#ended, 'the end of the connection', true);
    return this.#received;
  }

  /** A-RELEASE-RQ, wait for A-RELEASE-RP, close. */
  async release(): Promise<void> {
    this.send(releaseRq());
    const { type } = await this.pdu();
    if (type !== 0x06) throw new Error(`A-RELEASE-RP wanted, PDU type ${type} came`);
    await this.close();
  }

  /** FIN, and the wait for the other side's. */
  async close(): Promise<void> {
    this.socket.end();
    await this.ended();
    this.socket.destroy();
  }

  /** RST. Where the connection has ended already it is just freed: Node would keep the handle, and the process could not end. */
  reset(): void {
    if (this.#ended) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  async #fragments(isCommand: boolean): Promise<{ contextId: number; data: Buffer }> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const pdv = await this.pdv();
      if (pdv.isCommand !== isCommand) throw new Error(`${isCommand ? 'command' : 'data set'} fragment wanted`);
      parts.push(pdv.data);
      if (pdv.isLastFragment) return { contextId: pdv.contextId, data: Buffer.concat(parts) };
    }
  }

  async #until(holds: () => boolean, what: string, endIsFine = false): Promise<void> {
    const deadline = Date.now() + this.#waitMs;
    while (!holds()) {
      if (this.#ended && !endIsFine) throw new Error(`the connection ended; ${what} wanted, have ${this.#received.toString('hex')}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no ${what} within ${this.#waitMs} ms; have ${this.#received.subarray(0, 64).toString('hex')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Opens a transport connection; nothing is sent. `waitMs` bounds every wait of the peer. */
export async function rawConnect(port: number, options: { readonly host?: string; readonly waitMs?: number } = {}): Promise<RawPeer> {
  const socket = net.connect({ port, host: options.host ?? '127.0.0.1' });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return new RawPeer(socket, options.waitMs);
}

/** Opens an association; throws unless A-ASSOCIATE-AC comes. `ac.body` is the answer. */
export async function rawAssociate(port: number, rq: RqOptions = {}, options: { readonly waitMs?: number } = {}) {
  const peer = await rawConnect(port, options);
  peer.send(associateRq(rq));
  const ac = await peer.pdu();
  if (ac.type !== 0x02) {
    peer.socket.destroy();
    throw new Error(`A-ASSOCIATE-AC wanted, PDU type ${ac.type} came: ${ac.body.toString('hex')}`);
  }
  return Object.assign(peer, { ac });
}

/** Results of the presentation contexts in an A-ASSOCIATE-AC body: id → result and transfer syntax. */
export function contextResults(acBody: Buffer): Map<number, { result: number; transferSyntax: string }> {
  const found = new Map<number, { result: number; transferSyntax: string }>();
  for (const { type, body } of itemsOf(acBody.subarray(68))) {
    if (type !== 0x21) continue;
    const syntax = itemsOf(body.subarray(4)).find((sub) => sub.type === 0x40);
    found.set(body[0]!, { result: body[2]!, transferSyntax: syntax?.body.toString('latin1') ?? '' });
  }
  return found;
}

/** The presentation contexts that an A-ASSOCIATE-RQ body proposes. */
export function proposedContexts(rqBody: Buffer): { id: number; abstractSyntax: string; transferSyntaxes: string[] }[] {
  return itemsOf(rqBody.subarray(68))
    .filter(({ type }) => type === 0x20)
    .map(({ body }) => {
      const subs = itemsOf(body.subarray(4));
      const text = ({ body: bytes }: { readonly body: Buffer }) => bytes.toString('latin1').replace(/[\0 ]+$/, '');
      const abstractSyntax = subs.find(({ type }) => type === 0x30);
      return {
        id: body[0]!,
        abstractSyntax: abstractSyntax ? text(abstractSyntax) : '',
        transferSyntaxes: subs.filter(({ type }) => type === 0x40).map(text),
      };
    });
}

/** Sub-items of the user information in an A-ASSOCIATE-AC body, in order. */
export function userItemsOf(acBody: Buffer): { type: number; body: Buffer }[] {
  const user = itemsOf(acBody.subarray(68)).find(({ type }) => type === 0x50);
  return user ? itemsOf(user.body) : [];
}

function itemsOf(bytes: Buffer): { type: number; body: Buffer }[] {
  const items: { type: number; body: Buffer }[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength; ) {
    const length = bytes.readUInt16BE(at + 2);
    items.push({ type: bytes[at]!, body: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return items;
}

/** A raw peer that plays the acceptor: takes one connection after another and hands each on. */
export async function rawListen(onPeer: (peer: RawPeer) => void): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    onPeer(new RawPeer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
