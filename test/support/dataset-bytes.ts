import { randomUUID } from 'node:crypto';
import { CT_IMAGE_STORAGE, element } from './raw-bytes.ts';

/** A fresh UID (PS3.5 §B.2). */
export const newUid = (): string => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;

export interface SmallImage {
  readonly sopClassUid?: string;
  readonly sopInstanceUid?: string;
  readonly studyInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly patientName?: string;
  /** Pixel Data: this many bytes. */
  readonly pixelBytes?: number;
  /** Value of each pixel byte, so that two images differ. */
  readonly fill?: number;
  /** Tags to leave out. */
  readonly without?: readonly number[];
}

/** A data set in implicit VR little endian, built by hand: enough for the archive, small enough to read. */
export function smallImage(image: SmallImage = {}): { dataset: Buffer; sopClassUid: string; sopInstanceUid: string } {
  const sopClassUid = image.sopClassUid ?? CT_IMAGE_STORAGE;
  const sopInstanceUid = image.sopInstanceUid ?? newUid();
  const elements: readonly (readonly [number, string | number | Uint8Array, number?])[] = [
    [0x00080016, sopClassUid],
    [0x00080018, sopInstanceUid],
    [0x00080020, '20260102', 0x20],
    [0x00080060, 'CT', 0x20],
    [0x00100010, image.patientName ?? 'Test^Raw', 0x20],
    [0x00100020, 'RAW1', 0x20],
    [0x0020000d, image.studyInstanceUid ?? '1.2.826.0.1.3680043.10.1.1'],
    [0x0020000e, image.seriesInstanceUid ?? '1.2.826.0.1.3680043.10.1.2'],
    [0x00280010, 16],
    [0x00280011, 16],
    [0x7fe00010, Buffer.alloc(image.pixelBytes ?? 512, image.fill ?? 7)],
  ];
  const wanted = elements.filter(([tag]) => !image.without?.includes(tag));
  return { dataset: Buffer.concat(wanted.map(([tag, value, pad]) => element(tag, value, pad))), sopClassUid, sopInstanceUid };
}
