import type { AssociateAc, AssociateRq, RoleSelection, UserIdentity } from './pdu.ts';

/** What the acceptor's service-user decides of a request. */
export interface NegotiationPolicy {
  /** Which transfer syntaxes we take for this abstract syntax; undefined → result 3, abstract-syntax-not-supported. */
  transferSyntaxes(abstractSyntax: string): ((transferSyntax: string) => boolean) | undefined;
  /** Among the acceptable ones: the requestor's first, or Explicit VR Little Endian where that first one is Implicit. */
  readonly transferSyntaxPolicy: 'first-acceptable' | 'prefer-explicit';
  /** The roles that the requestor may have for a SOP class that it proposed roles for; undefined → no answer, the default roles hold. */
  roles?(proposed: RoleSelection): { readonly scu: boolean; readonly scp: boolean } | undefined;
  /** Our service class application information for a SOP class; undefined → no answer. */
  extendedNegotiation?(sopClassUid: string, applicationInformation: Uint8Array): Uint8Array | undefined;
  /** The server response to a user identity that asks for one; undefined → none. Refuse a wrong identity in `decide`. */
  userIdentityResponse?(identity: UserIdentity): Uint8Array | undefined;
}

/** What we say of ourselves in the user information item. */
export interface OwnInformation {
  readonly maxPduLength: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
}

export function negotiate(_request: AssociateRq, _policy: NegotiationPolicy, _own: OwnInformation): AssociateAc {
  throw new Error('being built');
}
