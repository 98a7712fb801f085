import type { Why } from './errors.ts';
import type { PackedPData } from './packed-p-data.ts';
import type { Pdv, RoleSelection, UserIdentity } from './pdu.ts';

/** A presentation context that was accepted (PS3.8 §7.1.1.14). */
export interface PresentationContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

/**
 * A part of a presentation data value, as it came from the socket: a PDV may arrive in several pieces and only the one with `endsPdv` closes it.
 * The message ends where `isLastFragment` and `endsPdv` are both set. `data` may be empty.
 */
export interface PdvPiece {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLastFragment: boolean;
  readonly endsPdv: boolean;
  /** A view of what the socket read: keep it as long as you like, unless you give it back; do not write to it. */
  readonly data: Uint8Array;
}

export interface AssociationEnd {
  readonly how: 'released' | 'aborted-by-peer' | 'aborted' | 'lost';
  readonly words: string;
  /** Of an association that we refused. */
  readonly why?: Why;
}

/** An established association (PS3.8 §7), the same for both roles. */
export interface Association {
  /** Unique in this process, for logs. */
  readonly id: number;
  readonly role: 'requestor' | 'acceptor';
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remote: { readonly address: string; readonly port: number };
  /** Name of the listener that took it; '' for requestors. */
  readonly listener: string;
  /** The accepted ones, by id. */
  readonly presentationContexts: ReadonlyMap<number, PresentationContext>;
  /** The roles agreed, by SOP class; the default roles (requestor SCU, acceptor SCP) where absent (PS3.7 D.3.3.4). */
  readonly roles: ReadonlyMap<string, RoleSelection>;
  /** The peer's service class application information, by SOP class (PS3.7 D.3.3.5). */
  readonly extendedNegotiation: ReadonlyMap<string, Uint8Array>;
  /** What the requestor said of its user, at the acceptor (PS3.7 D.3.3.7). Never log it. */
  readonly userIdentity: UserIdentity | undefined;
  /** The longest P-DATA-TF PDU that the peer takes; 0 = unlimited (PS3.8 Annex D.1). */
  readonly peerMaxLength: number;
  /**
   * At the requestor: what the answer has for a called AE title. The acceptor has to send back what it got and nobody tests it (PS3.8 Table 9-17);
   * some acceptors put their own there, which tells who really answered.
   */
  readonly answeredTitle?: string | undefined;
  readonly peerImplementation: { readonly classUid: string; readonly versionName?: string };
  /** Wall clock, milliseconds. */
  readonly openedAt: number;
  /** Bytes of PDV data that came in and went out so far. */
  readonly traffic: { readonly receivedBytes: number; readonly sentBytes: number };

  /**
   * What the peer sends, in order. Ends when the peer asks to release, or we did; throws UlError when the association is lost or aborted.
   * The socket is read only as fast as this is pulled. One reader at a time; reading may stop and begin again at any piece.
   */
  pieces(): AsyncIterableIterator<PdvPiece>;
  /** The same in batches: what is there now, else a promise of the next. An empty batch is the end. Throws or rejects with UlError. */
  takePieces(): readonly PdvPiece[] | Promise<readonly PdvPiece[]>;

  /**
   * Says that nobody looks at `piece.data` any more, now or later: its bytes may be read over at once.
   * Once for each piece, or never, which costs the garbage collector's time and memory instead.
   */
  giveBack(piece: PdvPiece): void;

  /**
   * Sends one P-DATA-TF PDU in one write. Resolves when the socket can take more; `data` is not copied unless small, so leave it alone until `closed` or the peer's answer.
   * Most bytes that `pdvs` may take, item headers of 6 bytes included, is `maxPduPayload`.
   *
   * @throws UlError where the association is gone, or the peer does not read within the write deadline
   */
  sendPData(pdvs: readonly Pdv[]): Promise<void>;
  /**
   * Sends PDUs of `PDataPacker`, all in one write, and releases them when the kernel has them. Resolves when the socket can take more.
   *
   * @throws UlError like `sendPData`
   */
  sendPacked(packed: readonly PackedPData[]): Promise<void>;
  /** Most bytes of PDV items (6 of header each) that we put in one PDU to the peer: its limit, or our own where it has none. */
  readonly maxPduPayload: number;

  /**
   * Asks to release and waits for the answer; where the peer has asked (pieces() ended), answers it.
   * Aborts where no answer comes in time.
   *
   * @throws UlError where the association ended in another way
   */
  release(): Promise<void>;
  /** A-ABORT by the service-user; `words` go to the log. Harmless once closed. */
  abort(words?: string): void;
  /** Settles once, never rejects. */
  readonly closed: Promise<AssociationEnd>;
  /** Set by the user of the service: true while it is the peer that waits. Its silence does not count then (inactivity). */
  owesAnswer?: () => boolean;
  /** Aborted, with a UlError, when the association is lost or aborted by either side; not by a release. */
  readonly signal: AbortSignal;
}
