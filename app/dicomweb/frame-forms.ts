import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import { type Acceptable, type Offer, takes } from './accept.ts';
import { isLossy } from './retrieve-syntax.ts';

export const OCTETS = 'application/octet-stream';
const PREFIX = '1.2.840.10008.1.2.';

/** What compressed bulk data is (PS3.18 Table 8.7.3-5), by the end of the transfer syntax UID; the retired JPEG processes beside those of the table. */
const MEDIA_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^5$/, 'image/dicom-rle'],
  [/^4\.(5[0-9]|6[0-6]|70)$/, 'image/jpeg'],
  [/^4\.8[01]$/, 'image/jls'],
  [/^4\.9[01]$/, 'image/jp2'],
  [/^4\.9[23]$/, 'image/jpx'],
  [/^4\.11[0-2]$/, 'image/jxl'],
  [/^4\.20[1-3]$/, 'image/jphc'],
  [/^4\.10[01](\.1)?$/, 'video/mpeg'],
  [/^4\.10[2-8](\.1)?$/, 'video/mp4'],
];

/** @returns undefined where the standard names none: then it is octets of that transfer syntax */
export function compressedMediaType(transferSyntaxUid: string): string | undefined {
  const end = transferSyntaxUid.startsWith(PREFIX) ? transferSyntaxUid.slice(PREFIX.length) : '';
  return MEDIA_TYPES.find(([pattern]) => pattern.test(end))?.[1];
}

/** The transfer syntax of a compressed media type that does not say its own: the default of the table. */
export function compressedTransferSyntax(mediaType: string): string | undefined {
  const end = DEFAULTS[mediaType];
  return end === undefined ? undefined : PREFIX + end;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  'image/jpeg': '4.70',
  'image/dicom-rle': '5',
  'image/jls': '4.80',
  'image/jp2': '4.90',
  'image/jpx': '4.92',
  'image/jxl': '4.110',
  'image/jphc': '4.203',
  'video/mpeg': '4.100',
  'video/mp4': '4.102',
};

/** One way in which frames can be given. */
export interface FrameForm {
  readonly mediaType: string;
  readonly transferSyntaxUid: string;
  /** Its compressed frames become plain values on the way. */
  readonly isDecoded: boolean;
}

export interface SelectedForm {
  readonly form: FrameForm;
  readonly packaging: Offer['packaging'];
}

/** What asks for plain values by name; the bytes are the same, little endian whatever is stored. */
const PLAIN: ReadonlySet<string> = new Set([EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);

/** The ways in which the frames of an image can be given, the better first where nothing is asked for. */
export function formsOf(
  storedUid: string,
  { isEncapsulated, canDecode }: { readonly isEncapsulated: boolean; readonly canDecode: boolean },
): readonly FrameForm[] {
  const plain = { mediaType: OCTETS, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN };
  if (!isEncapsulated) return [{ ...plain, isDecoded: false }];
  const mediaType = compressedMediaType(storedUid);
  return [
    ...(canDecode ? [{ ...plain, isDecoded: true }] : []),
    ...(mediaType ? [{ mediaType, transferSyntaxUid: storedUid, isDecoded: false }] : []),
    { mediaType: OCTETS, transferSyntaxUid: storedUid, isDecoded: false },
  ];
}

/**
 * The form in which frames go out (PS3.18 §8.7.3.3, §8.7.8). With `transfer-syntax=*` that is the stored one; where nothing is said of the transfer
 * syntax, plain values, or the compressed form whose media type is named; what is lossy and cannot be decoded here goes out as it is.
 *
 * @param packagings in which it can be sent, the default first
 */
export function selectForm(
  accepted: readonly Acceptable[],
  forms: readonly FrameForm[],
  packagings: readonly Offer['packaging'][],
): SelectedForm | undefined {
  for (const acceptable of accepted) {
    const packaging = packagings.find((one) => acceptable.packaging === 'either' || acceptable.packaging === one);
    if (!packaging) continue;
    const form = forms.filter(({ mediaType }) => takes(acceptable, { packaging, mediaType })).find((one) => isAsked(acceptable, one));
    if (form) return { form, packaging };
  }
  return undefined;
}

function isAsked({ transferSyntax }: Acceptable, { mediaType, transferSyntaxUid, isDecoded }: FrameForm): boolean {
  // §8.7.3.4: octets of which nothing is said are plain values, but of what is there in a lossy form alone
  if (transferSyntax === undefined) return mediaType !== OCTETS || PLAIN.has(transferSyntaxUid) || isLossy(transferSyntaxUid);
  if (transferSyntax === '*') return !isDecoded;
  return transferSyntax === transferSyntaxUid || (PLAIN.has(transferSyntax) && PLAIN.has(transferSyntaxUid));
}

export function formType({ mediaType, transferSyntaxUid }: FrameForm): string {
  return `${mediaType}; transfer-syntax=${transferSyntaxUid}`;
}
