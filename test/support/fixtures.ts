import { readFileSync } from 'node:fs';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { csvRows } from './csv.ts';

/** A row of test/fixtures/dicom/manifest.csv; its README.md says what the columns mean. */
export interface Fixture {
  readonly file: string;
  readonly expect: 'stored' | 'refused' | 'other';
  readonly reason: string;
  readonly size: number;
}

export const FIXTURES: readonly Fixture[] = csvRows('dicom/manifest.csv').map((row) => ({
  file: row.file!,
  expect: row.expect as Fixture['expect'],
  reason: row.reason!,
  size: Number(row.size),
}));

export function fixturePath(file: string): string {
  return new URL(`../fixtures/dicom/${file}`, import.meta.url).pathname;
}

export function fixtureBytes(file: string): Buffer {
  return readFileSync(fixturePath(file));
}

/** The data set of a fixture and the transfer syntax that its File Meta Information names; undefined where the file has none. */
export function fixtureDataset(file: string): { dataset: Buffer; transferSyntaxUid: string } | undefined {
  const bytes = fixtureBytes(file);
  try {
    const { transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
    return transferSyntaxUid === '' ? undefined : { dataset: bytes.subarray(datasetOffset), transferSyntaxUid };
  } catch {
    return undefined; // no File Meta Information
  }
}
