import { RECONCILE_PROBLEMS } from './reconcile-texts.ts';
import { STEPS_PROBLEMS } from './steps-texts.ts';
import { STUDIES_PROBLEMS } from './studies-texts.ts';
import { WORKLIST_PROBLEMS } from './worklist-texts.ts';

/** Every sentence that the server itself says; the page's own are in `ui/texts.ts`. */
export const TEXTS = {
  archiveSilent: { code: 'ARCHIVE_SILENT', values: {}, words: 'The index does not answer. What is shown may be old.' },
  noArchive: (why: string) => ({
    code: 'NO_ARCHIVE',
    values: { why },
    words: `Filmroom runs without its data: images are refused, and none can be shown. The reason: ${why}.`,
  }),
  /** What to do about each reason of the knock list. */
  knock: {
    CALLED_NOT_OURS: 'Set the called AE title on the device to one of ours, exactly; capitals count. Or add its title to the port.',
    CALLED_BLANK: 'Enter our AE title as the called AE title on the device: it sends none.',
    CALLING_BLANK: 'Give the device an AE title of its own: it sends none.',
    CALLING_NOT_LISTED: 'Adopt it, if it is yours: then it is let in the next time it calls.',
    CALLING_FROM_ELSEWHERE: 'If the device has a new address, adopt it: the entry gets this address. If not, somebody else uses its title.',
    CALLING_WITHOUT_ADDRESS: 'Adopt it, if it is yours: the entry gets this address.',
    LIMIT_OF_ALL: 'The device will try again by itself. If it happens often, raise the limit, or find who keeps associations open.',
    LIMIT_OF_AE:
      'The device will try again by itself. If it happens often, raise the limit for one AE, or let the device send less at once.',
    APPLICATION_CONTEXT: 'The device proposes something that is not DICOM. Ask its maker, or look which program is at that address.',
    PROTOCOL_VERSION: 'The device proposes a protocol that no DICOM archive speaks. Ask its maker for a newer version.',
    PROPOSAL_MALFORMED: 'The request of the device breaks the standard. Give its maker the record of this association (Diagnostics).',
    NOT_DICOM: 'This is no DICOM device: a browser, a port scanner or a wrong port. Look what is at this address.',
    MALFORMED: 'What was sent breaks the standard. Give the maker of the device the record of this association (Diagnostics).',
    OTHER: 'Try once more from the device, and look at the log of the same moment.',
  },
  refused: 'This was refused',
  /** `code` is for the page, which says it in its own language (`ui/words/problems`); a test holds the two together. */
  problem: {
    ...STUDIES_PROBLEMS,
    noSuchCommitment: {
      code: 'COMMITMENT_NO_SUCH',
      title: 'No such request',
      detail: 'It is not in the list any more: newer ones took its place.',
    },
    ...WORKLIST_PROBLEMS,
    ...STEPS_PROBLEMS,
    ...RECONCILE_PROBLEMS,
    noSuchKnock: {
      code: 'WEB_NO_SUCH_KNOCK',
      title: 'No such knock',
      detail: 'It is not in the list any more: it was adopted or dismissed, or it fell out since newer ones came.',
    },
    knockWithoutTitle: {
      code: 'WEB_KNOCK_WITHOUT_TITLE',
      title: 'Nothing to adopt',
      detail: 'The peer gave no AE title of its own. Enter one on the device, let it call again, or name one in "title".',
    },
    tooManyReaches: {
      code: 'WEB_TOO_MANY_REACHES',
      title: 'Too many at once',
      detail: 'As many devices as may be are being looked for, or waited for. Close some of those pages, and try again.',
    },
    noWriteSpeed: {
      code: 'WEB_NO_WRITE_SPEED',
      title: 'The write speed cannot be tested now',
      detail: 'There is too little room on the disk, or no disk; or another test is under way.',
    },
    noSuchAssociation: {
      code: 'WEB_NO_SUCH_ASSOCIATION',
      title: 'No such association',
      detail: 'It is not remembered any more: newer ones took its place, or Filmroom was started again.',
    },
    setupNoCable: (ports: string) => ({
      code: 'WEB_SETUP_NO_CABLE',
      title: 'A cable is missing',
      detail: `No cable is seen in: ${ports}. Plug it in, look whether the device at its other end is switched on, or skip this step.`,
      values: { ports },
    }),
    setupNetworkWaits: {
      code: 'WEB_SETUP_NETWORK_WAITS',
      title: 'The network waits',
      detail: 'A change of the network waits for your answer: keep it, or take it back.',
    },
    setupClockOff: (seconds: number) => ({
      code: 'WEB_SETUP_CLOCK_OFF',
      title: 'The clocks differ',
      detail: `The clock of Filmroom and that of this browser are ${seconds} s apart. Set the one that is wrong, or skip this step.`,
      values: { seconds },
    }),
    setupNoEcho: {
      code: 'WEB_SETUP_NO_ECHO',
      title: 'No device has answered',
      detail: 'No device has been reached yet, and none has reached us. Test one, or skip this step.',
    },
    setupDiskFull: {
      code: 'WEB_SETUP_DISK_FULL',
      title: 'The disk takes no images',
      detail: 'There is no room above the reserve, or the disk cannot be written. Make room, lower the reserve, or skip this step.',
    },
    setupNoImage: {
      code: 'WEB_SETUP_NO_IMAGE',
      title: 'No image yet',
      detail: 'No image has arrived since this set-up began. Send one, or skip this step.',
    },
    setupStepsLeft: (count: number) => ({
      code: 'WEB_SETUP_STEPS_LEFT',
      title: 'Steps are left',
      detail: `${count} steps have neither been done nor skipped.`,
      values: { count },
    }),
    needsBox: {
      code: 'WEB_NEEDS_BOX',
      title: 'This needs a Filmroom box',
      detail: 'On this machine Filmroom is a program like others: its network is set with the means of the machine.',
    },
    badHost: {
      code: 'WEB_BAD_HOST',
      title: 'This address is not one of Filmroom’s',
      detail:
        'The name in the address bar is not known to be this machine’s. Open Filmroom by its IP address or by its .local name, or add the name to the configuration.',
    },
    noTls: {
      code: 'WEB_NO_TLS',
      title: 'HTTPS is off',
      detail: 'This Filmroom speaks HTTP only, so that it has no certificate. The setting web.tls switches HTTPS on.',
    },
    tlsOnly: {
      code: 'WEB_TLS_ONLY',
      title: 'HTTPS only',
      detail:
        'Ask by https:// at the same address. What was sent has crossed the network in the clear: change a password or token that was in it.',
    },
    crossSite: {
      code: 'WEB_CROSS_SITE',
      title: 'Another site asked',
      detail: 'Filmroom answers its own pages only. Open the address directly.',
    },
    notFound: { code: 'WEB_NOT_FOUND', title: 'Not found', detail: 'There is no such page here.' },
    noOhif: {
      code: 'WEB_NO_OHIF',
      title: 'Not found',
      detail: 'OHIF is not installed here, or has no such file. An administrator adds its pack under Settings, OHIF.',
    },
    method: (allow: string) => ({
      code: 'WEB_METHOD',
      title: 'Method not allowed',
      detail: `This address takes ${allow}.`,
      values: { allow },
    }),
    signInFirst: { code: 'WEB_SIGN_IN_FIRST', title: 'Sign in first', detail: 'Open /login, or send a token (Authorization: Bearer).' },
    notAllowed: (name: string) => ({
      code: 'WEB_NOT_ALLOWED',
      title: 'Not allowed',
      detail: `${name} may not do this. An administrator can, or can give the account another role.`,
      values: { name },
    }),
    notJsonBody: { code: 'WEB_NOT_JSON_BODY', title: 'Not JSON', detail: 'Send one object as application/json.' },
    badBody: (faults: readonly string[]) => ({
      code: 'WEB_BAD_BODY',
      title: 'This cannot be used',
      detail: faults.join('; '),
      values: { faults: faults.join('; ') },
    }),
    bodyTooLong: (bytes: number) => ({
      code: 'WEB_BODY_TOO_LONG',
      title: 'Too long',
      detail: `A request has at most ${bytes} bytes here.`,
      values: { bytes },
    }),
    limit: (least: number, most: number) => ({
      code: 'WEB_LIMIT',
      title: 'Bad limit',
      detail: `limit must be a whole number from ${least} to ${most}.`,
      values: { least, most },
    }),
    malformed: {
      code: 'WEB_MALFORMED',
      title: 'Bad request',
      detail: 'This is not a request that a web server can read. If a DICOM device sent it: the DICOM port is another one.',
    },
    tooLarge: { code: 'WEB_TOO_LARGE', title: 'Request header too large', detail: 'Clear the cookies for this address and try again.' },
    timeout: { code: 'WEB_TIMEOUT', title: 'Request too slow', detail: 'The request did not arrive in time.' },
    tooManyLive: {
      code: 'WEB_TOO_MANY_LIVE',
      title: 'Too many pages watch already',
      detail: 'Close some Filmroom pages, or read /api/status now and then instead.',
    },
    archiveSilent: {
      code: 'WEB_ARCHIVE_SILENT',
      title: 'The archive does not answer',
      detail: 'The index could not be read. Look at the log; if the disk is failing, there are lines about it.',
    },
    noSuchAe: (title: string) => ({
      code: 'WEB_NO_SUCH_AE',
      title: 'No such AE title',
      detail: `"${title}" is not in the AE table.`,
      values: { title },
    }),
    badAddress: { code: 'WEB_BAD_ADDRESS', title: 'No such address', detail: 'The address has a percent sign that encodes no text.' },
    badEntry: (faults: readonly string[]) => ({
      code: 'WEB_BAD_ENTRY',
      title: 'This entry cannot be used',
      detail: faults.join('; '),
      values: { faults: faults.join('; ') },
    }),
    fixedEntry: (words: string) => ({
      code: 'WEB_FIXED_ENTRY',
      title: 'This entry cannot be changed here',
      detail: `${words}.`,
      values: { words },
    }),
    notJson: { code: 'WEB_NOT_JSON', title: 'Not JSON', detail: 'Send one entry of the AE table as application/json.' },
    entryTooLong: { code: 'WEB_ENTRY_TOO_LONG', title: 'Entry too long', detail: 'An entry of the AE table has at most 16 kB.' },
    ours: { code: 'WEB_OURS', title: 'Something went wrong here', detail: 'This is a fault of Filmroom. The log has a line about it.' },
  },
  health: {
    ok: 'ok',
    faulty: 'Filmroom hit a fault of its own and goes on. Its log names the fault; restart it when no images are arriving.',
    notAccepting: 'The disk is full or cannot be written: images are refused.',
    archiveSilent: 'The index does not answer.',
  },
} as const;
