import type { Values } from '../problems.ts';

/** What is not as it should be, by the code of the sentence (`Said`). */
export const texts = {
  ARCHIVE_SILENT: 'The index does not answer. What is shown may be old.',
  NO_ARCHIVE: ({ why }: Values) => `Filmroom runs without its data: images are refused, and none can be shown. The reason: ${why}.`,
  CERTIFICATE_ENDED: ({ name, until }: Values) =>
    `The uploaded certificate of ${name} ended on ${until}: browsers get one of the own CA instead. Upload a new one.`,
  CERTIFICATE_ENDS: ({ name, until }: Values) => `The uploaded certificate of ${name} ends on ${until}. Ask for a new one.`,
  BOX_RETURNED: 'The last update did not prove itself; the box went back to the system that it had before.',
  BOX_RESCUE: 'Neither system came up as it should; this one was started all the same.',
  BOX_SELF_TEST: 'The self-test of this start did not pass: filmroom self-test says what.',
  BOX_SLOT_NOT_KEPT:
    'The box works, but cannot note that it does: after some restarts it may start its other version. Restart it; where this stays, its disk or card needs to be replaced.',
  BOX_WATCHDOG: 'The box hung, and its watchdog restarted it.',
  BOX_TIME: 'The time is not known: no time server has answered since the start.',
};

export type Texts = typeof texts;
