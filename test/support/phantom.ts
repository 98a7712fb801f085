import { type DataElement, encodeFileMeta, tagOf, vrOf, writeElements } from '../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../app/registry/registry.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const ROOT = '1.2.826.0.1.3680043.10.11';
const SIDE = 512;
const AIR = -1000;

/** Of the phantom: an ellipsoid in millimetres from its middle, in Hounsfield units. The last that a point lies in is what it is. */
const PARTS = [
  { at: [0, 0, 0], half: [160, 110, 200], hu: -80 }, // fat
  { at: [0, 0, 0], half: [150, 100, 195], hu: 45 }, // soft tissue
  { at: [-70, -10, -30], half: [55, 70, 120], hu: -850 }, // lungs
  { at: [70, -10, -30], half: [55, 70, 120], hu: -850 },
  { at: [15, -15, -20], half: [45, 45, 60], hu: 60 }, // heart
  { at: [0, 75, 0], half: [20, 18, 195], hu: 700 }, // spine
  { at: [0, 75, 0], half: [8, 8, 195], hu: 20 },
  { at: [-70, 5, 60], half: [60, 60, 60], hu: 70 }, // liver
  { at: [-95, -30, -20], half: [9, 9, 9], hu: 50 }, // a nodule
] as const;

export interface PhantomStudy {
  readonly studyInstanceUid: string;
  readonly files: readonly Buffer[];
}

/** A made-up CT of the chest, `slices` images in each of two series, as Part 10 files; no patient here is a person. */
export function phantomStudy(slices: number, study = 1): PhantomStudy {
  const studyInstanceUid = `${ROOT}.${study}`;
  const files = ['Chest 5 mm', 'Lung'].flatMap((description, series) =>
    Array.from({ length: slices }, (_, n) => slice({ study, series: series + 1, description, n, of: slices })),
  );
  return { studyInstanceUid, files };
}

function slice(of: { study: number; series: number; description: string; n: number; of: number }): Buffer {
  const z = ((of.n + 0.5) / of.of - 0.5) * 400;
  const uid = `${ROOT}.${of.study}.${of.series}`;
  const isLung = of.series === 2;
  const values: Readonly<Record<string, string | number>> = {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: CT,
    SOPInstanceUID: `${uid}.${of.n + 1}`,
    StudyDate: '20260114',
    Modality: 'CT',
    StudyDescription: 'CT chest',
    SeriesDescription: of.description,
    PatientName: 'Phantom^Chest=胸部^模型',
    PatientID: 'PHANTOM-1',
    PatientBirthDate: '19700101',
    PatientSex: 'O',
    StudyInstanceUID: `${ROOT}.${of.study}`,
    SeriesInstanceUID: uid,
    SeriesNumber: String(of.series),
    InstanceNumber: String(of.n + 1),
    ImagePositionPatient: `-179.6\\-179.6\\${z.toFixed(2)}`,
    ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
    SliceThickness: '5',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: SIDE,
    Columns: SIDE,
    PixelSpacing: '0.703125\\0.703125',
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: isLung ? '-600' : '40',
    WindowWidth: isLung ? '1500' : '400',
    RescaleIntercept: '-1024',
    RescaleSlope: '1',
  };
  const elements = Object.entries(values).map(([keyword, value]): DataElement => {
    const tag = tagOf(keyword)!;
    return { tag, vr: vrOf(tag)!, bytes: typeof value === 'number' ? Buffer.from(Uint16Array.of(value).buffer) : Buffer.from(value) };
  });
  const pixels = { tag: 0x7fe00010, vr: 'OW', bytes: pixelsAt(z) };
  const meta = encodeFileMeta({
    sopClassUid: CT,
    sopInstanceUid: String(values.SOPInstanceUID),
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  });
  return Buffer.concat([meta, writeElements([...elements, pixels], EXPLICIT_VR_LITTLE_ENDIAN)]);
}

function pixelsAt(z: number): Buffer {
  const values = new Uint16Array(SIDE * SIDE);
  const size = 360 / SIDE;
  let noise = 12345 + Math.round(z * 10);
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [x, y] = [(column - SIDE / 2) * size, (row - SIDE / 2) * size];
      let hu = AIR;
      for (const { at, half, hu: own } of PARTS)
        if (((x - at[0]) / half[0]) ** 2 + ((y - at[1]) / half[1]) ** 2 + ((z - at[2]) / half[2]) ** 2 <= 1) hu = own;
      noise = (noise * 1103515245 + 12345) % 2147483648;
      values[row * SIDE + column] = Math.max(0, hu + 1024 + ((noise >> 16) % 21) - 10);
    }
  return Buffer.from(values.buffer);
}
