import { DatasetError } from './errors.ts';
import { VR_FUTURE, VR_INVALID, VR_KIND } from './vr.ts';

const LEAST_VR_AS_LENGTH = 0x4141; // 'AA' read as a little endian length: no first element is that long

export function uint32At(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian
    ? ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
    : (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** The VR in the explicit header at `at`. */
export function vrAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!);
}

export function hexByte(byte: number): string {
  return `${byte.toString(16).padStart(2, '0').toUpperCase()}H`;
}

/**
 * What the first eight bytes of a data set tell of data that is not what the transfer syntax says. Without this the error would come late,
 * as a length that makes no sense.
 *
 * @throws DatasetError DATASET_HAS_FILE_META, DATASET_MALFORMED
 */
export function checkFirstHeader(bytes: Uint8Array, at: number, implicit: boolean, bigEndian: boolean): void {
  const four = String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  const kind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
  const low = bytes[at + 4]! | (bytes[at + 5]! << 8);
  if (four === 'DICM') {
    throw new DatasetError(
      'DATASET_HAS_FILE_META',
      'the data set begins at byte 0 with the DICM of a file: it must come without File Meta Information',
    );
  }
  if ((four === '\0\0\0\0' && low === 0) || four === 'II*\0' || four === 'MM\0*') {
    throw new DatasetError(
      'DATASET_HAS_FILE_META',
      "the data set begins at byte 0 as a DICOM file's preamble does: it must come without preamble and File Meta Information",
    );
  }
  const wrong = (words: string) => new DatasetError('DATASET_MALFORMED', `the first element, at byte 0, ${words}`);
  if (implicit && kind !== VR_INVALID && kind < VR_FUTURE && low >= LEAST_VR_AS_LENGTH) {
    throw wrong(`has the VR ${vrAt(bytes, at)}: the data set is in explicit VR, its transfer syntax says implicit`);
  }
  if (!implicit && kind === VR_INVALID) throw wrong('has no VR: the data set looks like implicit VR, its transfer syntax says explicit');
  if (bytes[at] === (bigEndian ? 0x08 : 0x00) && bytes[at + 1] === (bigEndian ? 0x00 : 0x08)) {
    throw wrong(`is of group 0800: the data set looks ${bigEndian ? 'little' : 'big'} endian, its transfer syntax says otherwise`);
  }
}
