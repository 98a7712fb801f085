import { networkInterfaces } from 'node:os';
import type { Log } from '../base/base.ts';
import {
  type AssociateRq,
  type Association,
  type NegotiationPolicy,
  type Peer,
  type Refusal,
  type RefusedInfo,
  type ServeOptions,
  type StrangerInfo,
  serve,
} from '../dimse/dimse.ts';
import { type AccessRules, negotiationPolicyOf, refuse } from './access.ts';
import type { AeTable } from './ae-table.ts';
import type { Associations } from './associations.ts';
import { handlersOf, type Service } from './service.ts';

/** What a listener of the upper layer asks of us: spread it into the options of `listen`. */
export interface Acceptor {
  decide(request: AssociateRq, peer: Peer): Refusal | NegotiationPolicy;
  onAssociation(association: Association): Promise<void>;
  onRefused(info: RefusedInfo): void;
  onStranger(info: StrangerInfo): void;
}

/** Hears who stands at the door: those that are let in, and those that are not. */
export interface Doorkeeper {
  accepted(callingAeTitle: string, address: string): void;
  refused(info: RefusedInfo): void;
  stranger(info: StrangerInfo): void;
}

/** The acceptor's service-user (PS3.8 §7.1) of one listener: who may come in, and the services that are there. */
export function createAcceptor(
  rules: AccessRules,
  context: {
    readonly services: readonly Service[];
    readonly associations: Associations;
    /** Looked at for each association: a change counts for the next one. */
    readonly aeTable?: Pick<AeTable, 'get'>;
    readonly log: Log;
    /** Who calls by this name from this machine is let in whatever the rules, to these services: the self-test. */
    readonly selfTest?: { readonly aeTitle: string; readonly services: readonly Service[] };
    readonly doorkeeper?: Doorkeeper;
    readonly limits?: ServeOptions['limits'];
  },
): Acceptor {
  const { associations, aeTable, log, selfTest, doorkeeper, limits } = context;
  const offered = context.services.filter((service) => rules.services.includes(service.name));
  const all = offerOf(offered);

  function offerOf(services: readonly Service[]) {
    return { policy: negotiationPolicyOf(services, rules), handlers: handlersOf(services) };
  }

  const isSelfTest = (callingAeTitle: string, address: string) => callingAeTitle === selfTest?.aeTitle && isOfThisMachine(address);

  /** What this calling AE may use. */
  function offerTo(callingAeTitle: string, address: string): typeof all {
    if (selfTest && isSelfTest(callingAeTitle, address)) return offerOf(selfTest.services);
    const allowed = aeTable?.get(callingAeTitle)?.allowedServices;
    return allowed === undefined ? all : offerOf(offered.filter((service) => allowed.includes(service.name)));
  }

  /** Whoever is in the AE table is known here too. */
  function rulesFor(callingAeTitle: string): AccessRules {
    const ae = rules.callingAePolicy === 'any' ? undefined : aeTable?.get(callingAeTitle);
    return ae ? { ...rules, callingAeTitles: [...rules.callingAeTitles, { aeTitle: ae.title, addresses: [ae.host] }] } : rules;
  }

  return {
    decide(request, peer) {
      const { callingAeTitle } = request;
      const openWithSameAe = associations.openWith(peer.listener, callingAeTitle);
      if (isSelfTest(callingAeTitle, peer.address)) return offerTo(callingAeTitle, peer.address).policy;
      const occupancy = { open: peer.openAssociations, openWithSameAe };
      return refuse(request, peer.address, rulesFor(callingAeTitle), occupancy) ?? offerTo(callingAeTitle, peer.address).policy;
    },
    onAssociation(association) {
      associations.opened(association);
      doorkeeper?.accepted(association.callingAeTitle, association.remote.address);
      return serve(association, offerTo(association.callingAeTitle, association.remote.address).handlers, {
        log,
        ...(limits && { limits }),
      });
    },
    onRefused(info) {
      associations.refused(info);
      doorkeeper?.refused(info);
    },
    onStranger: (info) => doorkeeper?.stranger(info),
  };
}

function isOfThisMachine(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return /^127\.|^::1$/.test(plain) || own.some((each) => each.address === plain);
}
