import { DatasetError } from './errors.ts';

export async function* transcode(dataset: AsyncIterable<Uint8Array>, from: string, to: string): AsyncGenerator<Uint8Array> {
  if (!canTranscode(from, to)) throw new DatasetError('DATASET_CANNOT_TRANSCODE', `${from} to ${to}`);
  yield* dataset;
}

export function canTranscode(from: string, to: string): boolean {
  return from === to;
}
