import type * as z from 'zod/mini';

/** One thing that the hands can do. Nothing in `args` is a path or a command: what is done is written here, not by the caller. */
export interface Verb<Args, Result> {
  /** `domain.verb`, e.g. `network.set`. */
  readonly name: string;
  readonly args: z.ZodMiniType<Args>;
  run(args: Args): Promise<Result>;
}

/** A verb without its types, as a list holds it. */
export interface AnyVerb {
  readonly name: string;
  readonly args: z.ZodMiniType;
  run(args: never): Promise<unknown>;
}

/** Lets the type of `args` follow from the schema. */
export function defineVerb<Args, Result>(verb: Verb<Args, Result>): Verb<Args, Result> {
  return verb;
}
