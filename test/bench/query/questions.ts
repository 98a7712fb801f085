import { dayOf, patientIdOf } from './load.ts';

/** One query of `research/peers.md` §3.2, Study Root at STUDY level. */
export interface Question {
  readonly name: string;
  /** Keys by keyword; '' asks for the value. `turn` makes one differ from the one before. */
  readonly keys: (turn: number, studies: number) => Readonly<Record<string, string>>;
  readonly isAll?: boolean;
}

const WANTED = {
  ...{ PatientName: '', PatientID: '', PatientBirthDate: '', StudyInstanceUID: '', StudyDate: '', StudyTime: '' },
  ...{ AccessionNumber: '', StudyDescription: '' },
};
const month = (turn: number): string => `${dayOf((turn * 211) % 1770)}-${dayOf(((turn * 211) % 1770) + 29)}`;

export const QUESTIONS: readonly Question[] = [
  { name: 'PatientID', keys: (turn, studies) => ({ ...WANTED, PatientID: patientIdOf((turn * 7919) % studies) }) },
  { name: 'name GARCIA*', keys: () => ({ ...WANTED, PatientName: 'GARCIA*' }) },
  { name: 'name *ANA*', keys: () => ({ ...WANTED, PatientName: '*ANA*' }) },
  { name: 'one month', keys: (turn) => ({ ...WANTED, StudyDate: month(turn) }) },
  { name: 'one month, with ModalitiesInStudy', keys: (turn) => ({ ...WANTED, StudyDate: month(turn), ModalitiesInStudy: '' }) },
  { name: 'no match', keys: () => ({ ...WANTED, PatientID: 'NOBODY' }) },
  { name: 'all studies', keys: () => WANTED, isAll: true },
];
