import type { KeywordTree } from '../dataset/dataset.ts';
import { stepOf, type WorklistItem } from '../worklist/worklist.ts';

/** Of PS3.3 Table 10-9 what the order says, and what its step says. */
const OF_ORDER = [
  'AccessionNumber',
  'StudyInstanceUID',
  'RequestedProcedureID',
  'RequestedProcedureDescription',
  'RequestedProcedureCodeSequence',
  'ReasonForTheRequestedProcedure',
] as const;
const OF_STEP = ['ScheduledProcedureStepID', 'ScheduledProcedureStepDescription', 'ScheduledProtocolCodeSequence'] as const;

/** An order as an item of Request Attributes Sequence (0040,0275); undefined where it has no number that says which it is. */
export function requestOf({ attributes }: Pick<WorklistItem, 'attributes'>): KeywordTree | undefined {
  const request = { ...picked(attributes, OF_ORDER), ...picked(stepOf(attributes), OF_STEP) };
  return request.RequestedProcedureID === undefined ? undefined : request;
}

/** After another accession number was typed. */
export function withNumber(request: KeywordTree | undefined, accessionNumber: string | undefined): KeywordTree | undefined {
  return request && (accessionNumber ? { ...request, AccessionNumber: accessionNumber } : request);
}

function picked(tree: KeywordTree, keywords: readonly string[]): KeywordTree {
  return Object.fromEntries(
    keywords.flatMap((keyword) => {
      const value = tree[keyword];
      return value === undefined || value.length === 0 ? [] : [[keyword, value]];
    }),
  );
}
