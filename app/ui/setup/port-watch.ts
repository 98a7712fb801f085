export interface PortLink {
  readonly role: string;
  readonly isPresent: boolean;
  readonly isCableIn: boolean;
}

/** What unplugging has shown: nothing yet, that the right one is out, that it was the right one, or that it was the other. */
export type Seen = 'nothing' | 'out' | 'good' | 'swapped';

/** After another look at the ports. A cable that was in, and is not any more, was pulled. */
export function seenAfter(seen: Seen, before: readonly PortLink[], now: readonly PortLink[]): Seen {
  const isIn = (links: readonly PortLink[], role: string) => links.find((link) => link.role === role)?.isCableIn ?? false;
  const isPulled = (role: string) => isIn(before, role) && !isIn(now, role);
  if (isPulled('modality')) return 'out';
  if (seen === 'out') return isIn(now, 'modality') ? 'good' : 'out';
  return isPulled('hospital') ? 'swapped' : seen;
}
