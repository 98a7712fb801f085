import type { Handler, Handlers } from '../dimse/dimse.ts';

/** The service classes that a listener may offer, by the name that the configuration has for them. */
export type ServiceName = 'verification' | 'storage';

/** A service class of PS3.4 as SCP: what it accepts in a presentation context, and who answers. */
export interface Service {
  readonly name: ServiceName;
  serves(abstractSyntax: string): boolean;
  /** Asked for abstract syntaxes that it serves. */
  takes(transferSyntax: string): boolean;
  /** By CommandField (0000,0100). */
  readonly handlers: ReadonlyMap<number, Handler>;
}

/** The handlers of these services, each on its own abstract syntaxes alone. */
export function handlersOf(services: readonly Service[]): Handlers {
  return {
    for: (abstractSyntax, commandField) => services.find((service) => service.serves(abstractSyntax))?.handlers.get(commandField),
  };
}
