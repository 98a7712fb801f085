/** What is refused of the worklist, in words; the page says it by the code. */
export const WORKLIST_PROBLEMS = {
  noSuchItem: { code: 'WORKLIST_NO_SUCH', title: 'No such item', detail: 'It is not in the worklist any more.' },
  badOrder: (faults: string, paths: string) => ({
    code: 'WORKLIST_BAD_ATTRIBUTE',
    title: 'This order cannot be taken',
    detail: `${faults}.`,
    values: { faults, paths },
  }),
  noPatient: {
    code: 'WORKLIST_NO_PATIENT',
    title: 'Whose order is it?',
    detail: 'An order needs a patient: a name, an ID, or both.',
  },
  badQuery: (faults: string) => ({
    code: 'WORKLIST_BAD_QUERY',
    title: 'This search cannot be done',
    detail: `${faults}.`,
    values: { faults },
  }),
  stale: {
    code: 'WORKLIST_STALE',
    title: 'Somebody else was faster',
    detail: 'The item has been changed since it was read. Read it again, and change it again where that is still wanted.',
  },
  otherPatient: (accessionNumber: string) => ({
    code: 'WORKLIST_OTHER_PATIENT',
    title: 'The number is of another patient',
    detail: `An order of another patient has the accession number ${accessionNumber}. Nothing was changed.`,
    values: { accessionNumber },
  }),
  notKept: {
    code: 'WORKLIST_NOT_KEPT',
    title: 'Not kept',
    detail: 'The worklist could not be read or written: look at the disk. Nothing was changed.',
  },
};
