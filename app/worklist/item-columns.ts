import { foldText, type KeywordTree, normalizeText, parseDate, parseTime } from '../dataset/dataset.ts';
import { stepOf, textAt } from './item.ts';

/** What an item is found by, made of its attributes. */
export interface ItemColumns {
  readonly accession: string;
  readonly requestedProcedure: string;
  readonly step: string;
  readonly studyUid: string;
  readonly patientId: string;
  readonly issuer: string;
  readonly startDate: string;
  readonly startTime: string;
  readonly modality: string;
  readonly patientWords: string;
  readonly procedureWords: string;
  readonly patient: string;
  readonly procedure: string;
  readonly stations: readonly string[];
}

const STEP = 'ScheduledProcedureStepSequence';

/** What completion gives of a patient. */
export const PATIENT_KEYWORDS = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientWeight',
  'MedicalAlerts',
  'Allergies',
  'PregnancyStatus',
  'SpecialNeeds',
] as const;
const PROCEDURE_KEYWORDS = ['RequestedProcedureDescription', 'RequestedProcedureCodeSequence'] as const;
const STEP_KEYWORDS = [
  'Modality',
  'ScheduledProcedureStepDescription',
  'ScheduledProtocolCodeSequence',
  'ScheduledStationAETitle',
  'ScheduledStationName',
] as const;
/** What the page searches. */
const PATIENT_WORDS = ['PatientName', 'PatientID'];
const PROCEDURE_WORDS = [
  'AccessionNumber',
  'RequestedProcedureDescription',
  `${STEP}.ScheduledProcedureStepDescription`,
  `${STEP}.Modality`,
  `${STEP}.ScheduledStationAETitle`,
  `${STEP}.ScheduledStationName`,
];

export function columnsOf(attributes: KeywordTree): ItemColumns {
  const sought = (path: string) => normalizeText(textAt(attributes, path));
  const step = stepOf(attributes);
  return {
    accession: sought('AccessionNumber'),
    requestedProcedure: sought('RequestedProcedureID'),
    step: sought(`${STEP}.ScheduledProcedureStepID`),
    studyUid: textAt(attributes, 'StudyInstanceUID'),
    patientId: sought('PatientID'),
    issuer: sought('IssuerOfPatientID'),
    startDate: parseDate(textAt(step, 'ScheduledProcedureStepStartDate')) ?? '',
    startTime: parseTime(textAt(step, 'ScheduledProcedureStepStartTime')) ?? '',
    modality: textAt(step, 'Modality').trim(),
    patientWords: PATIENT_WORDS.map((path) => wordsOf(textAt(attributes, path))).join(''),
    procedureWords: PROCEDURE_WORDS.map((path) => wordsOf(textAt(attributes, path))).join(''),
    patient: JSON.stringify(picked(attributes, PATIENT_KEYWORDS)),
    procedure: JSON.stringify({ ...picked(attributes, PROCEDURE_KEYWORDS), [STEP]: [picked(step, STEP_KEYWORDS)] }),
    stations: [
      ...new Set(
        textAt(step, 'ScheduledStationAETitle')
          .split('\\')
          .map((title) => title.trim()),
      ),
    ].filter(Boolean),
  };
}

/** The words of a text, folded, a space before each. */
export function wordsOf(text: string): string {
  const words = foldText(text.replaceAll(/[\\^=,;]/g, ' '));
  return words === '' ? '' : ` ${words}`;
}

function picked(tree: KeywordTree, keywords: readonly string[]): KeywordTree {
  return Object.fromEntries(keywords.flatMap((keyword) => (tree[keyword] === undefined ? [] : [[keyword, tree[keyword]]])));
}
