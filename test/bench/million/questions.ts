import { accessionOf, DAYS, dayOf, patientIdOf, studyUid } from './generate.ts';
import type { Draw } from './names.ts';

/** What is asked of the archive over the wire, and how long 95 of 100 may take. */
export interface MillionQuestion {
  readonly name: string;
  readonly keys: (draw: Draw, studies: number) => Readonly<Record<string, string>>;
  readonly mostMs: number;
  /** The time to so many answers counts; then it is cancelled. */
  readonly first?: number;
}

const WANTED = {
  ...{ PatientName: '', PatientID: '', PatientBirthDate: '', PatientSex: '', StudyInstanceUID: '', StudyDate: '', StudyTime: '' },
  ...{
    AccessionNumber: '',
    StudyDescription: '',
    ModalitiesInStudy: '',
    NumberOfStudyRelatedSeries: '',
    NumberOfStudyRelatedInstances: '',
  },
};
const PREFIXES = ['GARC*', 'mülnan*', 'Sch*', 'Hoff*', 'wei*', 'Иван*', 'Козлов*', '山田*', '鈴木^花*', 'いとう*', 'Yamada^T*'];
const MODALITIES = ['CT', 'MR', 'US', 'ES', 'SR'];

const pick = <Value>(list: readonly Value[], draw: Draw): Value => list[draw(list.length)]!;
const anyStudy = (draw: Draw, studies: number): number => 1 + draw(studies);
function dates(days: number, draw: Draw): string {
  const first = draw(DAYS - days);
  return days === 1 ? dayOf(first) : `${dayOf(first)}-${dayOf(first + days - 1)}`;
}

export const MILLION_QUESTIONS: readonly MillionQuestion[] = [
  { name: 'PatientID', mostMs: 20, keys: (draw, studies) => ({ ...WANTED, PatientID: patientIdOf(1 + draw(studies >> 1)) }) },
  {
    name: 'accession number',
    mostMs: 20,
    keys: (draw, studies) => ({ ...WANTED, AccessionNumber: accessionOf(anyStudy(draw, studies)) }),
  },
  { name: 'study UID', mostMs: 20, keys: (draw, studies) => ({ ...WANTED, StudyInstanceUID: studyUid(anyStudy(draw, studies)) }) },
  { name: 'one day', mostMs: 20, keys: (draw) => ({ ...WANTED, StudyDate: dates(1, draw) }) },
  { name: 'name prefix', mostMs: 50, first: 100, keys: (draw) => ({ ...WANTED, PatientName: pick(PREFIXES, draw) }) },
  {
    name: 'modality and month',
    mostMs: 50,
    first: 100,
    keys: (draw) => ({ ...WANTED, ModalitiesInStudy: pick(MODALITIES, draw), StudyDate: dates(30, draw) }),
  },
  {
    name: 'modality and three years',
    mostMs: 50,
    first: 100,
    keys: (draw) => ({ ...WANTED, ModalitiesInStudy: pick(MODALITIES, draw), StudyDate: dates(1000, draw) }),
  },
];
