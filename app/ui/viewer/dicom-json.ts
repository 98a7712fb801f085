import type { PersonName } from '../../web/schema.ts';

/** One attribute of the DICOM JSON Model (PS3.18 Annex F.2). */
export interface Attribute {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
  /** Base64. */
  readonly InlineBinary?: string;
}

/** A data set of the DICOM JSON Model: attributes by tag, eight hexadecimal digits in upper case. */
export type Dataset = Readonly<Record<string, Attribute | undefined>>;

/** Of the attributes that the viewer reads, by their keyword (PS3.6). */
const TAGS = {
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  StudyDate: '00080020',
  Modality: '00080060',
  StudyDescription: '00081030',
  SeriesDescription: '0008103E',
  CodeValue: '00080100',
  CodeMeaning: '00080104',
  ReferencedSOPInstanceUID: '00081155',
  ReferencedSOPSequence: '00081199',
  RecommendedDisplayFrameRate: '00082144',
  AvailableTransferSyntaxUID: '00083002',
  PatientName: '00100010',
  PatientID: '00100020',
  PatientBirthDate: '00100030',
  PatientSex: '00100040',
  AnatomicalOrientationType: '00102210',
  CineRate: '00180040',
  FrameTime: '00181063',
  ImagerPixelSpacing: '00181164',
  SequenceOfUltrasoundRegions: '00186011',
  RegionLocationMinX0: '00186018',
  RegionLocationMinY0: '0018601A',
  RegionLocationMaxX1: '0018601C',
  RegionLocationMaxY1: '0018601E',
  PhysicalUnitsXDirection: '00186024',
  PhysicalUnitsYDirection: '00186026',
  PhysicalDeltaX: '0018602C',
  PhysicalDeltaY: '0018602E',
  StudyInstanceUID: '0020000D',
  SeriesInstanceUID: '0020000E',
  SeriesNumber: '00200011',
  InstanceNumber: '00200013',
  PatientOrientation: '00200020',
  ImagePositionPatient: '00200032',
  ImageOrientationPatient: '00200037',
  NumberOfSeriesRelatedInstances: '00201209',
  PlaneOrientationSequence: '00209116',
  SamplesPerPixel: '00280002',
  PhotometricInterpretation: '00280004',
  NumberOfFrames: '00280008',
  Rows: '00280010',
  Columns: '00280011',
  PixelSpacing: '00280030',
  PixelAspectRatio: '00280034',
  BitsAllocated: '00280100',
  PixelPaddingValue: '00280120',
  PixelPaddingRangeLimit: '00280121',
  WindowCenter: '00281050',
  WindowWidth: '00281051',
  RescaleIntercept: '00281052',
  RescaleSlope: '00281053',
  WindowCenterWidthExplanation: '00281055',
  ModalityLUTSequence: '00283000',
  VOILUTSequence: '00283010',
  PixelMeasuresSequence: '00289110',
  FrameVOILUTSequence: '00289132',
  NumberOfWaveformChannels: '003A0005',
  NumberOfWaveformSamples: '003A0010',
  SamplingFrequency: '003A001A',
  MultiplexGroupLabel: '003A0020',
  ChannelDefinitionSequence: '003A0200',
  ChannelLabel: '003A0203',
  ChannelSourceSequence: '003A0208',
  ChannelSensitivity: '003A0210',
  ChannelSensitivityUnitsSequence: '003A0211',
  ChannelSensitivityCorrectionFactor: '003A0212',
  ChannelBaseline: '003A0213',
  RelationshipType: '0040A010',
  ValueType: '0040A040',
  ConceptNameCodeSequence: '0040A043',
  DateTime: '0040A120',
  Date: '0040A121',
  Time: '0040A122',
  PersonName: '0040A123',
  UID: '0040A124',
  TextValue: '0040A160',
  ConceptCodeSequence: '0040A168',
  MeasuredValueSequence: '0040A300',
  NumericValue: '0040A30A',
  MeasurementUnitsCodeSequence: '004008EA',
  ContentSequence: '0040A730',
  ReferencedFrameNumber: '00081160',
  CompletionFlag: '0040A491',
  VerificationFlag: '0040A493',
  DocumentTitle: '00420010',
  EncapsulatedDocument: '00420011',
  MIMETypeOfEncapsulatedDocument: '00420012',
  SharedFunctionalGroupsSequence: '52009229',
  PerFrameFunctionalGroupsSequence: '52009230',
  WaveformSequence: '54000100',
  WaveformSampleInterpretation: '54001006',
  WaveformData: '54001010',
} as const;
export type Keyword = keyof typeof TAGS;

export const attribute = (dataset: Dataset, keyword: Keyword): Attribute | undefined => dataset[TAGS[keyword]];

const valuesOf = (dataset: Dataset, keyword: Keyword): readonly unknown[] => attribute(dataset, keyword)?.Value ?? [];

/** The values as text, those that are empty as ''. */
export const textsOf = (dataset: Dataset, keyword: Keyword): string[] =>
  valuesOf(dataset, keyword).map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''));

/** The first value as text; '' where there is none. */
export const textOf = (dataset: Dataset, keyword: Keyword): string => textsOf(dataset, keyword)[0] ?? '';

/** The values that are numbers; decimal strings are taken as they may be written (PS3.18 Annex F.2.2). */
export const numbersOf = (dataset: Dataset, keyword: Keyword): number[] =>
  textsOf(dataset, keyword)
    .filter((text) => text !== '')
    .map(Number)
    .filter(Number.isFinite);

export const numberOf = (dataset: Dataset, keyword: Keyword): number | undefined => numbersOf(dataset, keyword)[0];

/** The items of a sequence. */
export const itemsOf = (dataset: Dataset, keyword: Keyword): Dataset[] =>
  valuesOf(dataset, keyword).filter((value): value is Dataset => typeof value === 'object' && value !== null);

/** A code as people read it (PS3.3 §8.8). */
export function meaningOf(dataset: Dataset, keyword: Keyword): string {
  const [code] = itemsOf(dataset, keyword);
  return code ? textOf(code, 'CodeMeaning') || textOf(code, 'CodeValue') : '';
}

/** A Person Name (PS3.18 Annex F.2.2) in reading order. */
export function personOf(dataset: Dataset, keyword: Keyword): PersonName {
  const [value] = valuesOf(dataset, keyword);
  const groups = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const shown = (group: unknown) => (typeof group === 'string' ? readingOrder(group) : '');
  const [ideographic, phonetic] = [shown(groups.Ideographic), shown(groups.Phonetic)];
  return {
    alphabetic: shown(groups.Alphabetic),
    ...(ideographic !== '' && { ideographic }),
    ...(phonetic !== '' && { phonetic }),
    ...(/[\u3040-\u30ff]/.test(ideographic + phonetic) && { lang: 'ja' as const }),
  };
}

/** family^given^middle^prefix^suffix */
function readingOrder(group: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group.split('^').map((part) => part.trim());
  return [[family, given, middle].filter(Boolean).join(' '), [prefix, suffix].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** DA as `YYYY-MM-DD`; undefined where it is no date. */
export function dateOf(dataset: Dataset, keyword: Keyword): string | undefined {
  const found = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(textOf(dataset, keyword));
  if (!found) return undefined;
  const iso = `${found[1]}-${found[2]}-${found[3]}`;
  return Number.isNaN(Date.parse(`${iso}T00:00:00Z`)) ? undefined : iso;
}

/** The functional group of a frame (PS3.3 §C.7.6.16): its own, else that of all frames. `frame` counts from 1. */
export function groupOf(dataset: Dataset, keyword: Keyword, frame: number): Dataset | undefined {
  const own = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence')[frame - 1];
  const [shared] = itemsOf(dataset, 'SharedFunctionalGroupsSequence');
  return (own && itemsOf(own, keyword)[0]) ?? (shared && itemsOf(shared, keyword)[0]);
}
