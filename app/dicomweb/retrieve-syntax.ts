import { canTranscode } from '../dataset/dataset.ts';
import { isDecoded } from '../pixels/pixels.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import type { Acceptable } from './accept.ts';

/**
 * The transfer syntax that an instance goes out in (PS3.18 §8.7.3.4, §8.7.3.5.2, §8.7.8): the first of what is accepted that it can be given in.
 * `*` is as it is stored; nothing said means Explicit VR Little Endian, for which what is compressed without loss is decoded; what is there in a
 * lossy form alone stays as it is, and is decoded where an uncompressed transfer syntax is named. Nothing is compressed here.
 *
 * @returns undefined where there is none
 */
export function syntaxFor(storedUid: string, accepted: readonly Pick<Acceptable, 'transferSyntax'>[]): string | undefined {
  for (const { transferSyntax } of accepted) {
    if (transferSyntax === '*') return storedUid;
    const wanted = transferSyntax ?? EXPLICIT_VR_LITTLE_ENDIAN;
    if (canTranscode(storedUid, wanted)) return wanted;
    if (transferSyntax === undefined && isLossy(storedUid)) return storedUid;
    if (isDecoded(storedUid) && canTranscode(EXPLICIT_VR_LITTLE_ENDIAN, wanted)) return wanted;
  }
  return undefined;
}

export function isLossy(transferSyntaxUid: string): boolean {
  return TRANSFER_SYNTAXES.get(transferSyntaxUid)?.lossy === true;
}
