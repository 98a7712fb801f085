import { UsersError } from './errors.ts';

/** Letters of any script and digits, and between them what stands in names and addresses: nothing that is markup, nothing unseen, nothing that turns the reading direction. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._@+'’-]*[\p{L}\p{M}\p{N}.])?$/u;

/**
 * The name of an account as it is kept and shown.
 *
 * @param most characters
 * @throws UsersError USERS_BAD_NAME
 */
export function accountName(given: string, most: number): string {
  if (given.length <= 4 * most) {
    const name = given.normalize('NFC').trim().replaceAll(/ +/g, ' ');
    if ([...name].length <= most && NAME.test(name)) return name;
  }
  throw new UsersError('USERS_BAD_NAME', `A name has 1 to ${most} letters and digits; spaces and . _ @ + ' - may stand between them.`, {
    values: { most },
  });
}

/** By which two names are the same: capitals, and forms of one letter, make no difference. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/ +/g, ' ').toLowerCase().normalize('NFC');
}
