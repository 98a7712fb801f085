import { type KeywordTree, parseDate, parseTime } from '../dataset/dataset.ts';
import { type StepStatus, stepOf, textAt, type WorklistItem } from '../worklist/worklist.ts';

/** Who somebody is, as images or an order have it; '' where they do not say. */
export interface PersonFacts {
  /** (0010,0010), decoded, as it stands. */
  readonly patientName: string;
  readonly patientId: string;
  readonly issuerOfPatientId: string;
  /** YYYYMMDD */
  readonly patientBirthDate: string;
  readonly patientSex: string;
}

/** A study as its images have it. */
export interface StudyFacts extends PersonFacts {
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  readonly studyDescription: string;
  readonly modalities: readonly string[];
  /** Station names, and the AE titles that sent it. */
  readonly stations: readonly string[];
  /** By the clock of the device, YYYYMMDD and HHMMSS. */
  readonly date: string;
  readonly time: string;
  readonly images: number;
  readonly lastReceivedAt: number;
}

/** An item of the worklist. */
export interface OrderFacts extends PersonFacts {
  readonly id: number;
  readonly status: StepStatus;
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  readonly requestedProcedureId: string;
  readonly procedure: string;
  readonly modality: string;
  readonly stations: readonly string[];
  readonly date: string;
  readonly time: string;
}

export function personIn(attributes: KeywordTree): PersonFacts {
  const text = (keyword: string) => textAt(attributes, keyword).trim();
  return {
    patientName: text('PatientName'),
    patientId: text('PatientID'),
    issuerOfPatientId: text('IssuerOfPatientID'),
    patientBirthDate: parseDate(text('PatientBirthDate')) ?? '',
    patientSex: text('PatientSex'),
  };
}

export function orderOf({ id, status, attributes }: WorklistItem): OrderFacts {
  const step = stepOf(attributes);
  const at = (keyword: string) => textAt(step, keyword).trim();
  const top = (keyword: string) => textAt(attributes, keyword).trim();
  return {
    ...personIn(attributes),
    ...{ id, status, studyInstanceUid: top('StudyInstanceUID'), accessionNumber: top('AccessionNumber') },
    requestedProcedureId: top('RequestedProcedureID'),
    procedure: top('RequestedProcedureDescription') || at('ScheduledProcedureStepDescription'),
    modality: at('Modality'),
    stations: [...at('ScheduledStationAETitle').split('\\'), ...at('ScheduledStationName').split('\\')]
      .map((each) => each.trim())
      .filter(Boolean),
    date: parseDate(at('ScheduledProcedureStepStartDate')) ?? '',
    time: parseTime(at('ScheduledProcedureStepStartTime'))?.slice(0, 6) ?? '',
  };
}
