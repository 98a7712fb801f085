import { DicomwebError } from './errors.ts';

/** As they are met, not only as PS3.5 §9.1 has them: components that begin with 0 are in many archives. */
const UID = /^(?=.{1,64}$)\d+(\.\d+)*$/;
const WHAT = {
  study: 'Study Instance UID',
  series: 'Series Instance UID',
  instance: 'SOP Instance UID',
  step: 'SOP Instance UID',
  transaction: 'Transaction UID',
} as const;

/** @throws DicomwebError DICOMWEB_BAD_UID */
export function uidIn(params: Readonly<Record<string, string>>, name: keyof typeof WHAT): string {
  const uid = params[name] ?? '';
  if (UID.test(uid)) return uid;
  throw new DicomwebError(
    'DICOMWEB_BAD_UID',
    `The ${WHAT[name]} of the address is no UID: digits and dots, 64 characters at most (PS3.5 §9.1).`,
  );
}
