import { randomBytes } from 'node:crypto';
import { encodeValue, tagOf, vrOf, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';

const SECONDARY_CAPTURE_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.7';
const PIXEL_DATA = 0x7fe00010;
const SIDE = 16;

/** A UID that nobody has (PS3.5 §B.2). */
const newUid = () => `2.25.${BigInt(`0x${randomBytes(16).toString('hex')}`)}`;

/** A tiny image of nobody, as a modality would send it. */
export function tinyObject() {
  const uids = { studyInstanceUid: newUid(), seriesInstanceUid: newUid(), sopInstanceUid: newUid() };
  const values: Readonly<Record<string, string>> = {
    SOPClassUID: SECONDARY_CAPTURE_IMAGE_STORAGE,
    SOPInstanceUID: uids.sopInstanceUid,
    StudyDate: '20000101',
    Modality: 'OT',
    ConversionType: 'SYN',
    PatientName: 'SELF^TEST',
    PatientID: 'SELF-TEST',
    StudyInstanceUID: uids.studyInstanceUid,
    SeriesInstanceUID: uids.seriesInstanceUid,
    SamplesPerPixel: '1',
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: String(SIDE),
    Columns: String(SIDE),
    BitsAllocated: '8',
    BitsStored: '8',
    HighBit: '7',
    PixelRepresentation: '0',
  };
  const elements = Object.entries(values).map(([keyword, text]) => {
    const tag = tagOf(keyword) ?? 0;
    const vr = vrOf(tag) ?? 'UN';
    return { tag, vr, bytes: encodeValue(text, vr, []) ?? new Uint8Array() };
  });
  const all = [...elements, { tag: PIXEL_DATA, vr: 'OB', bytes: new Uint8Array(SIDE * SIDE).fill(0x80) }].sort((a, b) => a.tag - b.tag);
  const dataset = writeElements(all, EXPLICIT_VR_LITTLE_ENDIAN);
  return {
    ...uids,
    instance: {
      sopClassUid: SECONDARY_CAPTURE_IMAGE_STORAGE,
      sopInstanceUid: uids.sopInstanceUid,
      transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
      bytes: dataset.byteLength,
      async *read() {
        yield dataset;
      },
    },
  };
}
