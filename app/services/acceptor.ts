import type { Log } from '../base/base.ts';
import {
  type AssociateRq,
  type Association,
  type NegotiationPolicy,
  type Peer,
  type Refusal,
  type RefusedInfo,
  type ServeOptions,
  serve,
} from '../dimse/dimse.ts';
import { type AccessRules, negotiationPolicyOf, refuse } from './access.ts';
import type { Associations } from './associations.ts';
import { handlersOf, type Service } from './service.ts';

/** What a listener of the upper layer asks of us: spread it into the options of `listen`. */
export interface Acceptor {
  decide(request: AssociateRq, peer: Peer): Refusal | NegotiationPolicy;
  onAssociation(association: Association): Promise<void>;
  onRefused(info: RefusedInfo): void;
}

/** The acceptor's service-user (PS3.8 §7.1) of one listener: who may come in, and the services that are there. */
export function createAcceptor(
  rules: AccessRules,
  context: {
    readonly services: readonly Service[];
    readonly associations: Associations;
    readonly log: Log;
    readonly limits?: ServeOptions['limits'];
  },
): Acceptor {
  const { associations, log, limits } = context;
  const services = context.services.filter((service) => rules.services.includes(service.name));
  const policy = negotiationPolicyOf(services, rules);
  const handlers = handlersOf(services);
  return {
    decide(request, peer) {
      const openWithSameAe = associations.openWith(peer.listener, request.callingAeTitle);
      return refuse(request, peer.address, rules, { open: peer.openAssociations, openWithSameAe }) ?? policy;
    },
    onAssociation(association) {
      associations.opened(association);
      return serve(association, handlers, { log, ...(limits && { limits }) });
    },
    onRefused: (info) => associations.refused(info),
  };
}
