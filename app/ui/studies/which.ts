/** What is to be deleted or sent: a study, a series or an instance. */
export interface Which {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUid?: string;
  readonly images: number;
}

export const apiOf = ({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: Omit<Which, 'images'>): `/api/${string}` =>
  `/api/studies/${encodeURIComponent(studyInstanceUid)}${seriesInstanceUid ? `/series/${encodeURIComponent(seriesInstanceUid)}` : ''}${
    sopInstanceUid ? `/instances/${encodeURIComponent(sopInstanceUid)}` : ''
  }`;

/** The same in OHIF, where that is installed. */
export const ohifOf = (studyInstanceUid: string): string => `/ohif/viewer?StudyInstanceUIDs=${encodeURIComponent(studyInstanceUid)}`;

/** Where the images of a study are looked at; a page of its own. */
export const viewerOf = (studyInstanceUid: string): string => `/view/${encodeURIComponent(studyInstanceUid)}`;
