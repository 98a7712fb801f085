/** What a peer may cost us. Every figure is per association or connection unless said. */
export interface UlLimits {
  /** Longest PDU-length of an A-ASSOCIATE PDU, which is buffered whole. 128 contexts of 40 transfer syntaxes take about 200 kB. */
  readonly maxAssociatePduLength: number;
  /** Bytes of PDVs read ahead of `pieces()` before the socket is paused. */
  readonly readAheadBytes: number;
  /** Size of the buffers that an acceptor reads into; 0 = leave reading to Node. */
  readonly readBufferBytes: number;
  /** Connections of one listener that are not associations: silent ones, those in negotiation, those that wait for the peer to close. The oldest makes room. */
  readonly maxHalfOpen: number;
  /** A PDU that the peer's side has not taken after this long means that it does not read: the connection is closed. */
  readonly writeTimeoutMs: number;
  /** After A-RELEASE-RQ the answer must come within this, else A-ABORT. */
  readonly releaseTimeoutMs: number;
  /** Longest P-DATA-TF PDU that we send to a peer without a limit of its own. */
  readonly maxSentPduLength: number;
}

export const DEFAULT_UL_LIMITS: UlLimits = {
  maxAssociatePduLength: 512 * 1024,
  readAheadBytes: 512 * 1024,
  readBufferBytes: 128 * 1024,
  maxHalfOpen: 128,
  writeTimeoutMs: 60_000,
  releaseTimeoutMs: 30_000,
  maxSentPduLength: 128 * 1024,
};
