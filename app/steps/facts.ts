import { parseDate, parseTime } from '../dataset/dataset.ts';
import { TAG } from './attributes.ts';
import { characterSetsOf, type Elements, itemsOf, textOf } from './elements.ts';
import { type StepStatus, statusOf } from './set.ts';

/** What a scheduled step is found by: an item of the Scheduled Step Attributes Sequence (0040,0270). '' where the device does not say. */
export interface ScheduledRef {
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  readonly requestedProcedureId: string;
  readonly scheduledStepId: string;
}

/** An instance that a step says it made. */
export interface NamedInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** What a step says, in Unicode; '' where it does not say. */
export interface StepFacts {
  readonly status: StepStatus;
  /** By the clock of the device, YYYYMMDDHHMMSS. */
  readonly startedOn: string;
  readonly endedOn: string;
  readonly stationAeTitle: string;
  readonly stationName: string;
  readonly modality: string;
  readonly stepId: string;
  readonly description: string;
  readonly patientName: string;
  readonly patientId: string;
  readonly series: number;
  readonly scheduled: readonly ScheduledRef[];
}

const UID_CHARACTERS = /^\d[\d.]{0,63}$/;

export function factsOf(step: Elements): StepFacts {
  const terms = characterSetsOf(step);
  const text = (tag: number) => textOf(step, tag, terms);
  const scheduledItems = itemsOf(step, TAG.ScheduledStepAttributesSequence);
  const planned = (tag: number) => scheduledItems.map((item) => textOf(item, tag, terms)).find((each) => each !== '') ?? '';
  return {
    status: statusOf(step),
    startedOn: when(text(TAG.PerformedProcedureStepStartDate), text(TAG.PerformedProcedureStepStartTime)),
    endedOn: when(text(TAG.PerformedProcedureStepEndDate), text(TAG.PerformedProcedureStepEndTime)),
    stationAeTitle: text(TAG.PerformedStationAETitle),
    stationName: text(TAG.PerformedStationName),
    modality: text(TAG.Modality),
    stepId: text(TAG.PerformedProcedureStepID),
    description:
      text(TAG.PerformedProcedureStepDescription) ||
      planned(TAG.ScheduledProcedureStepDescription) ||
      planned(TAG.RequestedProcedureDescription),
    patientName: text(TAG.PatientName),
    patientId: text(TAG.PatientID),
    series: itemsOf(step, TAG.PerformedSeriesSequence).length,
    scheduled: scheduledItems.map((item) => ({
      studyInstanceUid: textOf(item, TAG.StudyInstanceUID, terms),
      accessionNumber: textOf(item, TAG.AccessionNumber, terms),
      requestedProcedureId: textOf(item, TAG.RequestedProcedureID, terms),
      scheduledStepId: textOf(item, TAG.ScheduledProcedureStepID, terms),
    })),
  };
}

/** The studies that the step is of, each once. */
export function studiesOf({ scheduled }: Pick<StepFacts, 'scheduled'>): readonly string[] {
  return [...new Set(scheduled.map(({ studyInstanceUid }) => studyInstanceUid))].filter((uid) => UID_CHARACTERS.test(uid));
}

/** All instances that the step names, images and others, each once. */
export function namedInstancesOf(step: Elements): readonly NamedInstance[] {
  const named = new Map<string, NamedInstance>();
  for (const series of itemsOf(step, TAG.PerformedSeriesSequence))
    for (const sequence of [TAG.ReferencedImageSequence, TAG.ReferencedNonImageCompositeSOPInstanceSequence])
      for (const item of itemsOf(series, sequence)) {
        const sopInstanceUid = textOf(item, TAG.ReferencedSOPInstanceUID, []);
        if (!UID_CHARACTERS.test(sopInstanceUid)) continue;
        named.set(sopInstanceUid, { sopInstanceUid, sopClassUid: textOf(item, TAG.ReferencedSOPClassUID, []) });
      }
  return [...named.values()];
}

function when(date: string, time: string): string {
  const day = parseDate(date);
  return day === undefined ? '' : day + (parseTime(time) ?? '000000').slice(0, 6);
}
