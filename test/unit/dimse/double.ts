import type { CommandSet } from '../../../app/dimse/dimse.ts';
import { decodeCommandSet } from '../../../app/dimse/dimse.ts';
import type { Association, Pdv, PdvPiece, PresentationContext } from '../../../app/ul/ul.ts';

/** The contexts of the doubles below: 1 Verification, 3 CT Image Storage, 5 Study Root FIND. */
export const CONTEXTS: ReadonlyMap<number, PresentationContext> = new Map(
  ['1.2.840.10008.1.1', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.2.2.1'].map((abstractSyntax, index) => {
    const id = 2 * index + 1;
    return [id, { id, abstractSyntax, transferSyntax: '1.2.840.10008.1.2' }];
  }),
);

/** A command fragment that is a whole PDV. */
export function commandPiece(contextId: number, data: Uint8Array, isLastFragment = true): PdvPiece {
  return { contextId, isCommand: true, isLastFragment, endsPdv: true, data };
}

export function datasetPiece(contextId: number, data: Uint8Array, isLastFragment = true): PdvPiece {
  return { contextId, isCommand: false, isLastFragment, endsPdv: true, data };
}

/** What was sent, put together again. */
export interface SentMessage {
  readonly contextId: number;
  readonly command: CommandSet;
  readonly dataset: Uint8Array | undefined;
}

/** An association without a socket: pieces are fed in, what is sent is kept. */
export interface Double {
  readonly association: Association;
  /** Hands over one batch, as one read of a socket would. */
  feed(...pieces: PdvPiece[]): void;
  /** The peer asks to release. */
  endByRelease(): void;
  lose(error: Error): void;
  /** P-DATA-TF PDUs sent. */
  readonly pdus: readonly Pdv[][];
  sentMessages(): SentMessage[];
  readonly aborts: string[];
  readonly releases: number;
  /** Pieces given back, in order. */
  readonly givenBack: readonly PdvPiece[];
  /** Times that the reader asked for pieces that were not there. */
  readonly waits: number;
}

export function createDouble(
  options: { readonly maxPduPayload?: number; readonly contexts?: ReadonlyMap<number, PresentationContext> } = {},
): Double {
  const batches: (readonly PdvPiece[])[] = [];
  const pdus: Pdv[][] = [];
  const aborts: string[] = [];
  const givenBack: PdvPiece[] = [];
  const controller = new AbortController();
  let waiting: PromiseWithResolvers<readonly PdvPiece[]> | undefined;
  let error: Error | undefined;
  let releases = 0;
  let waits = 0;

  function push(batch: readonly PdvPiece[]): void {
    if (waiting === undefined) batches.push(batch);
    else waiting.resolve(batch);
    waiting = undefined;
  }

  const association: Association = {
    id: 7,
    role: 'acceptor',
    callingAeTitle: 'CT1',
    calledAeTitle: 'FILMROOM',
    remote: { address: '127.0.0.1', port: 50000 },
    listener: 'main',
    presentationContexts: options.contexts ?? CONTEXTS,
    roles: new Map(),
    extendedNegotiation: new Map(),
    userIdentity: undefined,
    peerMaxLength: 16384,
    peerImplementation: { classUid: '1.2.3' },
    openedAt: 0,
    traffic: { receivedBytes: 0, sentBytes: 0 },
    pieces: () => {
      throw new Error('dimse takes batches');
    },
    takePieces() {
      const batch = batches.shift();
      if (batch !== undefined) return batch;
      if (error !== undefined) throw error;
      waits++;
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    giveBack(piece) {
      givenBack.push(piece);
    },
    async sendPData(pdvs) {
      if (error !== undefined) throw error;
      pdus.push(pdvs.map((pdv) => ({ ...pdv, data: Uint8Array.from(pdv.data) })));
    },
    async sendPacked(packed) {
      if (error !== undefined) throw error;
      for (const each of packed) {
        pdus.push(...pdusOf(each.bytes));
        each.release();
      }
    },
    maxPduPayload: options.maxPduPayload ?? 16384,
    async release() {
      releases++;
    },
    abort(words = '') {
      aborts.push(words);
    },
    closed: new Promise(() => undefined),
    signal: controller.signal,
  };
  return {
    association,
    feed: (...pieces) => push(pieces),
    endByRelease: () => push([]),
    lose(reason) {
      error = reason;
      controller.abort(reason);
      waiting?.reject(reason);
      waiting = undefined;
    },
    pdus,
    sentMessages: () => messagesOf(pdus.flat()),
    aborts,
    givenBack,
    get releases() {
      return releases;
    },
    get waits() {
      return waits;
    },
  };
}

function messagesOf(pdvs: readonly Pdv[]): SentMessage[] {
  const messages: SentMessage[] = [];
  for (let at = 0; at < pdvs.length; ) {
    const { contextId } = pdvs[at]!;
    const take = (isCommand: boolean) => {
      const parts: Uint8Array[] = [];
      for (;;) {
        const pdv = pdvs[at++];
        if (pdv === undefined || pdv.isCommand !== isCommand) throw new Error('the message has no last fragment');
        parts.push(pdv.data);
        if (pdv.isLastFragment) return Uint8Array.from(Buffer.concat(parts));
      }
    };
    const command = decodeCommandSet(take(true));
    messages.push({ contextId, command, dataset: command.commandDataSetType === 0x0101 ? undefined : take(false) });
  }
  return messages;
}

/** A turn of the event loop: whatever can run has run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A log that keeps its lines. */
export function createTestLog() {
  const lines: { level: string; event: string; fields: Record<string, unknown> }[] = [];
  const at =
    (level: string) =>
    (event: string, fields: object = {}) =>
      void lines.push({ level, event, fields: { ...fields } });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export async function bytesOf(dataset: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of dataset ?? []) parts.push(Uint8Array.from(part));
  return Uint8Array.from(Buffer.concat(parts));
}

/** PDUs of one PDV each, taken apart. */
function pdusOf(packed: Uint8Array): Pdv[][] {
  const bytes = Buffer.from(packed);
  const found: Pdv[][] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = at + 6 + bytes.readUInt32BE(at + 2);
    const control = bytes[at + 11]!;
    const data = Uint8Array.from(bytes.subarray(at + 12, end));
    found.push([{ contextId: bytes[at + 10]!, isCommand: (control & 1) === 1, isLastFragment: (control & 2) === 2, data }]);
    at = end;
  }
  return found;
}
