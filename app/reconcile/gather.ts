import type { Archive } from '../archive/archive.ts';
import { parseDate, parseTime } from '../dataset/dataset.ts';
import type { Steps } from '../steps/steps.ts';
import { STEP_STATUSES, type Worklist, type WorklistItem } from '../worklist/worklist.ts';
import { type OrderFacts, orderOf, type PersonFacts, type StudyFacts } from './facts.ts';
import { byScore, type Evidence, type Judgement, judge, type StepClaim, type Suggestion, suggestionOf } from './judge.ts';
import type { ReconcileLimits } from './limits.ts';

export interface GatherParts {
  readonly archive: Pick<Archive, 'studies' | 'search'>;
  readonly worklist: Pick<Worklist, 'itemsOf' | 'find' | 'get'>;
  readonly steps: Pick<Steps, 'ofStudy'> | undefined;
  readonly limits: Pick<ReconcileLimits, 'maxOrders'>;
}

const MOST_NAMESAKES = 50;
/** Orders of which it is asked whether another study is here. */
const MOST_ASKED = 6;
const DAY_MS = 86_400_000;
const MOST_SERIES = 3;
/** Orders are sought by words from so long before a study. */
const DAYS_SOUGHT = 90;

/** A study as the archive has it; undefined where it is gone. */
export async function studyFacts(studyInstanceUid: string, { archive }: GatherParts): Promise<StudyFacts | undefined> {
  const detail = await archive.studies.study(studyInstanceUid);
  if (!detail) return undefined;
  const titles = new Set<string>();
  for (const { seriesInstanceUid } of detail.seriesList.slice(0, MOST_SERIES))
    for (const { callingAeTitle } of await archive.studies.instances({ studyInstanceUid, seriesInstanceUid, offset: 0, limit: 1 }))
      titles.add(callingAeTitle);
  return {
    ...{ studyInstanceUid, patientName: detail.patientName, patientId: detail.patientId },
    issuerOfPatientId: await issuerOf(studyInstanceUid, archive),
    patientBirthDate: parseDate(detail.patientBirthDate) ?? detail.patientBirthDate,
    ...{ patientSex: detail.patientSex, accessionNumber: detail.accessionNumber, studyDescription: detail.studyDescription },
    modalities: detail.modalities,
    stations: [...new Set([...titles, ...detail.seriesList.map(({ station }) => station)])].filter(Boolean).slice(0, 8),
    ...{ date: parseDate(detail.studyDate) ?? '', time: parseTime(detail.studyTime)?.slice(0, 6) ?? '' },
    ...{ images: detail.instances, lastReceivedAt: detail.lastReceivedAt },
  };
}

async function issuerOf(studyInstanceUid: string, archive: GatherParts['archive']): Promise<string> {
  const keys = new Map([['StudyInstanceUID', { kind: 'uids', uids: [studyInstanceUid] } as const]]);
  const query = { level: 'STUDY', keys, combinedDateTime: false, fuzzy: false, wanted: ['IssuerOfPatientID'], limit: 1 } as const;
  for await (const page of archive.search(query)) for (const { values } of page) return values.get('IssuerOfPatientID') ?? '';
  return '';
}

/** Holds a study against the worklist and the performed steps. */
export async function judgeStudy(study: StudyFacts, parts: GatherParts): Promise<Judgement> {
  const { worklist } = parts;
  const claims = await claimsOf(study, parts);
  const asked = [
    { studyInstanceUid: study.studyInstanceUid },
    { accessionNumber: study.accessionNumber },
    { patientId: study.patientId },
    ...claims.map(({ accessionNumber, requestedProcedureId }) => ({ accessionNumber, requestedProcedureId })),
    ...claims.map(({ studyInstanceUid }) => ({ studyInstanceUid })),
  ];
  const orders = new Map<number, OrderFacts>();
  const take = (items: readonly WorklistItem[]) => {
    for (const item of items) if (!item.withdrawn && orders.size < parts.limits.maxOrders) orders.set(item.id, orderOf(item));
  };
  for (const reference of asked) take(await worklist.itemsOf(reference));
  const namesakes = await namesakesOf(study, [...orders.values()], parts);
  const evidence: Evidence = { study, orders: [...orders.values()], claims, namesakes };
  const first = judge(evidence);
  if (first.reasons.length === 0) return first;
  for await (const page of worklist.find({ keys: [], statuses: STEP_STATUSES, days: daysAround(study, 1) })) {
    take(page);
    if (orders.size >= parts.limits.maxOrders) break;
  }
  const all = [...orders.values()];
  return judge({ ...evidence, orders: all, taken: await takenOf(study, all, claims, parts) });
}

/** Orders that somebody looks for by words, the best first. */
export async function ordersFor(study: StudyFacts, text: string, most: number, parts: GatherParts): Promise<readonly Suggestion[]> {
  const found: OrderFacts[] = [];
  const days = text.trim() === '' ? daysAround(study, 3) : { from: daysAround(study, DAYS_SOUGHT).from };
  for await (const page of parts.worklist.find({ keys: [], statuses: STEP_STATUSES, text, days })) {
    found.push(...page.map(orderOf));
    if (found.length >= parts.limits.maxOrders) break;
  }
  const claims = await claimsOf(study, parts);
  const taken = await takenOf(study, found, claims, parts);
  return found
    .map((order) => suggestionOf(study, order, claims, taken.has(order.id)))
    .sort(byScore)
    .slice(0, most);
}

async function claimsOf({ studyInstanceUid }: StudyFacts, { steps }: GatherParts): Promise<readonly StepClaim[]> {
  const made = (await steps?.ofStudy(studyInstanceUid)) ?? [];
  return made.flatMap(({ facts }) => facts.scheduled).slice(0, 16);
}

async function namesakesOf(study: StudyFacts, orders: readonly OrderFacts[], { archive }: GatherParts): Promise<readonly PersonFacts[]> {
  if (study.patientId === '') return [];
  const keys = new Map([['PatientID', { kind: 'single', value: study.patientId } as const]]);
  const wanted = ['StudyInstanceUID', 'PatientName', 'PatientID', 'IssuerOfPatientID'];
  const found: PersonFacts[] = orders.filter(({ patientId }) => patientId === study.patientId);
  for await (const page of archive.search({ level: 'STUDY', keys, combinedDateTime: false, fuzzy: false, wanted, limit: MOST_NAMESAKES })) {
    for (const { values } of page) {
      const of = (keyword: string) => values.get(keyword) ?? '';
      if (of('StudyInstanceUID') === study.studyInstanceUid || of('PatientID') !== study.patientId) continue;
      const person = { patientName: of('PatientName'), patientId: of('PatientID'), issuerOfPatientId: of('IssuerOfPatientID') };
      found.push({ ...person, patientBirthDate: '', patientSex: '' });
    }
  }
  return found;
}

/** Of the orders that fit best, those for which another study is here. */
async function takenOf(
  study: StudyFacts,
  orders: readonly OrderFacts[],
  claims: readonly StepClaim[],
  parts: GatherParts,
): Promise<ReadonlySet<number>> {
  const best = orders.map((order) => suggestionOf(study, order, claims, false)).sort(byScore);
  const taken = new Set<number>();
  for (const { order } of best.slice(0, MOST_ASKED)) {
    const { id, studyInstanceUid } = order;
    if (studyInstanceUid === '' || studyInstanceUid === study.studyInstanceUid) continue;
    if (await parts.archive.studies.study(studyInstanceUid)) taken.add(id);
  }
  return taken;
}

/** So many days before and after the day of the study; without a date that of its last image. */
function daysAround({ date, lastReceivedAt }: StudyFacts, days: number): { readonly from: string; readonly to: string } {
  const noon =
    date === '' ? lastReceivedAt : Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8)), 12);
  const day = (after: number) => new Date(noon + after * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return { from: day(-days), to: day(days) };
}
