/** How the data set is laid out in bytes (PS3.5 Annex A). */
export type Encoding = 'implicit-le' | 'explicit-le' | 'explicit-be' | 'deflated-explicit-le';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly encoding: Encoding;
  /** Pixel Data comes in fragments (PS3.5 A.4). */
  readonly encapsulated: boolean;
  /** Has Pixel Data lost something? `either`: the transfer syntax alone does not tell. */
  readonly lossy: boolean | 'either';
  readonly retired: boolean;
}

type Row = readonly [uid: string, name: string, lossy: boolean | 'either', retired?: true];
/** Retired. */
const R = true;

/** PS3.5 A.4: explicit VR little endian, Pixel Data in fragments. */
const ENCAPSULATED_ROWS: readonly Row[] = [
  ['1.2.840.10008.1.2.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian', false],
  ['1.2.840.10008.1.2.4.50', 'JPEG Baseline (Process 1)', true],
  ['1.2.840.10008.1.2.4.51', 'JPEG Extended (Process 2 and 4)', true],
  ['1.2.840.10008.1.2.4.52', 'JPEG Extended (Process 3 and 5)', true, R],
  ['1.2.840.10008.1.2.4.53', 'JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)', true, R],
  ['1.2.840.10008.1.2.4.54', 'JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)', true, R],
  ['1.2.840.10008.1.2.4.55', 'JPEG Full Progression, Non-Hierarchical (Process 10 and 12)', true, R],
  ['1.2.840.10008.1.2.4.56', 'JPEG Full Progression, Non-Hierarchical (Process 11 and 13)', true, R],
  ['1.2.840.10008.1.2.4.57', 'JPEG Lossless, Non-Hierarchical (Process 14)', false],
  ['1.2.840.10008.1.2.4.58', 'JPEG Lossless, Non-Hierarchical (Process 15)', false, R],
  ['1.2.840.10008.1.2.4.59', 'JPEG Extended, Hierarchical (Process 16 and 18)', true, R],
  ['1.2.840.10008.1.2.4.60', 'JPEG Extended, Hierarchical (Process 17 and 19)', true, R],
  ['1.2.840.10008.1.2.4.61', 'JPEG Spectral Selection, Hierarchical (Process 20 and 22)', true, R],
  ['1.2.840.10008.1.2.4.62', 'JPEG Spectral Selection, Hierarchical (Process 21 and 23)', true, R],
  ['1.2.840.10008.1.2.4.63', 'JPEG Full Progression, Hierarchical (Process 24 and 26)', true, R],
  ['1.2.840.10008.1.2.4.64', 'JPEG Full Progression, Hierarchical (Process 25 and 27)', true, R],
  ['1.2.840.10008.1.2.4.65', 'JPEG Lossless, Hierarchical (Process 28)', false, R],
  ['1.2.840.10008.1.2.4.66', 'JPEG Lossless, Hierarchical (Process 29)', false, R],
  ['1.2.840.10008.1.2.4.70', 'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])', false],
  ['1.2.840.10008.1.2.4.80', 'JPEG-LS Lossless Image Compression', false],
  ['1.2.840.10008.1.2.4.81', 'JPEG-LS Lossy (Near-Lossless) Image Compression', true],
  ['1.2.840.10008.1.2.4.90', 'JPEG 2000 Image Compression (Lossless Only)', false],
  ['1.2.840.10008.1.2.4.91', 'JPEG 2000 Image Compression', 'either'],
  ['1.2.840.10008.1.2.4.92', 'JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)', false],
  ['1.2.840.10008.1.2.4.93', 'JPEG 2000 Part 2 Multi-component Image Compression', 'either'],
  ['1.2.840.10008.1.2.4.100', 'MPEG2 Main Profile / Main Level', true],
  ['1.2.840.10008.1.2.4.100.1', 'Fragmentable MPEG2 Main Profile / Main Level', true],
  ['1.2.840.10008.1.2.4.101', 'MPEG2 Main Profile / High Level', true],
  ['1.2.840.10008.1.2.4.101.1', 'Fragmentable MPEG2 Main Profile / High Level', true],
  ['1.2.840.10008.1.2.4.102', 'MPEG-4 AVC/H.264 High Profile / Level 4.1', true],
  ['1.2.840.10008.1.2.4.102.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1', true],
  ['1.2.840.10008.1.2.4.103', 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', true],
  ['1.2.840.10008.1.2.4.103.1', 'Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', true],
  ['1.2.840.10008.1.2.4.104', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', true],
  ['1.2.840.10008.1.2.4.104.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', true],
  ['1.2.840.10008.1.2.4.105', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', true],
  ['1.2.840.10008.1.2.4.105.1', 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', true],
  ['1.2.840.10008.1.2.4.106', 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', true],
  ['1.2.840.10008.1.2.4.106.1', 'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', true],
  ['1.2.840.10008.1.2.4.107', 'HEVC/H.265 Main Profile / Level 5.1', true],
  ['1.2.840.10008.1.2.4.108', 'HEVC/H.265 Main 10 Profile / Level 5.1', true],
  ['1.2.840.10008.1.2.4.110', 'JPEG XL Lossless', false],
  ['1.2.840.10008.1.2.4.111', 'JPEG XL JPEG Recompression', true], // reversible, but what it recompresses is lossy JPEG
  ['1.2.840.10008.1.2.4.112', 'JPEG XL', 'either'],
  ['1.2.840.10008.1.2.4.201', 'High-Throughput JPEG 2000 Image Compression (Lossless Only)', false],
  ['1.2.840.10008.1.2.4.202', 'High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)', false],
  ['1.2.840.10008.1.2.4.203', 'High-Throughput JPEG 2000 Image Compression', 'either'],
  ['1.2.840.10008.1.2.5', 'RLE Lossless', false],
  ['1.2.840.10008.1.2.8.1', 'Deflated Image Frame Compression', false],
];

/** Pixel Data as plain values, elsewhere (JPIP: Pixel Data Provider URL, PS3.5 A.6, A.7) or not in the data set at all (SMPTE ST 2110). */
const NATIVE_ROWS: Readonly<Record<Encoding, readonly Row[]>> = {
  'implicit-le': [
    ['1.2.840.10008.1.2', 'Implicit VR Little Endian', false],
    ['1.2.840.10008.1.20', 'Papyrus 3 Implicit VR Little Endian', false, R],
  ],
  'explicit-le': [
    ['1.2.840.10008.1.2.1', 'Explicit VR Little Endian', false],
    ['1.2.840.10008.1.2.4.94', 'JPIP Referenced', 'either'],
    ['1.2.840.10008.1.2.4.204', 'JPIP HTJ2K Referenced', 'either'],
    ['1.2.840.10008.1.2.7.1', 'SMPTE ST 2110-20 Uncompressed Progressive Active Video', false],
    ['1.2.840.10008.1.2.7.2', 'SMPTE ST 2110-20 Uncompressed Interlaced Active Video', false],
    ['1.2.840.10008.1.2.7.3', 'SMPTE ST 2110-30 PCM Digital Audio', false],
  ],
  'explicit-be': [['1.2.840.10008.1.2.2', 'Explicit VR Big Endian', false, R]],
  'deflated-explicit-le': [
    ['1.2.840.10008.1.2.1.99', 'Deflated Explicit VR Little Endian', false],
    ['1.2.840.10008.1.2.4.95', 'JPIP Referenced Deflate', 'either'],
    ['1.2.840.10008.1.2.4.205', 'JPIP HTJ2K Referenced Deflate', 'either'],
  ],
};

function fromRow(
  [uid, name, lossy, retired = false]: readonly [string, string, TransferSyntax['lossy'], boolean?],
  encoding: Encoding,
  encapsulated: boolean,
): [string, TransferSyntax] {
  return [uid, { uid, name, encoding, encapsulated, lossy, retired }];
}

/** Every transfer syntax of PS3.6 Table A-1 as of 2026c, by UID; the retired MIME and XML encodings (1.2.6.1, 1.2.6.2) are no data sets. */
export const TRANSFER_SYNTAXES: ReadonlyMap<string, TransferSyntax> = new Map([
  ...(Object.keys(NATIVE_ROWS) as Encoding[]).flatMap((encoding) => NATIVE_ROWS[encoding].map((row) => fromRow(row, encoding, false))),
  ...ENCAPSULATED_ROWS.map((row) => fromRow(row, 'explicit-le', true)),
]);

/** The name of a transfer syntax for people; the UID itself where it is not known. */
export function transferSyntaxName(uid: string): string {
  return TRANSFER_SYNTAXES.get(uid)?.name ?? uid;
}
