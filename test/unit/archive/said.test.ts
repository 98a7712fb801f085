import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { reindex } from '../../../app/archive/archive.ts';
import type { InstanceRow } from '../../../app/archive/index-row.ts';
import { IndexWrites } from '../../../app/archive/index-writes.ts';
import { type Draw, drawFrom } from '../../bench/million/names.ts';
import { archiveFor, faultsIn, objectWith, rowsOf, send, temporaryFolder } from '../../support/archive-under-test.ts';
import { contentOf } from './index-content.ts';
import { changeIndex, SERIES, SOP, STUDY } from './leftovers.ts';
import { emptyIndex, rowOf, type Values } from './search-index.ts';

/** Of each level some attributes: names with groups, what is folded, what is neither. */
const ATTRIBUTES = {
  patient: ['PatientName', 'PatientBirthDate', 'PatientComments', 'OtherPatientIDs'],
  study: ['PatientName', 'PatientBirthDate', 'StudyDescription', 'StudyDate', 'AccessionNumber'],
  series: ['SeriesDescription', 'Modality', 'OperatorsName'],
} as const;
const one = <Value>(draw: Draw, list: readonly Value[]): Value => list[draw(list.length)]!;

/** An instance that agrees with few others. */
function someValues(draw: Draw): Values {
  const study = draw(3);
  const given = [...new Set(Object.values(ATTRIBUTES).flat())].filter(() => draw(3)).map((keyword) => [keyword, aValue(keyword, draw)]);
  const patient = one(draw, ['', '', `P${study % 2}`, `P${study % 2}`, 'P9']);
  return {
    ...Object.fromEntries(given),
    ...(patient || draw(2) ? { PatientID: patient } : {}),
    ...{ StudyInstanceUID: `1.${study}`, SeriesInstanceUID: `1.${study}.${draw(2)}`, SOPInstanceUID: `1.9.${draw(14)}` },
    ...(draw(3) === 0 && { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11' }),
  };
}

function aValue(keyword: string, draw: Draw): string {
  if (draw(4) === 0) return '';
  if (keyword.endsWith('Date')) return one(draw, ['19700101', '19800202']);
  if (keyword === 'Modality') return one(draw, ['CT', 'SR']);
  if (/Name$|^OtherPatientIDs/.test(keyword)) return one(draw, ['Ana', 'ANA', 'Bo\\Cy', 'Dora^D=どら']);
  return one(draw, ['x', 'y', 'two\\parts']);
}

interface Kept {
  readonly values: Values;
  readonly row: InstanceRow;
}

/** The rule of `said.ts` in plain words: what the rows have to be, from the kept instances alone. */
function expected(kept: readonly Kept[]): Record<'patient' | 'study' | 'series', Record<string, string>> {
  const inOrder = kept.toSorted((a, b) => a.row.receivedAt - b.row.receivedAt || (a.row.sopInstanceUid < b.row.sopInstanceUid ? -1 : 1));
  const patientOf = (uid: string) => {
    const naming = inOrder.find(({ values }) => values.StudyInstanceUID === uid && values.PatientID);
    return naming?.values.PatientID ?? `of ${uid}`;
  };
  const first = (some: readonly Kept[], keyword: string) => {
    const all = some.map(({ values }) => values[keyword]);
    return all.find(Boolean) ?? (all.includes('') ? 'empty' : 'absent');
  };
  const told = (some: readonly Kept[], theirs: readonly Kept[], keywords: readonly string[]) =>
    keywords.map((keyword) => first(keyword.startsWith('Patient') || keyword.startsWith('Other') ? theirs : some, keyword)).join('|');
  const isTheirs = ({ values }: Kept, patient: string) => !values.PatientID || values.PatientID === patient;
  const by = (key: (one: Kept) => string, keywords: readonly string[], patientOfKey: (one: Kept) => string) => {
    const groups = Map.groupBy(inOrder, key);
    return Object.fromEntries(
      [...groups].map(([name, some]) => [
        name,
        told(
          some,
          some.filter((each) => isTheirs(each, patientOfKey(each))),
          keywords,
        ),
      ]),
    );
  };
  const patient = ({ values }: Kept) => patientOf(values.StudyInstanceUID!);
  return {
    patient: by(patient, ATTRIBUTES.patient, patient),
    study: by(({ values }) => `${values.StudyInstanceUID} ${patientOf(values.StudyInstanceUID!)}`, ATTRIBUTES.study, patient),
    series: by(({ values }) => values.SeriesInstanceUID!, ATTRIBUTES.series, patient),
  };
}

function actual(database: DatabaseSync): ReturnType<typeof expected> {
  const told = (sql: string, keywords: readonly string[]) =>
    Object.fromEntries(
      (database.prepare(sql).all() as Record<string, string | null>[]).map((row) => [
        row.name,
        keywords.map((keyword) => (row[keyword] === null ? 'absent' : row[keyword] || 'empty')).join('|'),
      ]),
    );
  const name = `COALESCE(NULLIF(patient.PatientID, ''), 'of ' || StudyInstanceUID)`;
  return {
    patient: told(`SELECT ${name} AS name, patient.* FROM patient JOIN study ON patient_id = patient.id`, ATTRIBUTES.patient),
    study: told(
      `SELECT StudyInstanceUID || ' ' || ${name} AS name, study.* FROM study JOIN patient ON patient.id = patient_id`,
      ATTRIBUTES.study,
    ),
    series: told('SELECT SeriesInstanceUID AS name, * FROM series', ATTRIBUTES.series),
  };
}

/** What a life of `steps` instances leaves: new ones, others in their place, in another series, study or of another patient. */
function live(database: DatabaseSync, draw: Draw, steps: number, check: (kept: readonly Kept[], step: number) => void): Kept[] {
  const writes = new IndexWrites(database);
  const kept = new Map<string, Kept>();
  let now = 1_000_000;
  for (let step = 0; step < steps; step++) {
    const victim = draw(10) === 0 ? [...kept.values()].at(draw(kept.size || 1)) : undefined;
    if (victim) {
      removeAround(writes, victim.values, draw, kept, () => check([...kept.values()], step));
      continue;
    }
    const values = someValues(draw);
    const uid = values.SOPInstanceUID!;
    const present = kept.get(uid);
    now += draw(3) * 400; // some at the same time
    const setBack = !present && draw(5) === 0 ? 1500 : 0; // taken in out of turn
    const row: InstanceRow = { ...rowOf(values), receivedAt: now - setBack, file: `images/${uid}~${step}.dcm`, bytes: 1000 + step };
    if (present) {
      assert.equal(writes.replace(row, present.row.file).kind, 'inserted');
      writes.removed([present.row.file]);
    } else assert.equal(writes.insert(row).kind, 'inserted');
    kept.set(uid, { values, row });
    if (draw(20) === 0) writes.forget(); // as a start does
    check([...kept.values()], step);
  }
  return [...kept.values()];
}

/** Deletes the study, series or instance of these, a few instances at a time. */
function removeAround(writes: IndexWrites, values: Values, draw: Draw, kept: Map<string, Kept>, check: () => void): void {
  const level = draw(3);
  const which = {
    studyInstanceUid: values.StudyInstanceUID!,
    ...(level > 0 && { seriesInstanceUid: values.SeriesInstanceUID! }),
    ...(level > 1 && { sopInstanceUid: values.SOPInstanceUID! }),
  };
  for (let isLast = false; !isLast; ) {
    const removed = writes.remove(which, 1 + draw(4));
    isLast = removed.isLast;
    for (const { sopInstanceUid, file } of removed.files) {
      assert.equal(kept.get(sopInstanceUid)?.row.file, file);
      kept.delete(sopInstanceUid);
    }
    writes.removed(removed.files.map(({ file }) => file));
    check();
  }
  for (const { values: left } of kept.values())
    assert.ok(
      left.StudyInstanceUID !== which.studyInstanceUid ||
        (level > 0 && left.SeriesInstanceUID !== which.seriesInstanceUid) ||
        (level > 1 && left.SOPInstanceUID !== which.sopInstanceUid),
    );
}

describe('the rows of patient, study and series follow from the instances that are kept', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`seed ${seed}: after each of 120 steps they are as the rule says; an index made of what is left is the same, in any order`, (t) => {
      const draw = drawFrom(seed);
      const database = emptyIndex(t);
      const kept = live(database, draw, 120, (sofar, step) => assert.deepEqual(actual(database), expected(sofar), `step ${step}`));
      assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
      for (const { uid, last } of database.prepare('SELECT StudyInstanceUID AS uid, last_received AS last FROM study').all() as {
        uid: string;
        last: number;
      }[]) {
        const newest = Math.max(...kept.flatMap(({ row }) => (row.studyInstanceUid === uid ? [row.receivedAt] : [])));
        assert.ok(Math.abs(newest - last) <= 1000, `${uid}: ${last}, newest ${newest}`);
      }
      const left = contentOf(database);
      for (const order of [(a: number) => a, (a: number) => -a, (a: number) => (a * 7) % 13]) {
        const fresh = emptyIndex(t);
        const writes = new IndexWrites(fresh);
        const inTurn = kept.map((each, at) => [order(at), each] as const).toSorted(([a], [b]) => a - b);
        for (const [, { row }] of inTurn) writes.insert(row);
        assert.deepEqual(contentOf(fresh), left);
      }
    });
  }

  it('an image that says what another of its series said costs no statement but its own', (t) => {
    const database = emptyIndex(t);
    const prepared: string[] = [];
    const noting = new Proxy(database, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const made = value.apply(target, args);
          if (name !== 'prepare') return made;
          return new Proxy(made as object, {
            get: (statement, method) => {
              const run = Reflect.get(statement, method);
              return typeof run !== 'function'
                ? run
                : (...given: unknown[]) => {
                    prepared.push(String(args[0]));
                    return run.apply(statement, given);
                  };
            },
          });
        };
      },
    });
    const writes = new IndexWrites(noting);
    const first = rowOf({ PatientID: 'P', StudyInstanceUID: '1', SeriesInstanceUID: '1.1', SOPInstanceUID: '1.1.1' });
    writes.insert(first);
    prepared.length = 0;
    writes.insert({ ...first, sopInstanceUid: '1.1.2', file: 'images/2.dcm', receivedAt: 2 });
    assert.deepEqual(
      prepared.map((sql) => sql.slice(0, 13)),
      ['SELECT file, ', 'INSERT INTO i', 'UPDATE series', 'UPDATE study '],
    );
  });
});

const NAME = 0x00100010;
const ID = 0x00100020;
const DESCRIPTION = 0x00081030;
const SERIES_DESCRIPTION = 0x0008103e;

describe('reindex makes the index that the archive had', () => {
  for (const duplicatePolicy of ['overwrite', 'keep-both'] as const) {
    it(`${duplicatePolicy}: 60 objects with overwrites, and moves between series, studies and patients`, async (t) => {
      const folder = temporaryFolder(t);
      const draw = drawFrom(9);
      const archive = await archiveFor(t, { folder, duplicatePolicy });
      const outcomes = new Set<string>();
      for (let n = 0; n < 60; n++) {
        const study = draw(3);
        const changes = {
          ...{ [SOP]: `1.2.3.${draw(20)}`, [STUDY]: `1.2.9.${study}`, [SERIES]: `1.2.9.${study}.${draw(2)}` },
          ...{ [ID]: one(draw, ['', 'A', `B${study}`]), [NAME]: one(draw, [undefined, 'One^O=一', 'Two^T']) },
          ...{ [DESCRIPTION]: one(draw, [undefined, '', 'x', 'y']), [SERIES_DESCRIPTION]: one(draw, [undefined, 'u', 'v']) },
        };
        outcomes.add((await send(archive, objectWith(changes, { fill: n }))).outcome);
      }
      await archive.close();
      assert.deepEqual([...outcomes].sort(), [duplicatePolicy === 'overwrite' ? 'overwritten' : 'quarantined', 'stored']);
      const inIndex = () => {
        const database = new DatabaseSync(join(folder, 'index.sqlite'), { readOnly: true });
        try {
          return contentOf(database);
        } finally {
          database.close();
        }
      };
      const before = inIndex();
      assert.ok(before.instance!.length > 10);
      await reindex(folder);
      assert.deepEqual(inIndex(), before);
      assert.deepEqual(faultsIn(folder), []);
    });
  }

  it('the only object of a study is replaced: nothing of the old values is left', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, objectWith({ [NAME]: 'Wrong^W', [DESCRIPTION]: 'wrong', [SERIES_DESCRIPTION]: 'wrong' }));
    await send(archive, objectWith({ [NAME]: 'Right^R', [DESCRIPTION]: undefined, [SERIES_DESCRIPTION]: 'right' }));
    await archive.close();
    assert.deepEqual(
      rowsOf(
        folder,
        `SELECT patient.PatientName AS p, study.PatientName AS s, StudyDescription AS d, SeriesDescription AS e FROM patient
         JOIN study ON patient_id = patient.id JOIN series ON study_id = study.id`,
      ),
      [{ p: 'Right^R', s: 'Right^R', d: null, e: 'right' }],
    );
  });
});

describe('an index of before', () => {
  it('goes on: what its instances say is taken from the rows, and an overwrite is told from then on', async (t) => {
    const folder = temporaryFolder(t);
    const of = (n: number, name: string, fill = n) =>
      objectWith({ [SOP]: `1.2.3.${n}`, [STUDY]: `1.2.9.${n % 2}`, [SERIES]: `1.2.9.${n % 2}.1`, [NAME]: name }, { fill });
    let archive = await archiveFor(t, { folder });
    for (const n of [1, 2, 3]) await send(archive, of(n, 'Old^O'));
    await archive.close();
    changeIndex(folder, 'UPDATE instance SET said_id = NULL');
    changeIndex(folder, 'DELETE FROM said');
    archive = await archiveFor(t, { folder });
    for (const n of [1, 2, 3, 4]) await send(archive, of(n, 'New^N', n + 9));
    await archive.close();
    assert.deepEqual(rowsOf(folder, 'SELECT DISTINCT PatientName FROM patient'), [{ PatientName: 'New^N' }]);
    assert.deepEqual(rowsOf(folder, 'SELECT DISTINCT PatientName FROM study'), [{ PatientName: 'New^N' }]);
    assert.deepEqual(faultsIn(folder), []);
  });
});
