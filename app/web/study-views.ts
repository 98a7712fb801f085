import type { NamedInstance, SeriesSummary, StudyDetail } from '../archive/archive.ts';
import { isoDate, shownPersonName, shownText } from './peer-text.ts';
import type { FoundStudy, StudyShown } from './schema.ts';
import type { Instance, Series } from './studies-schema.ts';
import { shownStudy } from './views.ts';

/** A study of the list. */
export function foundStudy(study: Parameters<typeof shownStudy>[0] & { readonly accessionNumber: string }): FoundStudy {
  return { ...shownStudy(study), accessionNumber: shownText(study.accessionNumber) };
}

export function studyShown(study: StudyDetail): StudyShown {
  const birthDate = isoDate(study.patientBirthDate);
  const time = /^(\d{2}):?(\d{2})/.exec(study.studyTime);
  return {
    ...foundStudy(study),
    studyId: shownText(study.studyId),
    ...(time && { studyTime: `${time[1]}:${time[2]}` }),
    ...(birthDate !== undefined && { patientBirthDate: birthDate }),
    patientSex: shownText(study.patientSex),
    referringPhysician: shownPersonName(study.referringPhysicianName),
    firstReceivedAt: study.firstReceivedAt,
    seriesList: study.seriesList.map(seriesShown),
  };
}

function seriesShown(series: SeriesSummary): Series {
  const { seriesInstanceUid, instances, bytes } = series;
  return {
    ...{ seriesInstanceUid, instances, bytes },
    number: shownText(series.seriesNumber),
    modality: shownText(series.modality),
    description: shownText(series.description),
    bodyPart: shownText(series.bodyPart),
    station: shownText(series.station),
  };
}

export function instanceShown(instance: NamedInstance): Instance {
  const { sopInstanceUid, rows, columns, bytes, receivedAt } = instance;
  return {
    ...{ sopInstanceUid, bytes, receivedAt },
    sopClass: shownText(instance.sopClass),
    transferSyntax: shownText(instance.transferSyntax),
    number: shownText(instance.instanceNumber),
    size: rows && columns ? shownText(`${columns} × ${rows}`) : '',
    frames: shownText(instance.numberOfFrames),
    from: shownText(instance.callingAeTitle),
  };
}
