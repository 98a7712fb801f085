import { createHash } from 'node:crypto';
import { normalizePersonName, normalizeText } from '../dataset/dataset.ts';
import type { OrderFacts, PersonFacts, StudyFacts } from './facts.ts';
import { type NameRelation, relationOfNames } from './names.ts';

/** Why a study waits for a person. */
export const REASONS = [
  'NO_ACCESSION', // it has no accession number
  'ACCESSION_UNKNOWN', // no order has its accession number
  'ACCESSION_DIFFERS', // the order of this study has another
  'NO_PATIENT_ID',
  'PATIENT_ID_DIFFERS', // from that of its order
  'NAME_DIFFERS', // though the ID is that of its order
  'BIRTH_DATE_DIFFERS',
  'SEX_DIFFERS',
  'OTHER_PERSON', // another person has the same ID
] as const;
export type Reason = (typeof REASONS)[number];

/** What speaks for an order, and against it. */
export const POINTS = {
  STUDY_UID: 60,
  ACCESSION: 50,
  STEP: 40, // the performed step says so
  PATIENT_ID: 30,
  NAME: 25,
  NAME_SIMILAR: 12,
  BIRTH_DATE: 15,
  SEX: 3,
  MODALITY: 10,
  STATION: 8,
  TIME_NEAR: 15, // within three hours
  SAME_DAY: 6,
  OTHER_NAME: -35,
  OTHER_BIRTH_DATE: -25,
  OTHER_SEX: -15,
  OTHER_MODALITY: -25,
  OTHER_DAY: -10,
  CANCELED: -20,
  TAKEN: -20, // other images have come for it
} as const;
export type Point = keyof typeof POINTS;

export interface Suggestion {
  readonly order: OrderFacts;
  readonly score: number;
  readonly points: readonly Point[];
}

/** What a performed step says that it was planned as. */
export interface StepClaim {
  readonly accessionNumber: string;
  readonly requestedProcedureId: string;
  readonly studyInstanceUid: string;
}

export interface Judgement {
  /** None: nothing contradicts. */
  readonly reasons: readonly Reason[];
  /** The order that it is of by its UID, its accession number or a performed step. */
  readonly linked?: OrderFacts;
  /** The best first. */
  readonly suggestions: readonly Suggestion[];
  /** The same while nothing new has come that a person would decide by. */
  readonly fingerprint: string;
}

export interface Evidence {
  readonly study: StudyFacts;
  readonly orders: readonly OrderFacts[];
  readonly claims: readonly StepClaim[];
  /** Others that have its patient ID. */
  readonly namesakes: readonly PersonFacts[];
  /** Orders of which another study is here. */
  readonly taken?: ReadonlySet<number>;
}

const LEAST_SCORE = 25;
const MOST_SUGGESTIONS = 3;
/** An order that good is news. */
const GOOD_SCORE = 60;
const HOUR_MS = 3_600_000;

/** Holds a study against orders: whether it contradicts the one that it is of, or is of none; and which it may be of. */
export function judge({ study, orders, claims, namesakes, taken }: Evidence): Judgement {
  const all = orders.map((order) => suggestionOf(study, order, claims, taken?.has(order.id) ?? false)).sort(byScore);
  const linked = all.find(({ points }) => points.includes('STUDY_UID')) ?? all.find(({ points }) => points.some(isLink));
  const reasons = [...new Set(reasonsOf(study, linked?.order, namesakes))];
  const suggestions = reasons.length === 0 ? [] : all.filter(({ score }) => score >= LEAST_SCORE).slice(0, MOST_SUGGESTIONS);
  return { reasons, ...(linked && { linked: linked.order }), suggestions, fingerprint: fingerprintOf(study, reasons, linked, suggestions) };
}

/** How well an order fits. */
export function suggestionOf(study: StudyFacts, order: OrderFacts, claims: readonly StepClaim[], isTaken: boolean): Suggestion {
  const points = [...new Set(pointsOf(study, order, claims, isTaken))];
  return { order, score: points.reduce((sum, point) => sum + POINTS[point], 0), points };
}

export function byScore(a: Suggestion, b: Suggestion): number {
  return b.score - a.score || b.order.id - a.order.id;
}

const isLink = (point: Point) => point === 'ACCESSION' || point === 'STEP';
const isSame = (one: string, other: string) => one !== '' && normalizeText(one) === normalizeText(other);
const isOther = (one: string, other: string) => one !== '' && other !== '' && normalizeText(one) !== normalizeText(other);

/** The issuer counts where both name one. */
function isOtherId(one: PersonFacts, other: PersonFacts): boolean {
  return (
    isOther(one.patientId, other.patientId) ||
    (isSame(one.patientId, other.patientId) && isOther(one.issuerOfPatientId, other.issuerOfPatientId))
  );
}

function* reasonsOf(study: StudyFacts, order: OrderFacts | undefined, namesakes: readonly PersonFacts[]): Generator<Reason> {
  if (study.accessionNumber === '') {
    if (order === undefined || order.accessionNumber !== '') yield 'NO_ACCESSION';
  } else if (order === undefined) yield 'ACCESSION_UNKNOWN';
  else if (isOther(study.accessionNumber, order.accessionNumber)) yield 'ACCESSION_DIFFERS';
  if (study.patientId === '') yield 'NO_PATIENT_ID';
  const name = order === undefined ? 'unknown' : relationOfNames(study.patientName, order.patientName);
  if (order !== undefined) {
    if (isOtherId(study, order)) yield 'PATIENT_ID_DIFFERS';
    if (name === 'other' || name === 'similar') yield 'NAME_DIFFERS';
    if (isOther(study.patientBirthDate, order.patientBirthDate)) yield 'BIRTH_DATE_DIFFERS';
    if (isOther(study.patientSex, order.patientSex)) yield 'SEX_DIFFERS';
  }
  const isNamesake = (other: PersonFacts) => !isOtherId(study, other) && relationOfNames(study.patientName, other.patientName) === 'other';
  if (study.patientId !== '' && name !== 'other' && namesakes.some(isNamesake)) yield 'OTHER_PERSON';
}

const NAME_POINT: Readonly<Record<NameRelation, Point | undefined>> = {
  same: 'NAME',
  similar: 'NAME_SIMILAR',
  other: 'OTHER_NAME',
  unknown: undefined,
};

function* pointsOf(study: StudyFacts, order: OrderFacts, claims: readonly StepClaim[], isTaken: boolean): Generator<Point> {
  if (order.studyInstanceUid === study.studyInstanceUid) yield 'STUDY_UID';
  if (isSame(study.accessionNumber, order.accessionNumber)) yield 'ACCESSION';
  if (claims.some((claim) => isClaimed(claim, order))) yield 'STEP';
  if (isSame(study.patientId, order.patientId) && !isOtherId(study, order)) yield 'PATIENT_ID';
  const name = NAME_POINT[relationOfNames(study.patientName, order.patientName)];
  if (name) yield name;
  if (isSame(study.patientBirthDate, order.patientBirthDate)) yield 'BIRTH_DATE';
  if (isOther(study.patientBirthDate, order.patientBirthDate)) yield 'OTHER_BIRTH_DATE';
  if (isSame(study.patientSex, order.patientSex)) yield 'SEX';
  if (isOther(study.patientSex, order.patientSex)) yield 'OTHER_SEX';
  if (order.modality !== '' && study.modalities.length > 0) yield study.modalities.includes(order.modality) ? 'MODALITY' : 'OTHER_MODALITY';
  if (order.stations.some((station) => study.stations.some((each) => isSame(each, station)))) yield 'STATION';
  const [done, planned] = [timeOf(study), timeOf(order)];
  if (done !== undefined && planned !== undefined && Math.abs(done - planned) <= 3 * HOUR_MS) yield 'TIME_NEAR';
  if (isSame(study.date, order.date)) yield 'SAME_DAY';
  if (isOther(study.date, order.date)) yield 'OTHER_DAY';
  if (order.status === 'CANCELED') yield 'CANCELED';
  if (isTaken) yield 'TAKEN';
}

function isClaimed(claim: StepClaim, order: OrderFacts): boolean {
  if (isOther(claim.requestedProcedureId, order.requestedProcedureId)) return false;
  return isSame(claim.accessionNumber, order.accessionNumber) || isSame(claim.studyInstanceUid, order.studyInstanceUid);
}

/** Of the clocks of the place, in milliseconds; undefined without a time. */
function timeOf({ date, time }: { readonly date: string; readonly time: string }): number | undefined {
  if (date === '' || time === '') return undefined;
  const at = (from: number, to: number, text: string) => Number(text.slice(from, to) || 0);
  return Date.UTC(at(0, 4, date), at(4, 6, date) - 1, at(6, 8, date), at(0, 2, time), at(2, 4, time), at(4, 6, time));
}

function fingerprintOf(
  study: StudyFacts,
  reasons: readonly Reason[],
  linked: Suggestion | undefined,
  suggestions: readonly Suggestion[],
): string {
  const who = ({ patientName, patientId, issuerOfPatientId, patientBirthDate, patientSex }: PersonFacts) => [
    ...[normalizePersonName(patientName), patientId, issuerOfPatientId, patientBirthDate, patientSex],
  ];
  const [best] = suggestions;
  const told = [
    ...[reasons, who(study), study.accessionNumber],
    linked && [linked.order.id, linked.order.accessionNumber, who(linked.order)],
    best && best.score >= GOOD_SCORE && best.order.id,
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}
