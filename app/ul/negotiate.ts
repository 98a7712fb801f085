import type { Refusal } from './errors.ts';
import {
  APPLICATION_CONTEXT,
  type AssociateAc,
  type AssociateRq,
  type CommonExtendedNegotiation,
  type ContextResult,
  type ExtendedNegotiation,
  PDV_HEADER_BYTES,
  type ProposedContext,
  type RoleSelection,
  type UserIdentity,
} from './pdu.ts';

/** What the acceptor's service-user decides of a request. */
export interface NegotiationPolicy {
  /**
   * Which transfer syntaxes we take for this abstract syntax; undefined → result 3, abstract-syntax-not-supported.
   *
   * @param related what the requestor says of a specialized SOP class: its service class and its related general SOP classes (PS3.7 D.3.3.6)
   * @param proposed the roles that the requestor proposes for it; undefined → the default ones: requestor SCU, acceptor SCP (PS3.7 D.3.3.4)
   */
  transferSyntaxes(
    abstractSyntax: string,
    related: CommonExtendedNegotiation | undefined,
    proposed?: RoleSelection,
  ): ((transferSyntax: string) => boolean) | undefined;
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

const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const MAX_CONTEXTS = 128; // the odd ids of one byte

/**
 * What the service-provider refuses before anybody is asked (AE-6 of PS3.8 Table 9-6; result, source and reason: Table 9-21).
 *
 * @returns undefined where the request is acceptable to the service-provider
 */
export function refuseUnacceptable(request: AssociateRq): Refusal | undefined {
  // Bit 0 stands for version 1; the other bits are for versions to come (§9.3.2).
  if ((request.protocolVersion & 1) === 0) {
    return { result: 1, source: 2, reason: 2, words: `protocol version ${request.protocolVersion} is not supported` };
  }
  if (request.applicationContext !== APPLICATION_CONTEXT) {
    return { result: 1, source: 1, reason: 2, words: `application context "${request.applicationContext}" is not DICOM's` };
  }
  // "The value made of 16 spaces … shall not be used" (§9.3.2).
  if (!request.calledAeTitle) return { result: 1, source: 1, reason: 7, words: 'the called AE title is blank' };
  if (!request.callingAeTitle) return { result: 1, source: 1, reason: 3, words: 'the calling AE title is blank' };
  const malformed = malformedProposal(request);
  return malformed === undefined ? undefined : { result: 1, source: 2, reason: 1, words: malformed };
}

/** §9.3.2: one or more presentation contexts; §9.3.2.2: odd ids, 1 to 255; Annex D.1: a length that a PDV fits in. */
function malformedProposal({ presentationContexts, userInformation }: AssociateRq): string | undefined {
  if (presentationContexts.length === 0) return 'no presentation context is proposed';
  if (presentationContexts.length > MAX_CONTEXTS)
    return `${presentationContexts.length} presentation contexts are proposed, 128 are possible`;
  const seen = new Set<number>();
  for (const { id } of presentationContexts) {
    if (id % 2 === 0) return `presentation context ID ${id} is not odd`;
    if (seen.has(id)) return `presentation context ID ${id} is proposed twice`;
    seen.add(id);
  }
  return tooSmall(userInformation.maximumLength);
}

/** In words, where no PDV with two bytes fits the maximum length that the peer announces. */
export function tooSmall(maximumLength: number | undefined): string | undefined {
  if (!maximumLength || maximumLength >= PDV_HEADER_BYTES + 2) return undefined;
  return `the peer's maximum length of ${maximumLength} bytes holds no PDV`;
}

/** The answer to an acceptable request (PS3.8 §7.1, §9.3.3; PS3.7 Annex D.3). Pure. */
export function negotiate(request: AssociateRq, policy: NegotiationPolicy, own: OwnInformation): AssociateAc {
  const proposed = request.userInformation;
  const related = new Map(proposed.commonExtendedNegotiations?.map((common) => [common.sopClassUid, common]));
  const roles = new Map(proposed.roleSelections?.map((role) => [role.sopClassUid, role]));
  const roleSelections = grantRoles(proposed.roleSelections ?? [], policy);
  const extendedNegotiations = answerExtendedNegotiations(proposed.extendedNegotiations ?? [], policy);
  const identity = proposed.userIdentity;
  // The response is sent only where it was asked for (PS3.7 D.3.3.7).
  const userIdentityResponse = identity?.positiveResponseRequested ? policy.userIdentityResponse?.(identity) : undefined;
  return {
    kind: 'associate-ac',
    protocolVersion: 1,
    calledAeTitle: request.calledAeTitle,
    callingAeTitle: request.callingAeTitle,
    ...(request.titlesField && { titlesField: request.titlesField }),
    applicationContext: APPLICATION_CONTEXT,
    presentationContexts: request.presentationContexts.map((context) =>
      answerContext(context, policy, related.get(context.abstractSyntax), roles.get(context.abstractSyntax)),
    ),
    userInformation: {
      maximumLength: own.maxPduLength,
      implementationClassUid: own.implementationClassUid,
      // We do one operation after the other, whatever window was proposed (PS3.7 D.3.3.3).
      ...(proposed.asynchronousOperationsWindow && { asynchronousOperationsWindow: { invoked: 1, performed: 1 } }),
      ...(roleSelections.length && { roleSelections }),
      implementationVersionName: own.implementationVersionName,
      ...(extendedNegotiations.length && { extendedNegotiations }),
      ...(userIdentityResponse && { userIdentityResponse }),
    },
  };
}

/** PS3.8 §9.3.3.2: one transfer syntax, or the reason why none. */
function answerContext(
  { id, abstractSyntax, transferSyntaxes }: ProposedContext,
  policy: NegotiationPolicy,
  related: CommonExtendedNegotiation | undefined,
  roles: RoleSelection | undefined,
): ContextResult {
  const insignificant = transferSyntaxes[0] ?? IMPLICIT_VR_LITTLE_ENDIAN; // the sub-item is there even in a rejection
  const accepts = policy.transferSyntaxes(abstractSyntax, related, roles);
  if (!accepts) return { id, result: 3, transferSyntax: insignificant };
  const first = transferSyntaxes.find(accepts);
  if (first === undefined) return { id, result: 4, transferSyntax: insignificant };
  const explicit =
    policy.transferSyntaxPolicy === 'prefer-explicit' &&
    first === IMPLICIT_VR_LITTLE_ENDIAN &&
    transferSyntaxes.includes(EXPLICIT_VR_LITTLE_ENDIAN) &&
    accepts(EXPLICIT_VR_LITTLE_ENDIAN);
  return { id, result: 0, transferSyntax: explicit ? EXPLICIT_VR_LITTLE_ENDIAN : first };
}

/** PS3.7 D.3.3.4: a role that was not proposed cannot be granted. */
function grantRoles(proposals: readonly RoleSelection[], policy: NegotiationPolicy): RoleSelection[] {
  return proposals.flatMap((proposed) => {
    const granted = policy.roles?.(proposed);
    if (!granted) return [];
    return [{ sopClassUid: proposed.sopClassUid, scu: proposed.scu && granted.scu, scp: proposed.scp && granted.scp }];
  });
}

/** PS3.7 D.3.3.5: no answer means that nothing extended was agreed. */
function answerExtendedNegotiations(proposals: readonly ExtendedNegotiation[], policy: NegotiationPolicy): ExtendedNegotiation[] {
  return proposals.flatMap(({ sopClassUid, applicationInformation }) => {
    const answer = policy.extendedNegotiation?.(sopClassUid, applicationInformation);
    return answer ? [{ sopClassUid, applicationInformation: answer }] : [];
  });
}
