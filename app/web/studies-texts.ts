/** What is refused of studies, in words; the page says it by the code. */
export const STUDIES_PROBLEMS = {
  badSearch: (faults: string) => ({
    code: 'STUDIES_BAD_SEARCH',
    title: 'This search cannot be done',
    detail: faults,
    values: { faults },
  }),
  noSuchStudy: { code: 'STUDIES_NO_SUCH', title: 'Not there', detail: 'It is not in the archive any more: it may have been deleted.' },
  noReason: (reasons: readonly string[]) => ({
    code: 'STUDIES_NO_REASON',
    title: 'Say why',
    detail: `Deleting needs a reason: ?reason= one of ${reasons.join(', ')}.`,
    values: { reasons: reasons.join(', ') },
  }),
  fileGone: {
    code: 'STUDIES_FILE_GONE',
    title: 'The file cannot be read',
    detail: 'The index has it, and the disk does not give it as it was received. Run filmroom verify: it names what is missing.',
  },
  tooManyFiles: (most: number) => ({
    code: 'STUDIES_TOO_MANY_FILES',
    title: 'Too many files for one ZIP',
    detail: `A ZIP holds at most ${most} files here. Send the study to a destination instead.`,
    values: { most },
  }),
  send: (code: string, words: string) => ({ code, title: 'This cannot be sent', detail: `${words}.`, values: { words } }),
  noSuchSend: { code: 'SEND_NO_SUCH', title: 'No such job', detail: 'It is not in the list any more.' },
  upload: (code: string, words: string) => ({ code, title: 'This file was not taken', detail: `${words}.`, values: { words } }),
  uploadTooLarge: (most: number) => ({
    code: 'UPLOAD_TOO_LARGE',
    title: 'Too large',
    detail: `A file has at most ${most} bytes here.`,
    values: { most },
  }),
  uploadsBusy: (most: number) => ({
    code: 'UPLOAD_BUSY',
    title: 'Too many uploads at once',
    detail: `${most} files are being taken already. Try again in a moment.`,
    values: { most },
  }),
  uploadCut: {
    code: 'UPLOAD_CUT',
    title: 'The upload was cut off',
    detail: 'Not all of the file arrived. Nothing of it was kept; send it again.',
  },
} as const;
