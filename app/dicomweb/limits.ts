/** Every limit of DICOMweb, with the reason. */
export interface DicomwebLimits {
  /** Length of the query of a URL. */
  readonly maxQueryLength: number;
}

export const DICOMWEB_LIMITS: DicomwebLimits = {
  maxQueryLength: 16_384,
};
