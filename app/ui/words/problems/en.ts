import { countedIn } from '../../shell/counted.ts';
import type { Values } from '../problems.ts';

const counted = countedIn('en');
const wait = (seconds: number) =>
  seconds < 60
    ? counted(seconds, { one: '# second', other: '# seconds' })
    : counted(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' });

/** Every refusal of the server by its code: what is wrong, and what to do. */
export const texts = {
  WEB_NO_SUCH_KNOCK: 'That knock is not in the list any more: it was adopted or dismissed, or newer ones pushed it out.',
  WEB_KNOCK_WITHOUT_TITLE: 'The device gave no AE title of its own. Enter one on it and let it call again, or name it yourself.',
  WEB_BAD_HOST: 'The name in the address bar is not known to be this Filmroom’s. Open it by its IP address or its .local name.',
  WEB_CROSS_SITE: 'Filmroom answers its own pages only. Open the address directly.',
  WEB_NOT_FOUND: 'That is not there any more. Load the page again.',
  WEB_METHOD: 'This cannot be done here. Load the page again.',
  WEB_SIGN_IN_FIRST: 'Your session has ended. Sign in again.',
  WEB_NOT_ALLOWED: 'Your account may not do this. An administrator can, or can give it another role.',
  WEB_NOT_JSON_BODY: 'The request cannot be read. Load the page again.',
  WEB_BAD_BODY: ({ faults }: Values) => `This cannot be used: ${faults}.`,
  WEB_BODY_TOO_LONG: 'This is too long. Shorten it.',
  WEB_LIMIT: ({ least, most }: Values) => `The number must lie between ${least} and ${most}.`,
  WEB_MALFORMED: 'The request cannot be read. Load the page again.',
  WEB_TOO_LARGE: 'The browser sends too much with each request. Clear the cookies for this address and try again.',
  WEB_TIMEOUT: 'The request did not arrive in time. Try again.',
  WEB_TOO_MANY_LIVE: 'Too many pages watch already. Close some Filmroom pages.',
  WEB_ARCHIVE_SILENT: 'The index does not answer. Try again in a moment; if it stays so, look at the log: the disk may be failing.',
  WEB_NO_SUCH_AE: ({ title }: Values) => `“${title}” is not in the list any more.`,
  WEB_BAD_ADDRESS: 'There is no such address.',
  WEB_BAD_ENTRY: ({ faults }: Values) => `This entry cannot be used: ${faults}.`,
  WEB_FIXED_ENTRY: 'This entry stands in the configuration file and cannot be changed here.',
  WEB_NOT_JSON: 'The request cannot be read. Load the page again.',
  WEB_ENTRY_TOO_LONG: 'This entry is too long. Shorten it.',
  WEB_OURS: 'This is a fault of Filmroom. The log has a line about it.',
  USERS_UNREADABLE: 'The accounts cannot be read from the disk. The log says why.',
  USERS_NOT_KEPT: 'The change could not be kept on the disk. Nothing was changed.',
  USERS_CLAIMED: 'This Filmroom has an owner already. Sign in, or ask its administrator for an account.',
  USERS_NOT_CLAIMED: 'Nobody has claimed this Filmroom yet.',
  USERS_WRONG_CODE: 'This is not the claim code of this Filmroom.',
  USERS_WRONG_PASSWORD: 'The password is not right.',
  USERS_LOCKED: ({ seconds }: Values) => `Too many wrong tries. Try again in ${wait(Number(seconds))}.`,
  USERS_BUSY: 'Too many people sign in at once. Try again in a few seconds.',
  USERS_BAD_NAME: ({ most }: Values) => `A name has 1 to ${most} letters and digits; spaces and . _ @ + ' - may stand between them.`,
  USERS_WEAK_PASSWORD: ({ why, characters }: Values) =>
    ({
      short: `A password has at least ${characters} characters. Three or four words are easy to keep in mind.`,
      long: `A password has at most ${characters} characters.`,
      listed: 'This password is on the lists that are tried first. Take another.',
      name: 'This password is little more than the name. Take another.',
    })[String(why)] ?? 'This password is too weak. Take another.',
  USERS_NAME_TAKEN: 'There is an account of this name already. Take another name.',
  USERS_NO_SUCH: 'It is not there any more: somebody removed it.',
  USERS_LAST_ADMINISTRATOR: 'This is the last administrator. Make another one first.',
  USERS_TOO_MANY: ({ most }: Values) => `There are ${most} already, which is the most. Remove one first.`,
};

export type Texts = typeof texts;
