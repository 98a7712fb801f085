import type { Handler, Handlers } from '../dimse/dimse.ts';

/** The service classes that a listener may offer, by the name that the configuration has for them. */
export type ServiceName = 'verification' | 'storage' | 'query' | 'retrieve' | 'worklist' | 'commitment' | 'mpps';
export const SERVICE_NAMES: readonly ServiceName[] = ['verification', 'storage', 'query', 'retrieve', 'worklist', 'commitment', 'mpps'];

/** A service class of PS3.4 as SCP: what it accepts in a presentation context, and who answers. */
export interface Service {
  readonly name: ServiceName;
  serves(abstractSyntax: string): boolean;
  /** Asked for abstract syntaxes that it serves. */
  takes(transferSyntax: string): boolean;
  /** SOP classes of which it is SCU on associations that it did not ask for: the requestor may be their SCP (PS3.7 D.3.3.4; C-GET). */
  readonly invokes?: (abstractSyntax: string) => boolean;
  /** Its answer to an extended negotiation of a SOP class that it serves (PS3.7 D.3.3.5); undefined → none. */
  readonly extendedNegotiation?: (sopClassUid: string, applicationInformation: Uint8Array) => Uint8Array | undefined;
  /** By CommandField (0000,0100). */
  readonly handlers: ReadonlyMap<number, Handler>;
}

/** The handlers of these services, each on its own abstract syntaxes alone. */
export function handlersOf(services: readonly Service[]): Handlers {
  return {
    for: (abstractSyntax, commandField) => services.find((service) => service.serves(abstractSyntax))?.handlers.get(commandField),
  };
}
