import { tagOf, vrOf } from '../../app/dataset/dataset.ts';
import type { DicomJson } from './dicom-json.ts';
import type { Attributes } from './mpps-dataset.ts';

/** Attributes by keyword as an object of the DICOM JSON model. */
export function stepJson(attributes: Attributes): DicomJson {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([keyword, value]) => {
      const tag = tagOf(keyword)!;
      const vr = vrOf(tag)!;
      if (value === undefined) return [];
      const values = typeof value !== 'string' ? value.map(stepJson) : vr === 'PN' ? [{ Alphabetic: value }] : [value];
      const isEmpty = value.length === 0;
      return [[tag.toString(16).toUpperCase().padStart(8, '0'), { vr, ...(!isEmpty && { Value: values }) }]];
    }),
  ) as DicomJson;
}
