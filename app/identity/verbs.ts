import * as z from 'zod/mini';
import { type AnyVerb, defineVerb } from '../box/box.ts';
import { claim } from './claim.ts';

/** What the hands do for the identity: the set-up page asks them to give the box an owner. */
export function identityVerbs(root = '/'): readonly AnyVerb[] {
  const args = z.strictObject({ code: z.string().check(z.maxLength(64)) });
  return [defineVerb({ name: 'identity.claim', args, run: async ({ code }) => ({ suffix: (await claim(code, root)).suffix }) })];
}
