import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, existsSync, linkSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The load of the bench: CT images, a multi-frame one, and one of any size that is made while it is sent.
 * Everything follows from its number, so that the same load is made on every machine and a stored file can be checked without keeping a copy.
 */
export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
export const ENHANCED_CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2.1';
const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const ROOT_UID = '1.2.826.0.1.3680043.10.1.7';
const CACHE = new URL('../../build/ct-load/', import.meta.url).pathname;
const FRAME_BYTES = 512 * 512 * 2;

export interface LoadImage {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Elements before the pixels, explicit VR little endian, Pixel Data's own header included. */
  readonly head: Buffer;
  readonly pixelBytes: number;
}

/** One element, explicit VR little endian (PS3.5 §7.1.2). */
function element(tag: number, vr: string, value: string | number): Buffer {
  let bytes = Buffer.alloc(2);
  if (typeof value === 'number') bytes.writeUInt16LE(value);
  else bytes = Buffer.from(value.length % 2 ? value + (vr === 'UI' ? '\0' : ' ') : value, 'latin1');
  const header = Buffer.alloc(8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.write(vr, 4, 'latin1');
  header.writeUInt16LE(bytes.byteLength, 6);
  return Buffer.concat([header, bytes]);
}

function pixelDataHeader(length: number): Buffer {
  const header = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0, 0, 0, 0, 0]); // (7FE0,0010) OW
  header.writeUInt32LE(length, 8);
  return header;
}

/**
 * Image `number` of a load whose UIDs hold `seed`: 5 patients, 2 studies each, 2 series each of 50 images, and around again; or all of one series.
 */
export function ctImage(
  number: number,
  options: { readonly seed?: number; readonly pixelBytes?: number; readonly series?: number } = {},
): LoadImage {
  const series = options.series ?? Math.floor(number / 50) % 20;
  return image({
    sopClassUid: CT_IMAGE_STORAGE,
    prefix: `${ROOT_UID}.${options.seed ?? 1}`,
    study: series >> 1,
    series,
    number,
    frames: 1,
    pixelBytes: options.pixelBytes ?? FRAME_BYTES,
  });
}

/** An Enhanced CT image of `frames` frames of 524288 bytes. */
export function multiFrameImage(frames: number, number = 0): LoadImage {
  const pixelBytes = frames * FRAME_BYTES;
  return image({
    sopClassUid: ENHANCED_CT_IMAGE_STORAGE,
    prefix: `${ROOT_UID}.2.${frames}`,
    study: 90,
    series: 90,
    number,
    frames,
    pixelBytes,
  });
}

function image(facts: {
  readonly sopClassUid: string;
  readonly prefix: string;
  readonly study: number;
  readonly series: number;
  readonly number: number;
  readonly frames: number;
  readonly pixelBytes: number;
}): LoadImage {
  const { sopClassUid, prefix, study, series, number, frames, pixelBytes } = facts;
  const patient = study >> 1;
  const sopInstanceUid = `${prefix}.${study}.${series}.${number + 1}`;
  const studyInstanceUid = `${prefix}.${study}`;
  const seriesInstanceUid = `${prefix}.${study}.${series}`;
  const z = String(number);
  const head = Buffer.concat([
    element(0x00080005, 'CS', 'ISO_IR 100'),
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00080016, 'UI', sopClassUid),
    element(0x00080018, 'UI', sopInstanceUid),
    element(0x00080020, 'DA', `202601${String(10 + (study % 20)).padStart(2, '0')}`),
    element(0x00080021, 'DA', `202601${String(10 + (study % 20)).padStart(2, '0')}`),
    element(0x00080030, 'TM', '101500'),
    element(0x00080050, 'SH', `ACC${study}`),
    element(0x00080060, 'CS', 'CT'),
    element(0x00080070, 'LO', 'FILMROOM TEST'),
    element(0x00080090, 'PN', 'Referring^Doctor'),
    element(0x00081030, 'LO', `Bench study ${study}`),
    element(0x0008103e, 'LO', `Bench series ${series}`),
    element(0x00100010, 'PN', `Bench^Patient${patient}`),
    element(0x00100020, 'LO', `BENCH${patient}`),
    element(0x00100030, 'DA', '19700101'),
    element(0x00100040, 'CS', 'O'),
    element(0x00180015, 'CS', 'CHEST'),
    element(0x00180050, 'DS', '1.25'),
    element(0x00180060, 'DS', '120'),
    element(0x0020000d, 'UI', studyInstanceUid),
    element(0x0020000e, 'UI', seriesInstanceUid),
    element(0x00200010, 'SH', `S${study}`),
    element(0x00200011, 'IS', String(series + 1)),
    element(0x00200013, 'IS', String(number + 1)),
    element(0x00200032, 'DS', `-250\\-250\\${z}`),
    element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
    element(0x00200052, 'UI', `${studyInstanceUid}.99`),
    element(0x00280002, 'US', 1),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    ...(frames > 1 ? [element(0x00280008, 'IS', String(frames))] : []),
    element(0x00280010, 'US', 512),
    element(0x00280011, 'US', Math.max(1, Math.floor(pixelBytes / frames / 1024))),
    element(0x00280030, 'DS', '0.9765625\\0.9765625'),
    element(0x00280100, 'US', 16),
    element(0x00280101, 'US', 12),
    element(0x00280102, 'US', 11),
    element(0x00280103, 'US', 0),
    element(0x00281050, 'DS', '40'),
    element(0x00281051, 'DS', '400'),
    element(0x00281052, 'DS', '-1024'),
    element(0x00281053, 'DS', '1'),
    pixelDataHeader(pixelBytes),
  ]);
  return { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, head, pixelBytes };
}

const ZEROS = Buffer.alloc(FRAME_BYTES);

/** 12-bit noise that follows from the key: frame `frame` of an image. */
function noise(key: string, frame: number, length: number): Buffer {
  const secret = createHash('sha256').update(key).digest().subarray(0, 16);
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(frame, 0);
  const bytes = createCipheriv('aes-128-ctr', secret, counter).update(ZEROS.subarray(0, length));
  for (let at = 1; at < bytes.byteLength; at += 2) bytes[at]! &= 0x0f;
  return bytes;
}

/** The data set in pieces of at most one frame. */
export function* datasetPieces(image: LoadImage): Generator<Buffer> {
  yield image.head;
  for (let frame = 0; frame * FRAME_BYTES < image.pixelBytes; frame++) {
    yield noise(image.sopInstanceUid, frame, Math.min(FRAME_BYTES, image.pixelBytes - frame * FRAME_BYTES));
  }
}

export const datasetLength = (image: LoadImage): number => image.head.byteLength + image.pixelBytes;
export const datasetOfImage = (image: LoadImage): Buffer => Buffer.concat([...datasetPieces(image)]);

/** The data set as fast as memory gives it: the same frame of noise again and again. For an object too large to make on the way. */
export function* repeatedPieces(image: LoadImage): Generator<Buffer> {
  yield image.head;
  const frame = noise(image.sopInstanceUid, 0, FRAME_BYTES);
  for (let left = image.pixelBytes; left > 0; left -= FRAME_BYTES) yield left < FRAME_BYTES ? frame.subarray(0, left) : frame;
}

/** File Meta Information (PS3.10 §7.1), with the least that it must hold. */
function fileMeta({ sopClassUid, sopInstanceUid }: LoadImage): Buffer {
  const version = Buffer.from([0x02, 0x00, 0x01, 0x00, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1]); // (0002,0001) OB
  const group = Buffer.concat([
    version,
    element(0x00020002, 'UI', sopClassUid),
    element(0x00020003, 'UI', sopInstanceUid),
    element(0x00020010, 'UI', EXPLICIT_LE),
    element(0x00020012, 'UI', `${ROOT_UID}.9`),
  ]);
  const length = Buffer.from([0x02, 0x00, 0x00, 0x00, 0x55, 0x4c, 4, 0, 0, 0, 0, 0]); // (0002,0000) UL
  length.writeUInt32LE(group.byteLength, 8);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, group]);
}

/** A Part 10 file of the image. */
export function writePart10(file: string, image: LoadImage): void {
  const part = openSync(`${file}.new`, 'w');
  try {
    writeSync(part, fileMeta(image));
    for (const piece of datasetPieces(image)) writeSync(part, piece);
  } finally {
    closeSync(part);
  }
  renameSync(`${file}.new`, file);
}

export interface CtLoad {
  /** A folder for each association: `count` images shared out evenly. */
  readonly folders: readonly string[];
  readonly count: number;
  readonly bytes: number;
}

/** The images as files, made at the first call; the folders hold hard links. */
export function ctLoad(count: number, associations: number): CtLoad {
  const files = join(CACHE, 'files');
  mkdirSync(files, { recursive: true });
  const folders = Array.from({ length: associations }, (_, at) => join(CACHE, `${count}-by-${associations}`, String(at)));
  let bytes = 0;
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    const name = `${String(number).padStart(4, '0')}.dcm`;
    const file = join(files, name);
    const image = ctImage(number);
    if (!existsSync(file)) writePart10(file, image);
    const link = join(folders[Math.floor((number * associations) / count)]!, name);
    if (!existsSync(link)) linkSync(file, link);
    bytes += statSync(file).size;
  }
  return { folders, count, bytes };
}

/** A folder with the one file of a multi-frame image. */
export function multiFrameLoad(frames: number): CtLoad {
  const folder = join(CACHE, `${frames}-frames`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'multi-frame.dcm');
  if (!existsSync(file)) writePart10(file, multiFrameImage(frames));
  return { folders: [folder], count: 1, bytes: statSync(file).size };
}
