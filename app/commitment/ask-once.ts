import { CodedError, wordsOf } from '../base/base.ts';
import { openRequestor } from '../dimse/dimse.ts';
import { handlersOf, type RemoteAe, type ScuContext, type Service } from '../services/services.ts';
import { ASK_PROPOSAL, askOn, newTransactionUid } from './asker.ts';
import type { EventInformation } from './information.ts';
import { COMMITMENT_LIMITS } from './limits.ts';
import type { Outcome, Reference } from './model.ts';
import { createReportService } from './service.ts';

export interface AskOnceOptions {
  readonly ae: RemoteAe;
  readonly references: readonly Reference[];
  /** Its signal ends the wait. */
  readonly context: ScuContext;
  readonly callingAeTitle: string;
  /** How long the report may take. */
  readonly timeoutMs: number;
  /** Opens a port on which the report may come instead; without it, it can come on the association of the request alone. */
  readonly listen?: (service: Service) => Promise<AsyncDisposable>;
}

export interface OnceAnswer {
  /** Of the N-ACTION. */
  readonly status: number;
  /** What the report says; undefined where none came in time. */
  readonly outcomes?: readonly (Reference & { readonly outcome: Outcome })[];
}

/**
 * Asks a peer to commit and waits for its report (PS3.4 Annex J), keeping nothing: for the command line.
 *
 * @throws UlError, DimseError, ScuError where the peer cannot be asked
 */
export async function askOnce(options: AskOnceOptions): Promise<OnceAnswer> {
  const { ae, references, context, callingAeTitle, timeoutMs } = options;
  const transactionUid = newTransactionUid();
  const reported = Promise.withResolvers<EventInformation>();
  const service = createReportService({
    async onReport(information) {
      const isOurs = information.transactionUid === transactionUid;
      if (isOurs) reported.resolve(information);
      return isOurs;
    },
    limits: COMMITMENT_LIMITS,
    log: context.log,
  });
  await using _listening = (await options.listen?.(service)) ?? NO_PORT;
  const association = await context.associations.open(ae, ASK_PROPOSAL, { signal: context.signal, callingAeTitle });
  const requestor = openRequestor(association, { log: context.log, handlers: handlersOf([service]) });
  try {
    const status = await askOn(requestor, { transactionUid, references });
    if (status !== 0) return { status };
    const attending = requestor.attend();
    attending.catch((error) => context.log.debug('commitment.linger-ended', { words: wordsOf(error) }));
    const information = await inTime(reported.promise, timeoutMs, context);
    return information ? { status, outcomes: information.outcomes } : { status };
  } finally {
    await requestor.release().catch((error) => {
      if (!(error instanceof CodedError)) throw error; // that it ended in another way changes nothing
    });
  }
}

const NO_PORT: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

/** @returns undefined where the time is up, or somebody gave up */
function inTime<Value>(promise: Promise<Value>, ms: number, { clock, signal }: ScuContext): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const end = (value: Value | undefined) => {
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      resolve(value);
    };
    const onAbort = () => end(undefined);
    const timer = clock.after(ms, () => end(undefined));
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(end);
  });
}
