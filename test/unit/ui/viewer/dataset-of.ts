import type { Attribute, Dataset } from '../../../../app/ui/viewer/dicom-json.ts';

/** A data set of the DICOM JSON Model by tags; the VR is not looked at. */
export const datasetOf = (values: Readonly<Record<string, readonly unknown[]>>): Dataset =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]): [string, Attribute] => [tag, { vr: 'UN', Value }]));
