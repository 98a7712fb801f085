import type { AssociateRq, NegotiationPolicy, Refusal, Why } from '../dimse/dimse.ts';
import { TRANSFER_SYNTAXES } from '../registry/registry.ts';
import type { Service, ServiceName } from './service.ts';

/** A calling AE that a listener knows. */
export interface CallingAe {
  readonly aeTitle: string;
  /** Where it may call from; matters with `list+ip`, which admits nobody without an address. */
  readonly addresses?: readonly string[] | undefined;
}

/** Who may associate with one listener, and for what. */
export interface AccessRules {
  /** Our AE titles on this listener. */
  readonly aeTitles: readonly string[];
  readonly calledAePolicy: 'exact' | 'any';
  readonly callingAePolicy: 'any' | 'list' | 'list+ip';
  readonly callingAeTitles: readonly CallingAe[];
  readonly services: readonly ServiceName[];
  readonly maxAssociations: number;
  /** Associations open at once with one calling AE title; 0 = no limit of its own. */
  readonly maxPerRemoteAe: number;
  readonly transferSyntaxPolicy: NegotiationPolicy['transferSyntaxPolicy'];
}

/** How full the listener is, the request in question not counted. */
export interface Occupancy {
  readonly open: number;
  /** Of those, the ones of the same calling AE title. */
  readonly openWithSameAe: number;
}

/**
 * Decides on an A-ASSOCIATE-RQ (PS3.8 §9.3.4, Table 9-21), the permanent reasons before the transient ones. AE titles are compared as
 * they are, but for the spaces around them (PS3.5 §6.2).
 *
 * @returns undefined where the requestor may associate
 */
export function refuse(
  { calledAeTitle, callingAeTitle }: Pick<AssociateRq, 'calledAeTitle' | 'callingAeTitle'>,
  address: string,
  rules: AccessRules,
  occupancy: Occupancy,
): Refusal | undefined {
  const called = calledAeTitle.trim();
  const calling = callingAeTitle.trim();
  if (called === '') return refusal('1/1/7', 'the called AE title is blank', 'CALLED_BLANK');
  if (calling === '') return refusal('1/1/3', 'the calling AE title is blank', 'CALLING_BLANK');
  if (rules.calledAePolicy === 'exact' && !rules.aeTitles.some((title) => title.trim() === called)) {
    const ours = rules.aeTitles.join(', ');
    return refusal('1/1/7', `the called AE title "${called}" is not ours (${ours})`, 'CALLED_NOT_OURS', { called, ours });
  }
  const stranger = refusalOfStranger(calling, address, rules);
  if (stranger !== undefined) return stranger;
  if (occupancy.open >= rules.maxAssociations) {
    const { maxAssociations: most } = rules;
    return refusal('2/3/2', `local limit exceeded: ${most} associations are open`, 'LIMIT_OF_ALL', { most });
  }
  if (rules.maxPerRemoteAe > 0 && occupancy.openWithSameAe >= rules.maxPerRemoteAe) {
    const { openWithSameAe: open } = occupancy;
    const words = `local limit exceeded: ${open} of "${calling}" open, as many as one AE may have`;
    return refusal('2/3/2', words, 'LIMIT_OF_AE', { calling, most: open });
  }
  return undefined;
}

/** Why the calling AE may not call; undefined where it may. */
function refusalOfStranger(calling: string, address: string, rules: AccessRules): Refusal | undefined {
  if (rules.callingAePolicy === 'any') return undefined;
  const known = rules.callingAeTitles.filter((ae) => ae.aeTitle.trim() === calling);
  if (known.length === 0)
    return refusal('1/1/3', `the calling AE title "${calling}" is not in the list`, 'CALLING_NOT_LISTED', { calling });
  if (rules.callingAePolicy === 'list') return undefined;
  const from = canonicalAddress(address);
  const addresses = known.flatMap((ae) => ae.addresses ?? []);
  if (addresses.some((each) => canonicalAddress(each) === from)) return undefined;
  const words = `the calling AE title "${calling}" may not call from ${address}`;
  if (addresses.length === 0)
    return refusal('1/1/3', `${words}: no address is listed for it`, 'CALLING_WITHOUT_ADDRESS', { calling, address });
  const listed = addresses.join(', ');
  return refusal('1/1/3', `${words}: it is listed with ${listed}`, 'CALLING_FROM_ELSEWHERE', { calling, address, listed });
}

/** One spelling for each IP address: IPv4 in IPv6 as IPv4, IPv6 shortened and in lower case. */
function canonicalAddress(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') ? (URL.parse(`http://[${plain}]`)?.hostname ?? plain) : plain;
}

/** Result, Source and Reason/Diag. of PS3.8 Table 9-21 that we use: called and calling AE title not recognized, local limit exceeded. */
const REFUSALS = {
  '1/1/3': { result: 1, source: 1, reason: 3 },
  '1/1/7': { result: 1, source: 1, reason: 7 },
  '2/3/2': { result: 2, source: 3, reason: 2 },
} as const satisfies Record<string, Omit<Refusal, 'words' | 'why'>>;

function refusal(which: keyof typeof REFUSALS, words: string, code: string, values: Why['values'] = {}): Refusal {
  return { ...REFUSALS[which], words, why: { code, values } };
}

/**
 * What is negotiated for the presentation contexts (PS3.8 §9.3.2.2, §9.3.3.2): the abstract syntaxes of the services offered, with the
 * transfer syntaxes of each. We are SCP of them; SCU of the storage classes too where C-GET is offered (PS3.7 D.3.3.4).
 */
export function negotiationPolicyOf(services: readonly Service[], rules: Pick<AccessRules, 'transferSyntaxPolicy'>): NegotiationPolicy {
  const serviceOf = (abstractSyntax: string) => services.find((service) => service.serves(abstractSyntax));
  const invokerOf = (abstractSyntax: string) => services.find((service) => service.invokes?.(abstractSyntax));
  return {
    transferSyntaxPolicy: rules.transferSyntaxPolicy,
    transferSyntaxes(abstractSyntax, _related, proposed) {
      const service = serviceOf(abstractSyntax);
      if (service) return (transferSyntax) => service.takes(transferSyntax);
      // A class of which we are SCU alone is of use only to a requestor that offers to be its SCP.
      const isOfUse = proposed?.scp === true && invokerOf(abstractSyntax) !== undefined;
      return isOfUse ? (transferSyntax) => TRANSFER_SYNTAXES.has(transferSyntax) : undefined;
    },
    roles({ sopClassUid }) {
      const [scu, scp] = [serviceOf(sopClassUid) !== undefined, invokerOf(sopClassUid) !== undefined];
      return scu || scp ? { scu, scp } : undefined;
    },
    extendedNegotiation: (sopClassUid, applicationInformation) =>
      serviceOf(sopClassUid)?.extendedNegotiation?.(sopClassUid, applicationInformation),
  };
}
