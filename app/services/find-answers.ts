import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Log } from '../base/base.ts';
import type { Answer, PendingAnswer, Request } from '../dimse/dimse.ts';
import { STATUS, sopClassName, statusWords } from '../registry/registry.ts';

/** How long answers are encoded before whatever else waits has its turn: an image that is being received needs some twenty of them. */
const TURN_MS = 0.5;

/**
 * Pending answers of a C-FIND (PS3.4 C.4.1.3, K.4.1.3) in batches that are worth a write; ends early, without an error, once `signal` is aborted.
 *
 * @param how.maxBatchBytes of encoded data sets, after which a batch is handed on
 */
export async function* inBatches<Found>(
  page: Iterable<Found>,
  encode: (found: Found) => Uint8Array,
  how: {
    /** FF00H or FF01H. */
    readonly pendingStatus: number;
    readonly maxBatchBytes: number;
    readonly clock: Pick<Clock, 'monotonicMs'>;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<PendingAnswer[]> {
  const { pendingStatus: status, maxBatchBytes, clock, signal } = how;
  let batch: PendingAnswer[] = [];
  let bytes = 0;
  let turnBegan = clock.monotonicMs();
  for (const found of page) {
    if (clock.monotonicMs() - turnBegan > TURN_MS) {
      await nextTurn();
      if (signal.aborted) return;
      turnBegan = clock.monotonicMs();
    }
    const dataset = encode(found);
    batch.push({ status, dataset });
    bytes += dataset.byteLength;
    if (bytes < maxBatchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** How a C-FIND ended. */
export interface FindEnding {
  readonly status: number;
  readonly errorComment?: string | undefined;
  readonly offendingElements?: readonly number[];
  /** Query/Retrieve Level, where the model has levels. */
  readonly level?: string | undefined;
  readonly matches: number;
  /** By the monotonic clock, in ms. */
  readonly began: number;
}

/** The final response of a C-FIND, and when it is on its way its line in the log: no key's value, no name. */
export function* endFind(
  { association, context, command }: Request,
  { log, clock }: { readonly log: Log; readonly clock: Pick<Clock, 'monotonicMs'> },
  { status, errorComment, offendingElements = [], level, matches, began }: FindEnding,
): Generator<Answer, void, undefined> {
  const line = {
    association: association.id,
    callingAeTitle: association.callingAeTitle,
    messageId: command.messageId,
    model: sopClassName(context.abstractSyntax),
    level,
    matches,
    ms: Math.round(clock.monotonicMs() - began),
    status: statusWords(status),
    reason: errorComment,
  };
  try {
    yield { status, ...(errorComment && { errorComment }), ...(offendingElements.length > 0 && { offendingElements }) };
  } finally {
    if (status === STATUS.SUCCESS || status === STATUS.CANCEL) log.info('C-FIND answered', line);
    else log.warn('C-FIND refused', line);
  }
}
