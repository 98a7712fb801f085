import { createHash } from 'node:crypto';
import { ctImage, datasetOfImage, type LoadImage } from '../support/ct-load.ts';

/** Which object: it follows from these three, so that sender and checker need no copy of it. */
export interface ObjectId {
  readonly seed: number;
  readonly number: number;
  /** Versions of one SOP Instance UID differ in one byte of Pixel Data. */
  readonly version: number;
}

const SMALL = 2_048;
const MIDDLE = 61_440;
const CT = 524_288;
const LARGE = 6_291_456;

/** Mostly small ones, so that a kill finds every step of ingest and not only the receiving. */
function pixelBytes(number: number): number {
  if (number % 61 === 60) return LARGE;
  return [SMALL, CT, SMALL, SMALL, MIDDLE, SMALL, MIDDLE, SMALL][number % 8]!;
}

export function objectOf({ seed, number, version }: ObjectId): {
  readonly image: LoadImage;
  readonly dataset: Buffer;
  readonly sha256: string;
} {
  const image = ctImage(number, { seed, pixelBytes: pixelBytes(number) });
  const dataset = datasetOfImage(image);
  dataset[dataset.byteLength - 1] = version & 0xff;
  return { image, dataset, sha256: createHash('sha256').update(dataset).digest('hex') };
}
