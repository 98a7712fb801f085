/** The PDUs of PS3.8 §9.3 as plain data. Texts are trimmed; what is reserved is left out unless it must be sent back. */

export const PDU_HEADER_BYTES = 6; // type, reserved, length (§9.3.1)
export const PDV_HEADER_BYTES = 6; // item length, Presentation-context-ID, message control header (§9.3.5.1, Annex E.2)
export const PDU_TYPE = {
  associateRq: 0x01,
  associateAc: 0x02,
  associateRj: 0x03,
  pDataTf: 0x04,
  releaseRq: 0x05,
  releaseRp: 0x06,
  abort: 0x07,
} as const;

/** PS3.7 Annex A.2.1. */
export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

export type Pdu = AssociateRq | AssociateAc | AssociateRj | ReleaseRq | ReleaseRp | Abort;

/** §9.3.2 */
export interface AssociateRq {
  readonly kind: 'associate-rq';
  readonly protocolVersion: number;
  /** Leading and trailing spaces removed; case kept. */
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  /** Bytes 11 to 74 as received: both titles and the reserved field, which A-ASSOCIATE-AC sends back (§9.3.3). Absent when we build one. */
  readonly titlesField?: Uint8Array;
  readonly applicationContext: string;
  readonly presentationContexts: readonly ProposedContext[];
  readonly userInformation: UserInformation;
}

/** §9.3.2.2 */
export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/** §9.3.3 */
export interface AssociateAc {
  readonly kind: 'associate-ac';
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly titlesField?: Uint8Array;
  readonly applicationContext: string;
  readonly presentationContexts: readonly ContextResult[];
  readonly userInformation: UserInformation;
}

/** §9.3.3.2: 0 acceptance, 1 user-rejection, 2 no reason, 3 abstract syntax not supported, 4 transfer syntaxes not supported. */
export interface ContextResult {
  readonly id: number;
  readonly result: number;
  /** Not significant unless `result` is 0. */
  readonly transferSyntax: string;
}

/** §9.3.4 */
export interface AssociateRj {
  readonly kind: 'associate-rj';
  readonly result: number;
  readonly source: number;
  readonly reason: number;
}

export interface ReleaseRq {
  readonly kind: 'release-rq';
}

export interface ReleaseRp {
  readonly kind: 'release-rp';
}

/** §9.3.8 */
export interface Abort {
  readonly kind: 'abort';
  readonly source: number;
  readonly reason: number;
}

/** A presentation data value to be sent (§9.3.5.1). */
export interface Pdv {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLastFragment: boolean;
  readonly data: Uint8Array;
}

/** The sub-items of item 50H (PS3.8 §9.3.2.3, Annex D; PS3.7 Annex D.3.3). Unknown sub-items are ignored (PS3.8 §9.3.1). */
export interface UserInformation {
  /** 51H: most bytes of PDU-length in a P-DATA-TF PDU sent to this side; 0 = no limit. */
  readonly maximumLength?: number;
  /** 52H */
  readonly implementationClassUid?: string;
  /** 55H */
  readonly implementationVersionName?: string;
  /** 53H */
  readonly asynchronousOperationsWindow?: { readonly invoked: number; readonly performed: number };
  /** 54H */
  readonly roleSelections?: readonly RoleSelection[];
  /** 56H */
  readonly extendedNegotiations?: readonly ExtendedNegotiation[];
  /** 57H */
  readonly commonExtendedNegotiations?: readonly CommonExtendedNegotiation[];
  /** 58H */
  readonly userIdentity?: UserIdentity;
  /** 59H: the server response; empty bytes but for types 3 to 5. */
  readonly userIdentityResponse?: Uint8Array;
}

/** PS3.7 D.3.3.4: may the requestor be SCU, may it be SCP. */
export interface RoleSelection {
  readonly sopClassUid: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

/** PS3.7 D.3.3.5 */
export interface ExtendedNegotiation {
  readonly sopClassUid: string;
  readonly applicationInformation: Uint8Array;
}

/** PS3.7 D.3.3.6 */
export interface CommonExtendedNegotiation {
  readonly sopClassUid: string;
  readonly serviceClassUid: string;
  readonly relatedSopClassUids: readonly string[];
}

/** PS3.7 D.3.3.7: 1 username, 2 username and passcode, 3 Kerberos, 4 SAML, 5 JWT. Never logged. */
export interface UserIdentity {
  readonly type: number;
  readonly positiveResponseRequested: boolean;
  readonly primaryField: Uint8Array;
  readonly secondaryField: Uint8Array;
}
