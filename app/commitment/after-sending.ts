import { CodedError, type Log, wordsOf } from '../base/base.ts';
import type { AeTable } from '../services/services.ts';
import type { Commitments } from './commitments.ts';
import type { Reference } from './model.ts';

/**
 * Has the destination of a job asked to commit to what got there, where its entry of the AE table wants that (PS3.4 J.3.2). The request is kept,
 * tried and answered as any other of ours.
 */
export function askAfterSending(
  { destination, studyInstanceUid, by }: { readonly destination: string; readonly studyInstanceUid: string; readonly by: string },
  sent: readonly Reference[],
  {
    commitments,
    aeTable,
    log,
  }: { readonly commitments: Pick<Commitments, 'ask'>; readonly aeTable: Pick<AeTable, 'get'>; readonly log: Log },
): void {
  if (aeTable.get(destination)?.commitmentAfterSending !== 'ask') return;
  const references = sent.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid }));
  commitments.ask({ destination, references, by }).catch((error) => {
    const code = error instanceof CodedError ? error.code : undefined;
    log.error('commitment.not-asked', { destination, studyInstanceUid, code, words: wordsOf(error) });
  });
}
