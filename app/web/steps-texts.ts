/** What is refused of the day's work, in words; the page says it by the code. */
export const STEPS_PROBLEMS = {
  badDay: {
    code: 'STEPS_BAD_DAY',
    title: 'No such day',
    detail: 'day=YYYYMMDD is wanted, with from= and to=, its begin and end in milliseconds since 1970, at most eight days apart.',
  },
  noSuchStep: { code: 'STEPS_NO_SUCH', title: 'No such step', detail: 'It is not kept any more, or never was.' },
  stepHasEnded: {
    code: 'STEPS_HAS_ENDED',
    title: 'It has ended already',
    detail: 'Its device ended it in the meantime. Nothing was changed.',
  },
} as const;
