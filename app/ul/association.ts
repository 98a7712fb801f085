import type { Socket } from 'node:net';
import { type Clock, type Timer, wordsOf } from '../base/base.ts';
import type { Agreed, UlAssociationHooks, UlAssociationOptions } from './association-options.ts';
import { type AbortReason, abortReasonOf, abortWords, type Refusal, UlError } from './errors.ts';
import { refuseUnacceptable } from './negotiate.ts';
import type { PackedPData } from './packed-p-data.ts';
import { type Abort, type AssociateRq, PDV_HEADER_BYTES, type Pdu, type Pdv, type RoleSelection, type UserIdentity } from './pdu.ts';
import { nameOfPdu } from './pdu-decode.ts';
import { encodePDataTf, encodePdu, pDataLength } from './pdu-encode.ts';
import { EVENT_OF_PDU, WHEN } from './pdu-events.ts';
import { createPduStream, type PduStream } from './pdu-stream.ts';
import { PieceQueue } from './piece-queue.ts';
import type { ReadBuffer } from './read-buffers.ts';
import type { Association, AssociationEnd, PdvPiece, PresentationContext } from './service.ts';
import { type Effect, type Facts, type State, step, type UlEvent } from './state-machine.ts';
import { tapPacked, tapPdvs, tapSent, type UlTap } from './tap.ts';
import { Transport } from './transport.ts';

/** A piece that knows where its bytes lie. */
interface LentPiece extends PdvPiece {
  readonly from: ReadBuffer | undefined;
}

/** What an event brings along for the effects of its action. */
interface Detail {
  readonly bytes?: readonly Uint8Array[];
  /** Called once they are written. */
  readonly written?: () => void;
  readonly abort?: AbortReason;
  readonly facts?: Partial<Facts>;
  readonly indicate?: () => void;
  /** How it ends, where the action leads to Sta1 or Sta13. */
  readonly end?: AssociationEnd & { readonly error?: UlError };
}

/** Where the peer names no maximum length (Annex D.1 has no default): what every implementation takes. */
const MAX_LENGTH_UNSAID = 16384;
const DONE = Promise.resolve();
let associations = 0;

/** One association over one connection: performs the effects that Table 9-10 asks for. Knows sockets only by `Transport`. */
export class UlAssociation implements Association {
  readonly id = ++associations;
  readonly role: Association['role'];
  readonly remote: Association['remote'];
  readonly listener: string;
  callingAeTitle = '';
  calledAeTitle = '';
  presentationContexts: ReadonlyMap<number, PresentationContext> = new Map();
  roles: ReadonlyMap<string, RoleSelection> = new Map();
  extendedNegotiation: ReadonlyMap<string, Uint8Array> = new Map();
  userIdentity: UserIdentity | undefined;
  answeredTitle: string | undefined;
  peerMaxLength = MAX_LENGTH_UNSAID;
  peerImplementation: Association['peerImplementation'] = { classUid: '' };
  openedAt = 0;
  readonly traffic = { receivedBytes: 0, sentBytes: 0 };
  readonly closed: Promise<AssociationEnd>;

  readonly #options: UlAssociationOptions;
  readonly #hooks: UlAssociationHooks;
  readonly #clock: Clock;
  readonly #tap: UlTap | undefined;
  readonly #queue: PieceQueue;
  readonly #stream: PduStream;
  readonly #transport: Transport;
  readonly #aborted = new AbortController();
  readonly #resolveClosed: (end: AssociationEnd) => void;
  #state: State = 'Sta1';
  #refusedEvent: UlEvent = 'Evt19'; // the PDU that #pduBegins refused
  #ended = false;
  #error: UlError | undefined;
  #release: PromiseWithResolvers<void> | undefined;
  #artim: Timer | undefined;
  #inactivity: Timer | undefined;
  #releaseTimer: Timer | undefined;
  #activeAt = 0;
  owesAnswer?: () => boolean;
  #roomy = true;
  #readFrom: ReadBuffer | undefined; // what the chunk in hand is a view of

  constructor(socket: Socket, options: UlAssociationOptions, hooks: UlAssociationHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#clock = options.clock;
    this.#tap = options.tap;
    this.role = options.role;
    this.remote = options.remote;
    this.listener = options.listener;
    const { promise, resolve } = Promise.withResolvers<AssociationEnd>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.#stream = createPduStream(
      { maxPDataLength: options.maxPduLength, maxAssociatePduLength: options.limits.maxAssociatePduLength },
      { pduBegins: (type) => this.#pduBegins(type), pdu: (pdu) => this.#onPdu(pdu), piece: (piece) => this.#onPiece(piece) },
    );
    this.#transport = new Transport(
      socket,
      { clock: options.clock, writeTimeoutMs: options.limits.writeTimeoutMs, buffers: options.buffers },
      {
        data: (chunk, from) => this.#onData(chunk, from),
        closed: (words) => this.#onTransportClosed('UL_CONNECTION_LOST', words),
        stalled: () => this.#onStalled(),
        gone: () => hooks.gone(),
      },
    );
    this.#queue = new PieceQueue({
      highBytes: options.limits.readAheadBytes,
      onFull: () => this.#transport.pause(),
      onRoom: () => this.#transport.resume(),
      onWait: () => {
        this.#activeAt = this.#clock.monotonicMs();
      },
    });
  }

  get state(): State {
    return this.#state;
  }

  get signal(): AbortSignal {
    return this.#aborted.signal;
  }

  get maxPduPayload(): number {
    const ours = this.#options.limits.maxSentPduLength;
    return this.peerMaxLength === 0 ? ours : Math.min(this.peerMaxLength, ours);
  }

  // ── for listen and connect ────────────────────────────────────────────────────────────────────────────────────────

  /** Evt5: the acceptor has a connection. */
  transportIndication(): void {
    this.#tap?.opened(this.id, this);
    this.#fire('Evt5');
  }

  /** Evt1: the requestor wants one; its socket is connecting. */
  associateRequest(): void {
    this.#tap?.opened(this.id, this);
    this.#fire('Evt1');
  }

  /** Evt2: the requestor's socket is connected. */
  transportConfirmation(request: AssociateRq): void {
    if (this.#state === 'Sta4') this.#fire('Evt2', { bytes: [encodePdu(request)] });
  }

  /** Evt7, with the A-ASSOCIATE-AC PDU as it is to be sent. */
  accept(answer: Uint8Array, agreed: Agreed): void {
    this.establish(agreed);
    this.#fire('Evt7', { bytes: [answer] });
  }

  /** Evt8 */
  reject(refusal: Refusal): void {
    this.#fire('Evt8', refusalDetail(refusal));
  }

  establish(agreed: Agreed): void {
    const { peer } = agreed;
    this.callingAeTitle = agreed.callingAeTitle;
    this.calledAeTitle = agreed.calledAeTitle;
    this.presentationContexts = agreed.presentationContexts;
    this.answeredTitle = agreed.answeredTitle;
    this.roles = new Map(agreed.roles.map((role) => [role.sopClassUid, role]));
    this.extendedNegotiation = new Map(peer.extendedNegotiations?.map((item) => [item.sopClassUid, item.applicationInformation]));
    this.userIdentity = this.role === 'acceptor' ? agreed.request.userInformation.userIdentity : undefined;
    this.peerMaxLength = peer.maximumLength ?? MAX_LENGTH_UNSAID;
    this.peerImplementation = {
      classUid: peer.implementationClassUid ?? '',
      ...(peer.implementationVersionName !== undefined && { versionName: peer.implementationVersionName }),
    };
    this.openedAt = this.#clock.now();
    this.#activeAt = this.#clock.monotonicMs();
    if (this.#options.inactivityMs > 0) this.#watchInactivity(this.#options.inactivityMs);
  }

  /** Evt15 with an error of the caller's; harmless where there is nothing to abort. */
  abortWith(error: UlError): void {
    if (this.#ended || this.#state === 'Sta1' || this.#state === 'Sta2' || this.#state === 'Sta13') return;
    this.#fire('Evt15', { abort: { source: 0, reason: 0 }, end: { how: 'aborted', words: error.message, error } });
  }

  /** Closes the connection without a word. */
  destroy(words: string): void {
    this.#onTransportClosed('UL_CONNECTION_LOST', words);
    this.#transport.destroy();
  }

  // ── the service (see Association) ─────────────────────────────────────────────────────────────────────────────────

  pieces(): AsyncIterableIterator<PdvPiece> {
    return this.#queue;
  }

  takePieces(): readonly PdvPiece[] | Promise<readonly PdvPiece[]> {
    return this.#queue.take();
  }

  giveBack(piece: PdvPiece): void {
    const { from } = piece as LentPiece;
    if (from) this.#options.buffers?.giveBack(from);
  }

  sendPData(pdvs: readonly Pdv[]): Promise<void> {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#state !== 'Sta6' && this.#state !== 'Sta8') {
      return Promise.reject(released());
    }
    const length = pDataLength(pdvs);
    if (length > this.maxPduPayload || length === 0) {
      return Promise.reject(new Error(`P-DATA-TF of ${length} bytes, from 1 to ${this.maxPduPayload} are possible`));
    }
    this.traffic.sentBytes += length - PDV_HEADER_BYTES * pdvs.length;
    this.#activeAt = this.#clock.monotonicMs();
    if (this.#tap) tapPdvs(this.#tap, this.id, pdvs);
    this.#fire('Evt9', { bytes: encodePDataTf(pdvs) });
    return this.#roomy ? DONE : this.#untilDrained();
  }

  sendPacked(packed: readonly PackedPData[]): Promise<void> {
    const refusal = this.#error ?? (this.#state === 'Sta6' || this.#state === 'Sta8' ? undefined : released());
    if (refusal) {
      for (const each of packed) each.release();
      return Promise.reject(refusal);
    }
    for (const { dataBytes } of packed) this.traffic.sentBytes += dataBytes;
    this.#activeAt = this.#clock.monotonicMs();
    if (this.#tap) tapPacked(this.#tap, this.id, packed);
    const written = () => {
      for (const each of packed) each.release();
    };
    this.#fire('Evt9', { bytes: packed.map(({ bytes }) => bytes), written });
    return this.#roomy ? DONE : this.#untilDrained();
  }

  release(): Promise<void> {
    if (this.#release) return this.#release.promise;
    if (this.#ended) return this.#error ? Promise.reject(this.#error) : DONE;
    this.#release = Promise.withResolvers<void>();
    this.#release.promise.catch(() => {}); // whoever awaits it hears; nobody has to
    if (this.#state === 'Sta8') this.#respondToRelease();
    else {
      this.#fire('Evt11', { bytes: [encodePdu({ kind: 'release-rq' })] });
      this.#queue.endNow();
      this.#transport.resume();
      const { releaseTimeoutMs } = this.#options.limits;
      this.#releaseTimer = this.#clock.after(releaseTimeoutMs, () =>
        this.abortWith(new UlError('UL_TIMEOUT', `no A-RELEASE-RP within ${releaseTimeoutMs} ms`)),
      );
    }
    return this.#release.promise;
  }

  abort(words = 'aborted by us'): void {
    this.abortWith(new UlError('UL_ABORTED', words));
  }

  // ── events of the connection ──────────────────────────────────────────────────────────────────────────────────────

  #onData(chunk: Uint8Array, from: ReadBuffer | undefined): void {
    this.#activeAt = this.#clock.monotonicMs();
    this.#readFrom = from;
    try {
      this.#stream.push(chunk);
    } catch (error) {
      if (error instanceof UlError) this.#onFault(error);
      else this.#onBug(error);
    }
    this.#queue.flush();
  }

  /** A PDU that Table 9-10 answers with A-ABORT is refused at its header, before its body is kept. */
  #pduBegins(type: number): void {
    const event = EVENT_OF_PDU[type]!;
    const outcome = step(this.#state, event, this.#facts());
    if (outcome?.does.some((effect) => effect === 'send-abort-user' || effect === 'send-abort-provider')) {
      this.#refusedEvent = event;
      throw new UlError('UL_UNEXPECTED_PDU', `${nameOfPdu(type)} ${WHEN[this.#state]}`);
    }
    if (event === 'Evt10') this.#fire(event);
  }

  #onPiece(piece: PdvPiece): void {
    if (this.#state !== 'Sta6') return; // Sta7: we release, nobody reads; Sta13: ignored (AA-6)
    if (!this.presentationContexts.has(piece.contextId)) {
      throw new UlError('UL_PDU_MALFORMED', `P-DATA-TF: presentation context ${piece.contextId} was not accepted`);
    }
    this.traffic.receivedBytes += piece.data.byteLength;
    this.#tap?.pdv(this.id, 'in', piece.contextId, piece.isCommand, piece.isLastFragment && piece.endsPdv, piece.data);
    if (!this.#readFrom) this.#queue.push(piece);
    else if (piece.isCommand)
      this.#queue.push({ ...piece, data: piece.data.slice() }); // small, and kept until the command set is whole
    else {
      this.#readFrom.lent++;
      const lent: LentPiece = { ...piece, from: this.#readFrom };
      this.#queue.push(lent);
    }
  }

  #onPdu(pdu: Pdu): void {
    this.#tap?.pdu(this.id, 'in', pdu);
    switch (pdu.kind) {
      case 'associate-rq': {
        const refusal = refuseUnacceptable(pdu);
        const indicate = () => this.#hooks.associateIndication?.(pdu);
        this.#fire('Evt6', refusal ? { ...refusalDetail(refusal), facts: { acceptable: false } } : { indicate });
        if (refusal) this.#hooks.refused?.(pdu, refusal);
        break;
      }
      case 'associate-ac':
        this.#fire('Evt3', { indicate: () => this.#hooks.associateConfirmation?.(pdu) });
        break;
      case 'associate-rj':
        this.#fire('Evt4', {
          indicate: () => this.#hooks.associateConfirmation?.(pdu),
          end: { how: 'lost', words: 'rejected by the peer', error: new UlError('UL_REJECTED', 'rejected by the peer') },
        });
        break;
      case 'release-rq':
        this.#fire('Evt12');
        break;
      case 'release-rp':
        this.#fire('Evt13', { end: { how: 'released', words: 'released' } });
        break;
      case 'abort':
        this.#onAbort(pdu);
        break;
      default:
        pdu satisfies never;
    }
  }

  #onAbort(pdu: Abort): void {
    const words = abortWords(pdu);
    const error = new UlError('UL_ABORTED_BY_PEER', words);
    this.#fire('Evt16', { facts: { abortedByUser: pdu.source === 0 }, end: { how: 'aborted-by-peer', words, error } });
  }

  #onFault(error: UlError): void {
    const event = error.code === 'UL_UNEXPECTED_PDU' ? this.#refusedEvent : 'Evt19';
    this.#fire(event, { abort: abortReasonOf(error.code), end: { how: 'aborted', words: error.message, error } });
  }

  #onTransportClosed(code: 'UL_CONNECTION_LOST' | 'UL_TIMEOUT', words: string): void {
    if (this.#state !== 'Sta1') this.#fire('Evt17', { end: { how: 'lost', words, error: new UlError(code, words) } });
    this.#transport.close();
  }

  #onStalled(): void {
    this.#onTransportClosed('UL_TIMEOUT', `the peer has read nothing for ${this.#options.limits.writeTimeoutMs} ms`);
    this.#transport.destroy();
  }

  #onBug(error: unknown): void {
    this.#options.log.error('upper layer failed', { association: this.id, state: this.#state, words: wordsOf(error) });
    this.destroy('internal error');
  }

  // ── Table 9-10 ────────────────────────────────────────────────────────────────────────────────────────────────────

  #facts(given?: Partial<Facts>): Facts {
    return { requestor: this.role === 'requestor', acceptable: true, abortedByUser: false, ...given };
  }

  #fire(event: UlEvent, detail: Detail = {}): void {
    const outcome = step(this.#state, event, this.#facts(detail.facts));
    if (!outcome) {
      this.#onBug(new Error(`${event} in ${this.#state}: blank in PS3.8 Table 9-10`));
      return;
    }
    this.#state = outcome.next;
    if (outcome.next === 'Sta1') this.#stream.stop(); // what the same chunk still holds is nobody's
    for (const effect of outcome.does) this.#perform(effect, detail);
    if ((outcome.next === 'Sta1' || outcome.next === 'Sta13') && detail.end) this.#finish(detail.end);
  }

  #perform(effect: Effect, detail: Detail): void {
    switch (effect) {
      case 'open-transport': // the socket that we were given is connecting already
      case 'issue-p-data-indication': // the pieces follow
      case 'issue-abort-indication': // #finish tells
      case 'issue-p-abort-indication':
        break;
      case 'close-transport':
        this.#transport.close();
        break;
      case 'start-artim':
        this.#artim?.cancel();
        this.#artim = this.#clock.after(this.#options.artimMs, () => this.#onArtim());
        break;
      case 'stop-artim':
        this.#artim?.cancel();
        break;
      case 'send-associate-rq':
      case 'send-associate-ac':
      case 'send-associate-rj':
      case 'send-p-data':
      case 'send-release-rq':
      case 'send-release-rp':
        if (this.#tap && effect !== 'send-p-data') tapSent(this.#tap, this.id, detail.bytes![0]!);
        this.#roomy = this.#transport.write(detail.bytes!, detail.written);
        break;
      case 'send-abort-user': // AA-1 says "service-user source", but in Sta2 there is no user yet: source and reason name the fault (Table 9-26)
      case 'send-abort-provider':
        this.#tap?.pdu(this.id, 'out', { kind: 'abort', ...(detail.abort ?? { source: 2, reason: 0 }) });
        this.#transport.write([encodePdu({ kind: 'abort', ...(detail.abort ?? { source: 2, reason: 0 }) })]);
        this.#transport.finishWriting(); // nothing can follow A-ABORT: a peer that speaks no DICOM sees the end at once
        break;
      case 'issue-associate-indication':
      case 'issue-associate-confirmation':
        detail.indicate?.();
        break;
      case 'issue-release-indication':
        if (this.#state === 'Sta8') this.#queue.end();
        if (this.#state === 'Sta9') this.#respondToRelease(); // collision: we want the release ourselves
        break;
      case 'issue-release-confirmation':
        if (this.#state === 'Sta12') this.#respondToRelease();
        break;
      default:
        effect satisfies never;
    }
  }

  /** Evt14, for both ends of a collision too. */
  #respondToRelease(): void {
    this.#fire('Evt14', { bytes: [encodePdu({ kind: 'release-rp' })], end: { how: 'released', words: 'released' } });
  }

  #onArtim(): void {
    if (this.#state !== 'Sta2' && this.#state !== 'Sta13') return;
    const words = `no A-ASSOCIATE-RQ within ${this.#options.artimMs} ms`;
    this.#fire('Evt18', { end: { how: 'lost', words, error: new UlError('UL_TIMEOUT', words) } });
  }

  #finish(end: NonNullable<Detail['end']>): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#inactivity?.cancel();
    this.#releaseTimer?.cancel();
    this.#error = end.error;
    if (end.error) {
      this.#queue.fail(end.error);
      this.#release?.reject(end.error);
      this.#aborted.abort(end.error);
    } else {
      this.#queue.endNow();
      this.#release?.resolve();
    }
    this.#transport.resume(); // what still comes is ignored, but its end must be heard
    const { error, ...how } = end;
    this.#tap?.ended(this.id, how);
    this.#resolveClosed(how);
    this.#hooks.ended(how, error);
  }

  /** Silence counts while we wait for the peer, not while it waits for us. */
  #watchInactivity(ms: number): void {
    const { inactivityMs, onInactivity } = this.#options;
    this.#inactivity = this.#clock.after(ms, () => {
      if (this.#state !== 'Sta6') return;
      const waits = this.#queue.isAwaited && !this.owesAnswer?.();
      const quietMs = waits ? this.#clock.monotonicMs() - this.#activeAt : 0;
      if (quietMs < inactivityMs) this.#watchInactivity(Math.max(1, inactivityMs - quietMs));
      else if (onInactivity === 'abort') this.abortWith(new UlError('UL_TIMEOUT', `the peer was silent for ${inactivityMs} ms`));
      else void this.release();
    });
  }

  #untilDrained(): Promise<void> {
    const drained = this.#transport.drained().then(() => {
      if (this.#error) throw this.#error;
    });
    drained.catch(() => {}); // a sender that does not await hears of it elsewhere
    return drained;
  }
}

function released(): UlError {
  return new UlError('UL_RELEASED', 'the association is released, nothing can be sent');
}

function refusalDetail(refusal: Refusal): Detail {
  const { result, source, reason, words, why } = refusal;
  return {
    bytes: [encodePdu({ kind: 'associate-rj', result, source, reason })],
    end: { how: 'aborted', words, ...(why && { why }), error: new UlError('UL_REJECTED', words, { refusal }) },
  };
}
