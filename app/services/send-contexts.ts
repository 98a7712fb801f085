import { canTranscode } from '../dataset/dataset.ts';
import type { PresentationContext } from '../dimse/dimse.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  sopClassName,
  TRANSFER_SYNTAXES,
  transferSyntaxName,
} from '../registry/registry.ts';

/** What decides on the presentation context of an instance. */
export interface InstanceSyntax {
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
}

type ProposedContext = { readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] };

const MAX_CONTEXTS = 128; // PS3.8 §9.3.2.2: the odd ids of one byte
/** What to re-encode for, the better first: what everybody reads (PS3.5 §10.1), then what a few read alone. */
const FALLBACK = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN];

/** Instances that one association can carry, with what to propose for it. */
export interface Batch<Instance> {
  readonly contexts: readonly ProposedContext[];
  readonly instances: readonly Instance[];
}

/**
 * Divides instances among associations, at most 128 contexts each, in their order.
 *
 * Each transfer syntax that is stored gets a context of its own: in a list the acceptor would pick one, and the rest would have to be
 * re-encoded, or could not be sent at all. Uncompressed ones get a second chance in all that we can re-encode for.
 *
 * @param allowed transfer syntaxes that may be proposed to this peer; undefined = all
 */
export function batchesOf<Instance extends InstanceSyntax>(instances: readonly Instance[], allowed?: readonly string[]): Batch<Instance>[] {
  const may = (transferSyntax: string) => allowed === undefined || allowed.includes(transferSyntax);
  const batches: Batch<Instance>[] = [];
  let contexts = new Map<string, ProposedContext>();
  let members: Instance[] = [];
  for (const instance of instances) {
    const wanted = contextsFor(instance, may).filter(([key]) => !contexts.has(key));
    if (contexts.size + wanted.length > MAX_CONTEXTS) {
      batches.push({ contexts: [...contexts.values()], instances: members });
      contexts = new Map();
      members = [];
      for (const [key, context] of contextsFor(instance, may)) contexts.set(key, context);
    } else for (const [key, context] of wanted) contexts.set(key, context);
    members.push(instance);
  }
  if (members.length > 0) batches.push({ contexts: [...contexts.values()], instances: members });
  return batches;
}

function contextsFor({ sopClassUid, transferSyntaxUid }: InstanceSyntax, may: (uid: string) => boolean): [string, ProposedContext][] {
  const own: [string, ProposedContext][] = may(transferSyntaxUid)
    ? [[`${sopClassUid} ${transferSyntaxUid}`, { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] }]]
    : [];
  const others = FALLBACK.filter((uid) => uid !== transferSyntaxUid && may(uid) && canTranscode(transferSyntaxUid, uid));
  const second = others.map((uid): [string, ProposedContext] => [
    `${sopClassUid} ${uid}`,
    { abstractSyntax: sopClassUid, transferSyntaxes: [uid] },
  ]);
  return [...own, ...second];
}

/**
 * The context that an instance is sent on: the one of its transfer syntax, else one that it can be re-encoded for.
 *
 * @returns the reason where there is none
 */
export function contextFor(
  { sopClassUid, transferSyntaxUid }: InstanceSyntax,
  accepted: readonly PresentationContext[],
): PresentationContext | { readonly words: string } {
  const same = accepted.find((context) => context.abstractSyntax === sopClassUid && context.transferSyntax === transferSyntaxUid);
  if (same) return same;
  const ofClass = accepted.filter(({ abstractSyntax }) => abstractSyntax === sopClassUid);
  for (const uid of FALLBACK) {
    const possible = ofClass.find(({ transferSyntax }) => transferSyntax === uid && canTranscode(transferSyntaxUid, uid));
    if (possible) return possible;
  }
  const name = sopClassName(sopClassUid);
  const stored = transferSyntaxName(transferSyntaxUid);
  if (ofClass.length === 0) return { words: `${name} is not accepted, stored as ${stored}` };
  const taken = ofClass.map(({ transferSyntax }) => transferSyntaxName(transferSyntax)).join(', ');
  const syntax = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  const why = syntax === undefined ? ', and an unknown transfer syntax cannot be re-encoded' : '';
  const compressed = syntax?.encapsulated ? ', and compressed pixels cannot be re-encoded yet' : '';
  return { words: `${name} is stored as ${stored}, only ${taken} is accepted${why}${compressed}` };
}
