import type { MatchKey } from '../dataset/dataset.ts';
import type { Level } from '../registry/registry.ts';
import type { Narrowing } from './search-keys.ts';
import type { SqlValues } from './search-sql.ts';

/** Attributes that no object has: counted, or gathered from the rows below (PS3.4 C.6.1.1, C.6.2.1; PS3.18 Table 10.6.3-3). */
export const COMPUTED: Readonly<Record<string, { readonly level: Level; readonly sql: string }>> = {
  ModalitiesInStudy: {
    level: 'study',
    sql: `(SELECT group_concat(m, '\\') FROM (SELECT DISTINCT COALESCE(s.Modality, '') AS m FROM series AS s WHERE s.study_id = study.id AND COALESCE(s.Modality, '') > ''))`,
  },
  SOPClassesInStudy: {
    level: 'study',
    sql: `(SELECT group_concat(c, '\\') FROM (SELECT DISTINCT k.SOPClassUID AS c FROM series AS s JOIN series_sop_class AS k ON k.series_id = s.id WHERE s.study_id = study.id))`,
  },
  NumberOfPatientRelatedStudies: { level: 'patient', sql: '(SELECT COUNT(*) FROM study AS t WHERE t.patient_id = patient.id)' },
  NumberOfPatientRelatedSeries: {
    level: 'patient',
    sql: '(SELECT COUNT(*) FROM study AS t CROSS JOIN series AS s ON s.study_id = t.id WHERE t.patient_id = patient.id)',
  },
  NumberOfPatientRelatedInstances: {
    level: 'patient',
    sql: '(SELECT SUM(s.instances) FROM study AS t CROSS JOIN series AS s ON s.study_id = t.id WHERE t.patient_id = patient.id)',
  },
  NumberOfStudyRelatedSeries: { level: 'study', sql: '(SELECT COUNT(*) FROM series AS s WHERE s.study_id = study.id)' },
  NumberOfStudyRelatedInstances: { level: 'study', sql: '(SELECT SUM(s.instances) FROM series AS s WHERE s.study_id = study.id)' },
  NumberOfSeriesRelatedInstances: { level: 'series', sql: 'series.instances' },
  InstanceAvailability: { level: 'patient', sql: `'ONLINE'` },
};

interface Gathered {
  readonly vr: string;
  /** The values of a study, as `value`; `at` is the row's id. */
  readonly rows: string;
  readonly driver: string;
  readonly joins: string;
  readonly key: string;
  readonly id: string;
}

/** Those that are keys too, and where their values stand. */
const GATHERED: Readonly<Record<string, Gathered>> = {
  ModalitiesInStudy: {
    vr: 'CS',
    rows: `SELECT COALESCE(s.Modality, '') AS value, s.id AS at FROM series AS s WHERE s.study_id = study.id`,
    driver: 'series AS m',
    joins: 'CROSS JOIN study ON study.id = m.study_id',
    key: 'm.Modality',
    id: 'm.study_id',
  },
  SOPClassesInStudy: {
    vr: 'UI',
    rows: 'SELECT k.SOPClassUID AS value, s.id AS at FROM series AS s CROSS JOIN series_sop_class AS k ON k.series_id = s.id WHERE s.study_id = study.id',
    driver: 'series_sop_class AS m',
    joins: 'CROSS JOIN series AS n ON n.id = m.series_id CROSS JOIN study ON study.id = n.study_id',
    key: 'm.SOPClassUID',
    id: 'm.series_id',
  },
};

/** @returns the VR of a computed attribute that is a key too */
export function computedKeyVr(keyword: string): string | undefined {
  return GATHERED[keyword]?.vr;
}

/** How a key on such an attribute narrows. */
export function computedNarrowing(keyword: string, key: MatchKey, values: SqlValues): Narrowing {
  const { rows, driver, joins, key: by, id } = GATHERED[keyword]!;
  const points = pointsOf(key);
  if (!points) return { isWide: false };
  const list = values.add(JSON.stringify(points));
  const isSought = (of: string) => `${of} IN (SELECT value FROM json_each(${list}))`;
  // A study comes once: at the least of its values that are sought, and of that the first row.
  const row = driver.startsWith('series AS') ? 'm.id' : id;
  const first = `NOT EXISTS (SELECT 1 FROM (${rows}) AS other WHERE ${isSought('other.value')} AND (other.value < ${by} OR (other.value = ${by} AND other.at < ${row})))`;
  return {
    condition: `EXISTS (SELECT 1 FROM (${rows}) AS one WHERE ${isSought('one.value')})`,
    passes: [{ level: 'study', driver, joins, key: by, id, ...(row !== id && { tie: row }), points, filters: [first] }],
    isWide: false,
    weight: 10,
  };
}

function pointsOf(key: MatchKey): readonly string[] | undefined {
  if (key.kind === 'single') return [key.value];
  if (key.kind === 'uids') return [...new Set(key.uids)];
  if (key.kind !== 'values') return undefined;
  const all = key.keys.map(pointsOf);
  return all.every((points) => points !== undefined) ? [...new Set(all.flat())] : undefined;
}
