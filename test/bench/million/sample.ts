import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DataElement, encodeFileMeta, encodeValue, tagOf, vrOf, writeElements } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';

const PIXEL_BYTES = 512 * 512 * 2;
const PIXEL_DATA = 0x7fe00010;

const ROWS = `SELECT patient.*, study.*, series.*, instance.*, instance.id AS row_id FROM instance
  JOIN series ON series.id = series_id JOIN study ON study.id = study_id JOIN patient ON patient.id = patient_id
  WHERE study.id = ? ORDER BY instance.id`;

/** Part 10 files of these studies where their rows have them, and what is in the rows of how long they are. */
export function writeSample(dataFolder: string, studies: readonly number[]): void {
  const database = new DatabaseSync(join(dataFolder, 'index.sqlite'));
  const rows = database.prepare(ROWS);
  const update = database.prepare('UPDATE instance SET bytes = ?, dataset_offset = ?, sha256 = ? WHERE id = ?');
  const total = database.prepare(
    'UPDATE series SET bytes = (SELECT SUM(bytes) FROM instance WHERE series_id = series.id) WHERE study_id = ?',
  );
  database.exec('BEGIN');
  for (const study of studies) {
    for (const row of rows.all(study)) {
      const { meta, dataset } = objectOf(row);
      const file = join(dataFolder, String(row.file));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.concat([meta, dataset]));
      const sha256 = createHash('sha256').update(dataset).digest();
      update.run(meta.byteLength + dataset.byteLength, meta.byteLength, sha256, row.row_id!);
    }
    total.run(study);
  }
  database.exec('COMMIT');
  database.close();
}

/** The object that the row tells of: every attribute at the top that it has a value of. */
function objectOf(row: Readonly<Record<string, unknown>>): { readonly meta: Uint8Array; readonly dataset: Uint8Array } {
  const elements = new Map<number, DataElement>();
  for (const [keyword, value] of Object.entries(row)) {
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    if (tag === undefined || vr === undefined || vr === 'SQ' || value === null) continue;
    const bytes = encodeValue(String(value), vr, ['ISO_IR 192']);
    if (bytes) elements.set(tag, { tag, vr, bytes });
  }
  elements.set(PIXEL_DATA, { tag: PIXEL_DATA, vr: 'OW', bytes: Buffer.alloc(PIXEL_BYTES, Number(row.InstanceNumber)) });
  const meta = encodeFileMeta({
    sopClassUid: String(row.SOPClassUID),
    sopInstanceUid: String(row.SOPInstanceUID),
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  });
  const inOrder = [...elements.values()].sort((a, b) => a.tag - b.tag);
  return { meta, dataset: writeElements(inOrder, EXPLICIT_VR_LITTLE_ENDIAN) };
}
