/** Transfer syntaxes whose fragments are decoded; `decode.ts` has what does. */
export const DECODED_TRANSFER_SYNTAXES = [
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.53',
  '1.2.840.10008.1.2.4.55',
  '1.2.840.10008.1.2.4.57',
  '1.2.840.10008.1.2.4.70',
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.201',
  '1.2.840.10008.1.2.4.202',
  '1.2.840.10008.1.2.4.203',
  '1.2.840.10008.1.2.5',
  '1.2.840.10008.1.2.8.1',
] as const;

export type DecodedTransferSyntax = (typeof DECODED_TRANSFER_SYNTAXES)[number];

/** Whether what is in fragments of this transfer syntax is decoded here. */
export function isDecoded(transferSyntaxUid: string): transferSyntaxUid is DecodedTransferSyntax {
  return DECODED_TRANSFER_SYNTAXES.some((uid) => uid === transferSyntaxUid);
}
