import { refusalWords } from '../words/refusals.ts';
import { texts as T } from './texts/en.ts';
import type { WireAssociation } from './types.ts';

/** How it ended, with the words of the upper layer where they say more than the kind. */
export function endWords({ how, words, why }: NonNullable<WireAssociation['end']>): string {
  if (how === 'released') return T.ends.released;
  const kind = T.ends[how as keyof typeof T.ends];
  return kind === undefined ? words : `${kind}: ${why ? refusalWords({ ...why, words }).why : words}`;
}
