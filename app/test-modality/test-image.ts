import { randomBytes } from 'node:crypto';
import { encodeValue, tagOf, vrOf, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import { SIDE, testPattern } from './pattern.ts';

/** By it test images are found, and removed. */
export const TEST_PATIENT_ID = 'FILMROOM-TEST';

const SECONDARY_CAPTURE_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.7';
const PIXEL_DATA = 0x7fe00010;

/** A UID that nobody has (PS3.5 §B.2). */
const newUid = () => `2.25.${BigInt(`0x${randomBytes(16).toString('hex')}`)}`;

/**
 * A Secondary Capture image (PS3.3 A.8.1) of nobody: its name, its ID, its descriptions and its pixels say that it is a test.
 *
 * @param at its times
 * @param from the AE title that it is sent as
 */
export function testImage(at: Date, from: string) {
  const studyInstanceUid = newUid();
  const sopInstanceUid = newUid();
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const values: Readonly<Record<string, string>> = {
    ImageType: 'DERIVED\\SECONDARY',
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    SOPClassUID: SECONDARY_CAPTURE_IMAGE_STORAGE,
    SOPInstanceUID: sopInstanceUid,
    StudyDate: date,
    StudyTime: time,
    AccessionNumber: '',
    Modality: 'OT',
    ConversionType: 'SYN',
    Manufacturer: 'Filmroom',
    ReferringPhysicianName: '',
    StationName: from,
    StudyDescription: 'Filmroom test image',
    SeriesDescription: 'Test pattern',
    PatientName: 'TEST^FILMROOM',
    PatientID: TEST_PATIENT_ID,
    PatientBirthDate: '',
    PatientSex: 'O',
    StudyInstanceUID: studyInstanceUid,
    SeriesInstanceUID: newUid(),
    StudyID: 'TEST',
    SeriesNumber: '1',
    InstanceNumber: '1',
    PatientOrientation: '',
    SamplesPerPixel: '1',
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: String(SIDE),
    Columns: String(SIDE),
    BitsAllocated: '8',
    BitsStored: '8',
    HighBit: '7',
    PixelRepresentation: '0',
    WindowCenter: '127.5',
    WindowWidth: '255',
    BurnedInAnnotation: 'NO', // its letters name no patient (PS3.3 C.7.6.1.1.3)
  };
  const elements = Object.entries(values).map(([keyword, text]) => {
    const tag = tagOf(keyword) ?? 0;
    const vr = vrOf(tag) ?? 'UN';
    return { tag, vr, bytes: encodeValue(text, vr, []) ?? new Uint8Array() };
  });
  const all = [...elements, { tag: PIXEL_DATA, vr: 'OB', bytes: testPattern() }].sort((a, b) => a.tag - b.tag);
  const dataset = writeElements(all, EXPLICIT_VR_LITTLE_ENDIAN);
  return {
    studyInstanceUid,
    instance: {
      ...{ sopClassUid: SECONDARY_CAPTURE_IMAGE_STORAGE, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN },
      bytes: dataset.byteLength,
      async *read() {
        yield dataset;
      },
    },
  };
}
