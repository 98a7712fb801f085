/** What is refused of the inbox, in words; the page says it by the code. */
export const RECONCILE_PROBLEMS = {
  noSuchEntry: { code: 'RECONCILE_NO_SUCH', title: 'No such study', detail: 'It is not in the inbox any more: it may have been deleted.' },
  entryChanged: {
    code: 'RECONCILE_STALE',
    title: 'Something new has come',
    detail: 'The study or its order has changed since it was shown. Look once more, and decide again.',
  },
  entryBusy: {
    code: 'RECONCILE_BUSY',
    title: 'It is under way',
    detail: 'The images of this study are being corrected, or put back. Wait until that is done.',
  },
  nothingToUndo: { code: 'RECONCILE_NOTHING', title: 'Nothing to undo', detail: 'The images of this study are as they were received.' },
  noSuchOrder: {
    code: 'RECONCILE_NO_SUCH_ORDER',
    title: 'No such order',
    detail: 'It is not in the worklist any more. Choose another one.',
  },
  badValue: (keyword: string, fault: string) => ({
    code: 'RECONCILE_BAD_VALUE',
    title: 'This value cannot be used',
    detail: `${keyword}: ${fault}`,
    values: { keyword, fault },
  }),
} as const;
