import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');
type Values = Readonly<Record<string, string | number>>;

export const texts = {
  open: 'Waiting',
  over: 'Over',
  about:
    'A device asks whether its images are safe here before it deletes them. Each image is read again and compared with what was received; then the device is told.',
  noneOpen: 'Nobody waits.',
  noneToDo:
    'No device has asked yet. On the device the service is called storage commitment; address, port and AE title are those of storage.',
  directions: { received: 'asked us', sent: 'was asked by us' },
  states: {
    judging: 'Images are being read.',
    reporting: 'The result is to be told.',
    reported: 'Told.',
    asking: 'To be asked.',
    awaiting: 'The answer is awaited.',
    answered: 'Answered.',
    failed: 'No answer.',
    'given-up': 'Given up.',
  },
  counts: ({ total, committed, failed }: { total: number; committed: number; failed: number }) =>
    [
      counted(total, { one: '# image', other: '# images' }),
      ...(committed > 0 ? [counted(committed, { other: '# safe' })] : []),
      ...(failed > 0 ? [counted(failed, { other: '# not safe' })] : []),
    ].join(', '),
  tried: (attempts: number) => counted(attempts, { one: 'Tried once.', other: 'Tried # times.' }),
  next: (time: string) => `Next attempt at ${time}.`,
  failures: (count: number) => counted(count, { one: '# image is not safe', other: '# images are not safe' }),
  firstOf: (count: number) => `These are the first ${count}.`,
  details: 'Details',
  transaction: 'Transaction UID',
  tryNow: 'Try now',
  tryOf: (peer: string) => `Try now: ${peer}`,
  giveUp: 'Give up',
  giveUpOf: (peer: string) => `Give up: ${peer}`,
  giveUpTitle: (peer: string) => `Give up on ${peer}?`,
  giveUpWords: {
    received: 'The device is not told. It keeps its images until it asks again, or until somebody deletes them there.',
    sent: 'The destination is not asked any more. Whether the images are safe there stays unknown.',
  },
  why: {
    JUDGING: () => 'Each image is read to its end and compared with what was received.',
    ARCHIVE_FAILED: ({ words }: Values) => `The images cannot be read now: ${words}. It goes on by itself.`,
    READY: () => 'It goes out in a moment.',
    ON_ITS_ASSOCIATION: () => 'It goes out on the association of the request.',
    NOT_IN_TABLE: ({ peer }: Values) =>
      `${peer} has released its association, and is not in the table of modalities and destinations. Add it there, with the port on which it listens.`,
    UNREACHABLE: ({ words }: Values) => `It cannot be reached: ${words}. Is it switched on, and are address and port right?`,
    NO_CONTEXT: ({ peer }: Values) =>
      `${peer} answers there, but does not take storage commitment. Some devices have a port of its own for it: enter that port.`,
    ROLE_REFUSED: ({ peer }: Values) =>
      `${peer} does not let us report on a new association (role of SCP refused). Look in its settings, or set its report to “its own association”.`,
    NO_ANSWER: ({ words }: Values) => `It took the call and gave no answer: ${words}.`,
    REFUSED: ({ status }: Values) => `It answered with ${status}.`,
    FETCHABLE: () => 'Its result lies ready to be fetched.',
    REPORTED: () => 'It has the result.',
    AWAITING: () => 'It has taken the request.',
    NO_REPORT: ({ seconds }: Values) =>
      `It took the request, and did not report within ${seconds} s. Can it reach us at our AE title and port?`,
    ANSWERED: () => 'It has told us what is safe there.',
    TOO_OLD: ({ hours }: Values) => `It was tried for ${hours} hours.`,
    BY_PERSON: ({ by }: Values) => `By ${by}.`,
    OURS: () => 'Something of ours failed; the log says more.',
  },
  reasons: {
    '0110H': 'The file here is damaged or missing, lies in quarantine, or other content is kept under this UID',
    '0112H': 'Not here',
    '0119H': 'Here under another SOP class',
    '0122H': 'Not here, and of a class that is not stored',
    '0131H': 'The Transaction UID was used before',
    '0213H': 'Not checked in time',
  },
  otherReason: (hex: string) => `Reason ${hex}`,
};

export type Texts = typeof texts;
