/* Where DICOMweb has what (PS3.18 §10.4, §10.6). */

const ROOT = '/dicom-web';

export interface InstanceAt {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

const part = encodeURIComponent;
export const studyPath = (study: string) => `${ROOT}/studies/${part(study)}`;
export const seriesPath = (study: string, series: string) => `${studyPath(study)}/series/${part(series)}`;

export const instancePath = ({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: InstanceAt): string =>
  `${seriesPath(studyInstanceUid, seriesInstanceUid)}/instances/${part(sopInstanceUid)}`;

/** A frame as it is stored (PS3.18 §10.4.1.6); `frame` counts from 1. */
export const framePath = (at: InstanceAt, frame: number): string => `${instancePath(at)}/frames/${frame}`;

/** A frame as a picture (PS3.18 §10.4.1.1.3), no larger than `size` pixels a side; `window` as center, width. */
export function renderedPath(
  at: InstanceAt,
  frame: number,
  size: number,
  window?: { readonly center: number; readonly width: number },
): string {
  const query = new URLSearchParams({ viewport: `${size},${size}` });
  if (window) query.set('window', `${window.center},${window.width},LINEAR`);
  return `${framePath(at, frame)}/rendered?${query.toString().replaceAll('%2C', ',')}`;
}

export const thumbnailPath = (at: InstanceAt, frame: number): string => `${framePath(at, frame)}/thumbnail`;
