import { countedIn } from '../../shell/counted.ts';
import type { Values } from '../problems.ts';

const counted = countedIn('en');

/** What is not as it should be, by the code of the sentence (`Said`). */
export const texts = {
  ARCHIVE_SILENT: 'The index does not answer. What is shown may be old.',
  NO_ARCHIVE: ({ why }: Values) => `Filmroom runs without its data: images are refused, and none can be shown. The reason: ${why}.`,
  CERTIFICATE_ENDED: ({ name, until }: Values) =>
    `The uploaded certificate of ${name} ended on ${until}: browsers get one of the own CA instead. Upload a new one.`,
  CERTIFICATE_ENDS: ({ name, until }: Values) => `The uploaded certificate of ${name} ends on ${until}. Ask for a new one.`,
  BOX_RETURNED: 'The newer system did not prove itself, or came up no more; the box went back to the one that it had before.',
  BOX_RESCUE: 'Neither system came up as it should; this one was started all the same.',
  BOX_SELF_TEST: 'The self-test of this start did not pass: filmroom self-test says what.',
  BOX_SLOT_NOT_KEPT:
    'The box works, but cannot note that it does: after some restarts it may start its other version. Restart it; where this stays, its disk or card needs to be replaced.',
  BOX_SECOND_DISK:
    'Another disk with a Filmroom on it is plugged in, and the two cannot be told apart: switch off and take one out. Until then neither an update nor a factory reset is done.',
  BOX_WATCHDOG: 'The box hung, and its watchdog restarted it.',
  BOX_TIME: 'The time is not known: no time server has answered since the start.',
  DAY_STEPS_MISSING: ({ steps, missing }: Values) =>
    `${counted(Number(missing), { one: '# image has not come', other: '# images have not come' })} that ${counted(Number(steps), { one: '# performed step names', other: '# performed steps name' })}.`,
  DAY_STEPS_LEFT_OPEN: ({ steps }: Values) =>
    counted(Number(steps), { one: '# performed step was begun and not ended.', other: '# performed steps were begun and not ended.' }),
  DAY_STEPS_NOTHING_NAMED: ({ steps }: Values) =>
    counted(Number(steps), {
      one: '# performed step ended without naming an image: nobody can say whether all are here.',
      other: '# performed steps ended without naming an image: nobody can say whether all are here.',
    }),
  DAY_HL7_WAITING: ({ messages }: Values) =>
    counted(Number(messages), { one: '# HL7 message waits for a person.', other: '# HL7 messages wait for a person.' }),
  DAY_WORKLIST_ANEW: 'The worklist was damaged: a new one was begun, the old one is kept beside it. What was typed has to be typed again.',
  RECONCILE_WAITING: ({ studies }: Values) =>
    counted(Number(studies), {
      one: '# study contradicts the worklist and waits for a decision.',
      other: '# studies contradict the worklist and wait for a decision.',
    }),
  DAY_WORKLIST_CLOSED: ({ why }: Values) => `The worklist cannot be opened, and devices get none. The reason: ${why}.`,
  DAY_STEPS_CLOSED: ({ why }: Values) => `The performed steps cannot be opened, and none are taken. The reason: ${why}.`,
  DAY_COMMITMENT_CLOSED: ({ why }: Values) => `Storage commitment cannot be opened, and nobody is told what is safe. The reason: ${why}.`,
  DAY_INBOX_CLOSED: ({ why }: Values) => `The inbox cannot be opened, and no study is compared with the worklist. The reason: ${why}.`,
};

export type Texts = typeof texts;
