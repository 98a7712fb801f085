import { canTranscode } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import type { Acceptable } from './accept.ts';

/**
 * The transfer syntax that an instance goes out in (PS3.18 §8.7.3.5.2, §8.7.8): the first of what is accepted that it can be given in without
 * touching pixels. `*` is as it is stored; nothing said means Explicit VR Little Endian, but for what is there in a lossy form alone.
 *
 * @returns undefined where there is none
 */
export function syntaxFor(storedUid: string, accepted: readonly Pick<Acceptable, 'transferSyntax'>[]): string | undefined {
  for (const { transferSyntax } of accepted) {
    if (transferSyntax === '*') return storedUid;
    const wanted = transferSyntax ?? EXPLICIT_VR_LITTLE_ENDIAN;
    if (canTranscode(storedUid, wanted)) return wanted;
    if (transferSyntax === undefined && TRANSFER_SYNTAXES.get(storedUid)?.lossy === true) return storedUid;
  }
  return undefined;
}
