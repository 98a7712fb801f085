import { countedIn } from '../../shell/counted.ts';
import type { Values } from '../problems.ts';

const counted = countedIn('en');
const wait = (seconds: number) =>
  seconds < 60
    ? counted(seconds, { one: '# second', other: '# seconds' })
    : counted(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' });

/** Every refusal of the server by its code: what is wrong, and what to do. */
export const texts = {
  WEB_SETUP_NO_CABLE: ({ ports }: Values) =>
    `No cable is seen in: ${ports}. Plug it in, look whether the device at its other end is switched on, or skip this step.`,
  WEB_SETUP_NETWORK_WAITS: 'A change of the network waits for your answer: keep it, or take it back.',
  WEB_SETUP_CLOCK_OFF: ({ seconds }: Values) =>
    `The clock of Filmroom and that of this browser are ${seconds} s apart. Set the one that is wrong, or skip this step.`,
  WEB_SETUP_NO_ECHO: 'No device has been reached yet, and none has reached us. Test one, or skip this step.',
  WEB_SETUP_DISK_FULL: 'The disk takes no images. Make room, lower the reserve, or skip this step.',
  WEB_SETUP_NO_IMAGE: 'No image has arrived since this set-up began. Send one, or skip this step.',
  WEB_SETUP_STEPS_LEFT: ({ count }: Values) => `Steps that are neither done nor skipped: ${count}.`,
  WEB_TOO_MANY_REACHES: 'As many devices as may be are being looked for, or waited for. Close some of those pages, and try again.',
  WEB_NO_SUCH_ASSOCIATION: 'That association is not remembered any more: newer ones took its place, or Filmroom was started again.',
  STUDIES_BAD_SEARCH: ({ faults }: Values) => `This search cannot be done: ${faults}.`,
  STUDIES_NO_SUCH: 'It is not in the archive any more: it may have been deleted.',
  STUDIES_NO_REASON: 'Choose a reason.',
  STUDIES_FILE_GONE: 'The file cannot be read as it was received. The log says more; “filmroom verify” names every such file.',
  STUDIES_TOO_MANY_FILES: ({ most }: Values) => `A ZIP holds at most ${most} files. Send the study to a destination instead.`,
  SEND_DESTINATION_UNKNOWN: 'This destination is not in the list any more.',
  SEND_NOTHING: 'There is nothing to send: it may have been deleted, or all of it has arrived.',
  SEND_TOO_MANY: 'These are too many images for one job. Send series by series.',
  SEND_QUEUE_FULL: 'Too many jobs are waiting. Wait until some are done, or cancel some.',
  SEND_NOT_OVER: 'It is still going on. Wait for its end, or cancel it.',
  SEND_NO_SUCH: 'That job is not in the list any more.',
  UPLOAD_EMPTY: 'The file is empty.',
  UPLOAD_NOT_DICOM: 'This is no DICOM file.',
  UPLOAD_DIRECTORY: 'A DICOMDIR is only a list of other files: upload its folder.',
  UPLOAD_TOO_LARGE: ({ most }: Values) => `Too large: a file may have ${most} bytes.`,
  UPLOAD_BUSY: 'Too many files are being taken at once. Try again in a moment.',
  UPLOAD_CUT: 'The upload was cut off. Nothing of it was kept; send it again.',
  ARCHIVE_FULL: 'The disk is full. Nothing is stored until there is space.',
  ARCHIVE_READ_ONLY: 'The disk is read-only. Nothing can be stored.',
  ARCHIVE_NO_DISK: 'There is no data disk. Nothing can be stored.',
  ARCHIVE_ABSENT: 'The data disk cannot be used. Nothing can be stored.',
  ARCHIVE_DISK_FAILED: 'The disk has failed. It was not stored.',
  ARCHIVE_CLOSED: 'Filmroom is shutting down. It was not stored.',
  ARCHIVE_DUPLICATE_REFUSED: 'Another image with the same UID is stored already, and the settings refuse a second one.',
  ARCHIVE_UID_MISMATCH: ({ words }: Values) => `The file contradicts itself: ${words}`,
  ARCHIVE_MISSING_UID: ({ words }: Values) => `The file lacks a UID that every image must have: ${words}`,
  ARCHIVE_MISSING_ATTRIBUTE: ({ words }: Values) => `The file lacks what the settings demand: ${words}`,
  ARCHIVE_UNREADABLE_DATASET: ({ words }: Values) => `The file is damaged: ${words}`,
  WEB_NO_WRITE_SPEED: 'There is too little room on the disk, or no disk; or another test is under way.',
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
  WEB_NEEDS_BOX: 'This needs a Filmroom box. Here the network is set with the means of this machine.',
  SETTINGS_INVALID: ({ faults }: Values) => `This cannot be set: ${faults}.`,
  SETTINGS_FIXED: ({ option }: Values) => `${option} of the command line sets this. Start without it to set it here.`,
  SETTINGS_STALE: ({ by }: Values) =>
    `${by ? `${by} has` : 'Somebody has'} changed this since you opened the page. The present value is shown now; change it again if you still want to.`,
  SETTINGS_NOT_APPLIED: ({ why }: Values) => `The settings stay as they were. ${why}`,
  SETTINGS_NOT_KEPT: ({ why }: Values) => `The change could not be kept on the disk, and nothing has changed. ${why}`,
  SETTINGS_NO_SUCH_CHANGE: ({ most }: Values) => `Only the last ${most} changes can be undone. Set by hand what this one changed.`,
  SETTINGS_UNDO_BLOCKED: ({ revision, later, by }: Values) =>
    `Change ${revision} cannot be undone: no. ${later} by ${by} has since changed the same. Undo that one first.`,
  SETTINGS_BAD_BACKUP: 'This file is no backup of settings, is damaged, or is of a later version.',
  NETWORK_INVALID: ({ why }: Values) => `The network stays as it was. ${why}`,
  NETWORK_NOTHING_WAITS: 'No change of the network waits any more.',
  NETWORK_NOT_APPLIED: ({ why }: Values) => `The network stays as it was. ${why}`,
  WEB_NO_TLS: 'This Filmroom speaks HTTP only, so that it has no certificate. The setting web.tls switches HTTPS on.',
  WEB_TLS_ONLY: 'Open this page by https:// instead. Change a password that you typed here: it crossed the network in the clear.',
  TLS_NOT_PEM:
    'There is no certificate in PEM form here: a text with the line -----BEGIN CERTIFICATE-----. A .pfx, .p7b or binary .cer file has to be turned into PEM first.',
  TLS_KEY_UNREADABLE:
    'The private key cannot be read. Where it is locked with a passphrase, unlock it first: openssl pkey -in FILE.key -out unlocked.key',
  TLS_NO_KEY:
    'This certificate came without its private key, and no request for one was made here. Give the key too, or make a request first.',
  TLS_KEY_OF_ANOTHER:
    'The private key does not belong to this certificate. Take the key that was made with it, or ask for a certificate with the request that is shown now.',
  TLS_EXPIRED: ({ name, until, today }: Values) =>
    `The certificate of ${name} ended on ${until}; by the clock of this machine it is ${today}. Ask for a new one.`,
  TLS_NOT_YET_VALID: ({ name, from, today }: Values) =>
    `The certificate of ${name} begins on ${from}; by the clock of this machine it is ${today}. If that is wrong, set the clock first.`,
  TLS_NOT_FOR_SERVERS: ({ name }: Values) =>
    `The certificate of ${name} is not one of a web server: it belongs to a certification authority, is for another use, or names no host.`,
  TLS_TOO_WEAK: 'Browsers take no such key or signature. Ask for an EC key (P-256), or RSA of 2048 bits or more, signed with SHA-256.',
  TLS_NAME_UNFIT: 'A certificate is for host names and addresses, 1 to 100 of them, without port and path.',
  TLS_NOT_KEPT: 'The key could not be kept on the disk. Nothing was changed.',
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
