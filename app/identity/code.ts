import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** Letters and digits that nobody mistakes for another, in either case and on a worn label; no vowels, so that they make no words. */
const SIGNS = '34679CDFHJKMNPRTVWXY';

/** @param random a whole number from 0 to below its argument */
function signs(count: number, random: (below: number) => number): string {
  return Array.from({ length: count }, () => SIGNS[random(SIGNS.length)]).join('');
}

/** Four signs: 160,000 names, and avahi settles it where two meet. */
export const makeSuffix = (random = (below: number) => randomInt(below)): string => signs(4, random);

/** Twelve signs in groups of four: 51 bits. */
export const makeClaimCode = (random = (below: number) => randomInt(below)): string =>
  Array.from({ length: 3 }, () => signs(4, random)).join('-');

/** A code as it was made, however it was typed. */
export const asTyped = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^\dA-Z]/g, '')
    .replaceAll(/(.{4})(?=.)/g, '$1-');

/** Whether that code was typed; in constant time. */
export function isClaimCode(typed: string, code: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(asTyped(typed)), digest(code));
}
