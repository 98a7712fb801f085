import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { missing } from '../support/dcmtk.ts';
import { type Dump, dumpFiles } from '../support/dump.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { FIXTURES, fixtureDataset, fixturePath } from '../support/fixtures.ts';
import { sendVerbatim } from '../support/send-verbatim.ts';
import { scan } from '../unit/dataset/scan.ts';

/** Columns that hold a value of the data set as text of the default repertoire, where dcmdump's words need no decoding. */
const COLUMNS: Readonly<Record<string, readonly (readonly [column: string, tag: string])[]>> = {
  patient: [
    ['PatientID', '0010,0020'],
    ['PatientBirthDate', '0010,0030'],
    ['PatientSex', '0010,0040'],
  ],
  study: [
    ['StudyInstanceUID', '0020,000d'],
    ['StudyDate', '0008,0020'],
    ['StudyTime', '0008,0030'],
    ['AccessionNumber', '0008,0050'],
    ['StudyID', '0020,0010'],
  ],
  series: [
    ['SeriesInstanceUID', '0020,000e'],
    ['Modality', '0008,0060'],
    ['SeriesNumber', '0020,0011'],
    ['SeriesDate', '0008,0021'],
    ['BodyPartExamined', '0018,0015'],
  ],
  instance: [
    ['SOPInstanceUID', '0008,0018'],
    ['SOPClassUID', '0008,0016'],
    ['InstanceNumber', '0020,0013'],
    ['ImageType', '0008,0008'],
    ['Rows', '0028,0010'],
    ['Columns', '0028,0011'],
    ['BitsAllocated', '0028,0100'],
    ['PhotometricInterpretation', '0028,0004'],
    ['NumberOfFrames', '0028,0008'],
    ['SpecificCharacterSet', '0008,0005'],
  ],
};
const TAGS = Object.values(COLUMNS).flatMap((columns) => columns.map(([, tag]) => tag));

/** Files that dcmdump does not read; nobody doubts that we keep their bytes. */
const DCMDUMP_FAILS = new Set(['synthetic/malformed/invalid_vr.dcm']);

/** The archive would keep it, the storage service does not take its SOP Instance UID: malformed.test.ts. */
const REFUSED = new Set(['pydicom-data/bad_sequence.dcm']);

const stored = FIXTURES.filter(({ file, expect }) => expect === 'stored' && !REFUSED.has(file));
/** Values of a level are those of the first of its instances; a file that comes later may say otherwise. */
const seen = new Set<string>();

describe('every fixture, verbatim in its own transfer syntax', { skip: missing('dcmdump') }, () => {
  let filmroom: Filmroom;
  let originals: ReadonlyMap<string, Dump>;
  before(async () => {
    filmroom = await startFilmroom();
    originals = dumpFiles(
      stored.map(({ file }) => fixturePath(file)),
      TAGS,
    );
  });
  after(() => filmroom.stop());

  for (const { file } of stored) {
    it(file, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      const scanned = await scan(dataset, transferSyntaxUid); // the File Meta Information of some names another object
      const [sopClassUid = '', sopInstanceUid = ''] = [scanned.text('SOPClassUID'), scanned.text('SOPInstanceUID')];
      const original = originals.get(fixturePath(file))!;
      const answer = await sendVerbatim(filmroom.dicomPort, { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset });
      assert.deepEqual(answer, { status: 0x0000, comment: '', echo: 0x0000 });

      const path = filmroom.storedFile(sopInstanceUid);
      assert.ok(path, 'a file has its name');
      const kept = filmroom.storedDataset(sopInstanceUid)!;
      assert.equal(sha256(kept), sha256(dataset), 'bytes after the File Meta Information');
      const row = rowOf(filmroom.dataFolder, sopInstanceUid);
      assert.equal(Buffer.from(row.sha256 as Uint8Array).toString('hex'), sha256(dataset));
      assert.equal(join(filmroom.dataFolder, String(row.file)), path);
      assert.equal(row.transfer_syntax, transferSyntaxUid);
      if (DCMDUMP_FAILS.has(file)) return;
      const dump = dumpFiles([path], TAGS).get(path)!;
      assert.deepEqual(dump, original, 'dcmdump reads the same of both');
      compareRow(row, original);
    });
  }
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The instance with the levels above it, column by column. */
function rowOf(dataFolder: string, sopInstanceUid: string): Record<string, unknown> {
  const database = new DatabaseSync(join(dataFolder, 'index.sqlite'), { readOnly: true });
  try {
    const columns = Object.entries(COLUMNS).flatMap(([level, names]) => names.map(([column]) => `${level}.${column}`));
    const row = database
      .prepare(
        `SELECT instance.file, instance.sha256, instance.transfer_syntax, ${columns.join(', ')} FROM instance JOIN series ON series.id = series_id
         JOIN study ON study.id = study_id JOIN patient ON patient.id = patient_id WHERE instance.SOPInstanceUID = ?`,
      )
      .get(sopInstanceUid);
    assert.ok(row, 'the index has a row of it');
    return row;
  } finally {
    database.close();
  }
}

function compareRow(row: Record<string, unknown>, original: Dump): void {
  const firstOf: Readonly<Record<string, string>> = {
    patient: `patient ${row.PatientID || row.StudyInstanceUID}`,
    study: `study ${row.StudyInstanceUID}`,
    series: `series ${row.StudyInstanceUID} ${row.SeriesInstanceUID}`,
  };
  for (const [level, columns] of Object.entries(COLUMNS)) {
    const key = firstOf[level];
    if (key !== undefined && seen.has(key)) continue;
    if (key !== undefined) seen.add(key);
    for (const [column, tag] of columns) {
      const text = original.get(tag);
      if (/[^\x20-\x7e]/.test(text ?? '')) continue; // needs decoding: a test of its own
      assert.equal(normal(row[column]), normal(text), `${level} ${column} (${tag})`);
    }
  }
}

/** Absent and empty are one here: dcmdump tells them apart, a peer that asks does not. */
const normal = (value: unknown): string =>
  String(value ?? '')
    .split('\\')
    .map((one) => one.trim())
    .join('\\');
