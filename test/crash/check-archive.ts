import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from './ledger.ts';

export interface Found {
  /** Empty where all is well. */
  readonly faults: readonly string[];
  /** SOP Instance UID → SHA-256 of the data set on the disk. */
  readonly held: ReadonlyMap<string, string>;
  readonly bytes: number;
}

interface Row {
  readonly SOPInstanceUID: string;
  readonly file: string;
  readonly bytes: number;
  readonly dataset_offset: number;
  readonly sha256: Uint8Array;
}

/** Holds disk, index and what was acknowledged against one another. Reads every byte; the program may be running, and nobody sending. */
export function checkArchive(dataFolder: string, ledger: Pick<Ledger, 'kept' | 'mayHold'>): Found {
  const faults: string[] = [];
  const held = new Map<string, string>();
  let bytes = 0;
  const rows = rowsOf(dataFolder, faults);
  for (const row of rows) {
    const file = join(dataFolder, row.file);
    if (!existsSync(file)) {
      faults.push(`row without file: ${row.file}`);
      continue;
    }
    const content = readFileSync(file);
    bytes += content.byteLength;
    const sha256 = createHash('sha256').update(content.subarray(row.dataset_offset)).digest('hex');
    held.set(row.SOPInstanceUID, sha256);
    if (content.byteLength !== row.bytes) faults.push(`${row.file}: ${content.byteLength} bytes, the row says ${row.bytes}`);
    if (sha256 !== Buffer.from(row.sha256).toString('hex')) faults.push(`${row.file}: other bytes than the row says`);
    if (!ledger.mayHold(row.SOPInstanceUID, sha256)) faults.push(`${row.file}: not what was sent, or older than what was acknowledged`);
  }
  for (const uid of ledger.kept()) if (!held.has(uid)) faults.push(`acknowledged and lost: ${uid}`);
  const known = new Set(rows.map(({ file }) => file));
  for (const file of filesBelow(dataFolder, 'images')) if (!known.has(file)) faults.push(`file without row: ${file}`);
  for (const folder of ['incoming', 'quarantine']) {
    for (const file of filesBelow(dataFolder, folder)) faults.push(`orphan: ${file}`);
  }
  return { faults, held, bytes };
}

function rowsOf(dataFolder: string, faults: string[]): readonly Row[] {
  const database = new DatabaseSync(join(dataFolder, 'index.sqlite'), { readOnly: true });
  try {
    const [integrity] = database.prepare('PRAGMA integrity_check').all();
    if (integrity?.integrity_check !== 'ok') faults.push(`index: ${JSON.stringify(integrity)}`);
    for (const row of database.prepare('PRAGMA foreign_key_check').all()) faults.push(`index: ${JSON.stringify(row)}`);
    for (const row of database.prepare(COUNTS_THAT_DIFFER).all()) faults.push(`counts of a series: ${JSON.stringify(row)}`);
    for (const row of database.prepare('SELECT file FROM removal').all()) faults.push(`left in removal: ${row.file}`);
    return database.prepare('SELECT SOPInstanceUID, file, bytes, dataset_offset, sha256 FROM instance').all() as unknown as Row[];
  } finally {
    database.close();
  }
}

const COUNTS_THAT_DIFFER = `
  SELECT SeriesInstanceUID, series.instances, series.bytes, count(instance.id) AS counted, coalesce(sum(instance.bytes), 0) AS summed
  FROM series LEFT JOIN instance ON series_id = series.id GROUP BY series.id
  HAVING series.instances <> counted OR series.bytes <> summed`;

/** Paths below the data folder. */
function filesBelow(dataFolder: string, folder: string): string[] {
  const root = join(dataFolder, folder);
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dataFolder.length + 1));
}
