import * as z from 'zod/mini';
import { type AnyVerb, defineVerb } from '../box/box.ts';
import type { Network } from './change.ts';
import { MovedPorts } from './moved-ports.ts';

const NOTHING = z.strictObject({});
const Hl7Moved = z.strictObject({
  place: z.optional(z.strictObject({ host: z.string().check(z.maxLength(253)), port: z.int().check(z.gte(1), z.lte(65_535)) })),
});

/** What the hands do for the network. */
export function networkVerbs(network: Network): readonly AnyVerb[] {
  return [
    defineVerb({ name: 'network.show', args: NOTHING, run: async () => network.report() }),
    defineVerb({
      name: 'network.set',
      args: z.strictObject({ settings: z.unknown() }),
      run: async ({ settings }) => network.set(settings),
    }),
    defineVerb({ name: 'network.ports', args: MovedPorts, run: (moved) => network.movePorts(moved) }),
    defineVerb({ name: 'network.hl7', args: Hl7Moved, run: ({ place }) => network.moveHl7(place) }),
    defineVerb({ name: 'network.confirm', args: NOTHING, run: () => network.confirm() }),
    defineVerb({ name: 'network.revert', args: NOTHING, run: () => network.revert() }),
    defineVerb({ name: 'network.fallback', args: NOTHING, run: () => network.fallback() }),
  ];
}
