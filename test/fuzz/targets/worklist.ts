import { CodedError } from '../../../app/base/base.ts';
import { type KeywordTree, readElements } from '../../../app/dataset/dataset.ts';
import { createAnswerEncoder } from '../../../app/worklist/answer.ts';
import { readWorklistIdentifier } from '../../../app/worklist/identifier.ts';
import { columnsOf } from '../../../app/worklist/item-columns.ts';
import { candidatesOf } from '../../../app/worklist/item-find.ts';
import { matchesKeys } from '../../../app/worklist/match.ts';
import { differences, merged, withStatus } from '../../../app/worklist/merge.ts';
import { stepsIn } from '../../../app/worklist/wl-file.ts';
import { orderFaults, WORKLIST_LIMITS } from '../../../app/worklist/worklist.ts';
import { EXPLICIT_LE, IMPLICIT_LE } from '../../support/raw-bytes.ts';
import { worklistIdentifier } from '../../support/raw-worklist.ts';
import { anOrder, worklistFile } from '../../support/worklist-under-test.ts';
import type { Target } from '../target.ts';

/** A worklist file that somebody writes, and the identifier of a C-FIND that somebody sends. */
export const target: Target = {
  name: 'worklist',
  seeds: () => [
    worklistFile(
      anOrder({ PatientName: 'Müller^Jörg', RequestedProcedureCodeSequence: [{ CodeValue: '1', CodingSchemeDesignator: 'L' }] }),
    ),
    worklistIdentifier(
      { 1048592: 'A*', 524293: 'ISO_IR 100' },
      { 524384: 'CT', 4194305: 'CT1\\CT2', 4194306: '20260101-20260131', 4194307: '2200-0600' },
    ),
  ],
  run(input) {
    for (const tree of refusedIsNone(() => stepsIn(input)) ?? []) asItem(tree);
    for (const transferSyntaxUid of [IMPLICIT_LE, EXPLICIT_LE]) {
      const elements = refusedIsNone(() => readElements(input, transferSyntaxUid));
      const request = elements && readWorklistIdentifier(elements, { fuzzy: true }, WORKLIST_LIMITS);
      if (request?.kind !== 'find') continue;
      candidatesOf({ keys: request.keys });
      const attributes = anOrder();
      matchesKeys(request.keys, withStatus(attributes, 'READY'), { fuzzy: true });
      const item = { id: 1, attributes, status: 'READY', source: 'typed', who: '', withdrawn: false, madeAt: 0, changedAt: 0 } as const;
      createAnswerEncoder({ returned: request.returned, transferSyntaxUid, characterSets: [request.characterSets] })(item);
    }
  },
};

function asItem(tree: KeywordTree): void {
  columnsOf(tree);
  orderFaults(tree);
  differences(anOrder(), merged(anOrder(), tree));
}

function refusedIsNone<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
