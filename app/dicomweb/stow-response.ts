import { acceptables, choose, notAcceptable } from './accept.ts';
import type { DicomwebError } from './errors.ts';
import { jsonNameOf, membersOf } from './json-value.ts';
import type { DicomwebRequest } from './route.ts';
import type { InstanceIds, NotStored, Stored, StowOutcome } from './stow-outcome.ts';
import { xmlOf } from './xml.ts';

const REFERENCED_SOP_CLASS_UID = 0x0008_1150;
const REFERENCED_SOP_INSTANCE_UID = 0x0008_1155;
const RETRIEVE_URL = 0x0008_1190;
const WARNING_REASON = 0x0008_1196;
const FAILURE_REASON = 0x0008_1197;
const FAILED_SOP_SEQUENCE = 0x0008_1198;
const REFERENCED_SOP_SEQUENCE = 0x0008_1199;
const OTHER_FAILURES_SEQUENCE = 0x0008_119a;
const OUT_OF_RESOURCES = 0xa7;

const OFFERS = ['application/dicom+json', 'application/json', 'application/dicom+xml'].map(
  (mediaType) => ({ packaging: 'single', mediaType }) as const,
);
export type StowAnswerType = (typeof OFFERS)[number]['mediaType'];

/**
 * What the answer to a store is written in; asked before anything is stored.
 *
 * @throws DicomwebError DICOMWEB_NOT_ACCEPTABLE
 */
export function stowAnswerType(request: Pick<DicomwebRequest, 'url' | 'headers'>): StowAnswerType {
  const chosen = choose(acceptables(request), OFFERS);
  if (!chosen) throw notAcceptable(['application/dicom+json', 'application/dicom+xml']);
  return chosen.offer.mediaType;
}

/**
 * The answer to a store (PS3.18 §10.5.3, Annex I.2): 200 where all is stored, 202 where some is, or is with a warning, 409 where none is; 507 where
 * that is for want of room alone, since then it is no fault of the instances and may be tried again.
 *
 * @param brokenBy what ended the body before its end
 */
export function stowAnswer(
  outcomes: readonly StowOutcome[],
  {
    type,
    baseUrl,
    study,
    brokenBy,
  }: {
    readonly type: StowAnswerType;
    readonly baseUrl: string;
    readonly study?: string | undefined;
    readonly brokenBy?: DicomwebError | undefined;
  },
): Response {
  const stored = outcomes.filter((outcome) => outcome.kind === 'stored');
  const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
  const status = statusOf(stored, failed, brokenBy !== undefined);
  const json = responseModule(stored, failed, { baseUrl, study });
  const words = [...new Set([...failed.map((one) => one.words), ...(brokenBy ? [brokenBy.message] : [])])].slice(0, MAX_WORDS);
  const host = new URL(baseUrl).host;
  return new Response(type === 'application/dicom+xml' ? xmlOf(json) : json, {
    status,
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      ...(words.length > 0 && { warning: words.map((one) => `299 ${host} "${headerText(one)}"`).join(', ') }),
      ...(status === 507 && { 'retry-after': '60' }),
    },
  });
}

/** Sentences in the header Warning. */
const MAX_WORDS = 8;

function statusOf(stored: readonly Stored[], failed: readonly NotStored[], isBroken: boolean): number {
  if (stored.length === 0) return failed.every(({ failureReason }) => failureReason >>> 8 === OUT_OF_RESOURCES) ? 507 : 409;
  return failed.length > 0 || isBroken || stored.some(({ warningReason }) => warningReason !== 0) ? 202 : 200;
}

/** Store Instances Response Module (PS3.18 Table I.2-1). */
function responseModule(
  stored: readonly Stored[],
  failed: readonly NotStored[],
  { baseUrl, study }: { readonly baseUrl: string; readonly study?: string | undefined },
): string {
  const studies = new Set(study === undefined ? stored.map(({ studyInstanceUid }) => studyInstanceUid) : [study]);
  const [only] = studies.size === 1 ? studies : [];
  const named = failed.filter(({ ids }) => ids !== undefined);
  const others = failed.filter(({ ids }) => ids === undefined);
  const members = [
    ...(only === undefined ? [] : [attribute(RETRIEVE_URL, 'UR', `${baseUrl}/studies/${only}`)]),
    ...sequence(
      FAILED_SOP_SEQUENCE,
      named.map(({ ids, failureReason }) => [...references(ids!), attribute(FAILURE_REASON, 'US', String(failureReason))]),
    ),
    ...sequence(
      REFERENCED_SOP_SEQUENCE,
      stored.map((one) => [
        ...references(one),
        attribute(
          RETRIEVE_URL,
          'UR',
          `${baseUrl}/studies/${one.studyInstanceUid}/series/${one.seriesInstanceUid}/instances/${one.sopInstanceUid}`,
        ),
        ...(one.warningReason === 0 ? [] : [attribute(WARNING_REASON, 'US', String(one.warningReason))]),
      ]),
    ),
    ...sequence(
      OTHER_FAILURES_SEQUENCE,
      others.map(({ failureReason }) => [attribute(FAILURE_REASON, 'US', String(failureReason))]),
    ),
  ];
  return `{${members.join(',')}}`;
}

function references({ sopClassUid, sopInstanceUid }: InstanceIds): string[] {
  return [attribute(REFERENCED_SOP_CLASS_UID, 'UI', sopClassUid), attribute(REFERENCED_SOP_INSTANCE_UID, 'UI', sopInstanceUid)];
}

function attribute(tag: number, vr: string, text: string): string {
  return `${jsonNameOf(tag)}{${membersOf(vr, text)}}`;
}

function sequence(tag: number, items: readonly (readonly string[])[]): string[] {
  if (items.length === 0) return [];
  return [`${jsonNameOf(tag)}{"vr":"SQ","Value":[${items.map((members) => `{${members.join(',')}}`).join(',')}]}`];
}

/** For a quoted string of a header: printable ASCII (RFC 9110 §5.6.4). */
function headerText(words: string): string {
  return words
    .replaceAll(/["\\]/g, "'")
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 200);
}
