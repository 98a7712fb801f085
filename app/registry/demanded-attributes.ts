/**
 * Whose absence may refuse an object: `lenient` none but the four UIDs; `iod` those that the IOD of its SOP class makes Type 1;
 * `strict` also Modality, which every IOD of a patient's study makes Type 1 (PS3.3 §C.7.3.1, §C.24.1).
 */
export type CatalogueValidation = 'lenient' | 'iod' | 'strict';

const ROOT = '1.2.840.10008.5.1.4.1.1.';

/** Image Pixel Description Macro (PS3.3 Table C.7-11c): Type 1 wherever the Image Pixel Module is mandatory. */
const IMAGE_PIXEL = [
  'SamplesPerPixel',
  'PhotometricInterpretation',
  'Rows',
  'Columns',
  'BitsAllocated',
  'BitsStored',
  'HighBit',
  'PixelRepresentation',
] as const;

/** SOP classes whose IOD has that module as mandatory (PS3.3 Table A.1-1). RT Dose has it only with a grid, Parametric Map may have floats. */
const WITH_IMAGE_PIXEL = [
  ...['1', '1.1', '1.1.1', '1.2', '1.2.1', '1.3', '1.3.1'], // CR, DX, MG, IO
  ...['2', '2.1', '2.2', '2.3', '2.4', '2.5', '4', '4.1', '4.3', '4.4', '128', '128.1', '130'], // CT, MR, PET
  ...['3.1', '6.1', '6.2', '20'], // US, NM
  ...['7', '7.1', '7.2', '7.3', '7.4'], // SC
  ...['12.1', '12.1.1', '12.2', '12.2.1', '13.1.1', '13.1.2', '13.1.3', '13.1.4', '13.1.5', '14.1', '14.2'], // XA, XRF, 3D, IVOCT
  ...['66.4', '481.1'], // Segmentation, RT Image
  ...['77.1.1', '77.1.1.1', '77.1.2', '77.1.2.1', '77.1.3', '77.1.4', '77.1.4.1', '77.1.6', '77.1.7'], // visible light
  ...['77.1.5.1', '77.1.5.2', '77.1.5.4', '77.1.5.5', '77.1.5.6', '77.1.5.7', '81.1', '82.1'], // ophthalmology
];

/** Frame of Reference and Image Plane Modules (PS3.3 Tables C.7-6, C.7-10), both mandatory in these: CT, MR, PET (§A.3, §A.4, §A.21). */
const IMAGE_PLANE = ['FrameOfReferenceUID', 'PixelSpacing', 'ImageOrientationPatient', 'ImagePositionPatient'] as const;
const WITH_IMAGE_PLANE = ['2', '2.3', '4', '128'];

const OF_CLASS = new Map<string, readonly string[]>(
  WITH_IMAGE_PIXEL.map((end) => [ROOT + end, [...IMAGE_PIXEL, ...(WITH_IMAGE_PLANE.includes(end) ? IMAGE_PLANE : [])]]),
);

/** Keywords of catalogued attributes that must have a value in an object of this SOP class, besides the four UIDs. */
export function demandedAttributes(sopClassUid: string, validation: CatalogueValidation): readonly string[] {
  if (validation === 'lenient') return [];
  const ofClass = OF_CLASS.get(sopClassUid) ?? [];
  return validation === 'strict' ? ['Modality', ...ofClass] : ofClass;
}
