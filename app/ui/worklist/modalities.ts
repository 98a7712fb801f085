/** Defined terms of Modality (PS3.3 C.7.3.1.1.1) that steps are scheduled for, those that most have first. */
export const MODALITIES: readonly string[] = [
  'CR',
  'CT',
  'DX',
  'MG',
  'MR',
  'US',
  'RF',
  'XA',
  'NM',
  'PT',
  'ES',
  'BMD',
  'IO',
  'PX',
  'OPT',
  'ECG',
  'XC',
  'OT',
];

/** All of them, as `app/hl7` has them for orders of a RIS; a test holds the two together. */
export const DEFINED_TERMS =
  'AR AU BDUS BI BMD CFM CR CT DG DMS DX ECG EEG EMG EOG EPS ES GM HC HD IO IVOCT IVUS KER LEN LS MG MR NM OAM OCT OP OPM OPR OPT OPTBSV OPTENF OPV OSS OT PA POS PT PX RF RG RTIMAGE RTINTENT SM SRF TG US VA XA XC'.split(
    ' ',
  );

const WRITTEN: Readonly<Record<string, string>> = { MRI: 'MR', PET: 'PT' };

/** @returns undefined where it is none: a step of it would be offered to no device */
export function modalityOf(text: string): string | undefined {
  const upper = text.trim().toUpperCase();
  return DEFINED_TERMS.includes(upper) ? upper : WRITTEN[upper];
}
