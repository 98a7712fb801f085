import { type Clock, CodedError, type Log } from '../base/base.ts';
import { type Association, invokeNormalized, type NormalizedRequest, openRequestor } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  STORAGE_COMMITMENT_PUSH_MODEL,
  STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
  statusKind,
  statusWords,
} from '../registry/registry.ts';
import type { AeTable, RemoteAe, ScuAssociations } from '../services/services.ts';
import { writeEventInformation } from './information.ts';
import type { CommitmentLimits } from './limits.ts';
import { COMMITTED, type Commitment, CommitmentError, type JudgedReference, WHY } from './model.ts';
import type { Route, Routes } from './routes.ts';
import type { CommitmentStore } from './store.ts';
import type { Tried } from './tries.ts';

/** Event Type ID (PS3.4 J.3.3.1): all is committed, or failures exist. */
const EVENT = { ALL_COMMITTED: 1, FAILURES_EXIST: 2 } as const;

export interface ReporterOptions {
  readonly store: Pick<CommitmentStore, 'get' | 'allReferences' | 'change' | 'prune'>;
  readonly routes: Routes;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  /** How long a peer may take to answer a report on its own association. */
  readonly responseTimeoutMs: () => number;
  readonly limits: Pick<CommitmentLimits, 'lingerMs'>;
  readonly clock: Clock;
  readonly log: Log;
}

const OVER: Tried = { kind: 'over' };

/**
 * One attempt to report a judged request (PS3.4 J.3.3): on the association of the request where the peer holds it open, else on a new one to its
 * address in the AE table, by the same titles and as SCP (PS3.7 D.3.3.4). `RemoteAe.commitmentReport` says which.
 */
export function createReporter(options: ReporterOptions): (id: number, signal: AbortSignal) => Promise<Tried> {
  const { store, routes, aeTable, clock, log, limits } = options;

  return async function report(id, signal) {
    const commitment = await store.get(id);
    if (commitment?.state !== 'reporting') return OVER;
    const { peer, own } = commitment;
    const ae = aeTable.get(peer);
    const way = ae?.commitmentReport ?? 'lingering';
    const route = way === 'new-association' ? undefined : routes.find(id, peer, own);
    if (route) {
      // One that is about to release is not disturbed: who is still here after a moment waits for the report. Who cannot be called has this chance alone.
      const lingersMs = ae && way === 'lingering' ? route.sinceMs + limits.lingerMs - clock.monotonicMs() : 0;
      if (lingersMs > 0) return { kind: 'again', why: WHY.onItsAssociation, soonMs: lingersMs };
      const tried = await onRoute(commitment, route, signal);
      if (tried.kind === 'over' || ae === undefined || signal.aborted) return tried;
    }
    return ae ? onNewAssociation(commitment, ae, signal) : { kind: 'again', why: WHY.notInTable(peer) };
  };

  async function onRoute(commitment: Commitment, { notifier, context }: Route, signal: AbortSignal): Promise<Tried> {
    const request = await requestOf(commitment, context.transferSyntax);
    const late = new AbortController();
    const timeoutMs = options.responseTimeoutMs();
    const timer = clock.after(timeoutMs, () => late.abort(new CommitmentError('COMMITMENT_NO_ANSWER', `no answer within ${timeoutMs} ms`)));
    try {
      const { command } = await notifier.invoke(context.id, request, AbortSignal.any([signal, late.signal]));
      return await answered(commitment, command.status, 'its own association');
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { kind: 'again', why: WHY.noAnswer(error.message) };
    } finally {
      timer.cancel();
      routes.paid(commitment.id); // it had its chance: one that goes on in silence is a silent one again
    }
  }

  async function onNewAssociation(commitment: Commitment, ae: RemoteAe, signal: AbortSignal): Promise<Tried> {
    let association: Association;
    try {
      association = await options.associations.open(
        ae,
        {
          contexts: [
            { abstractSyntax: STORAGE_COMMITMENT_PUSH_MODEL, transferSyntaxes: [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] },
          ],
          roles: [{ sopClassUid: STORAGE_COMMITMENT_PUSH_MODEL, scu: false, scp: true }],
        },
        { signal, callingAeTitle: commitment.own },
      );
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { kind: 'again', why: WHY.unreachable(error.message) };
    }
    try {
      const [context] = association.presentationContexts.values();
      if (context === undefined) return { kind: 'again', why: WHY.noContext(commitment.peer) };
      // A peer that says nothing of roles is told all the same: many accept the report though they do not negotiate it.
      if (association.roles.get(STORAGE_COMMITMENT_PUSH_MODEL)?.scp === false)
        return { kind: 'again', why: WHY.roleRefused(commitment.peer) };
      const request = await requestOf(commitment, context.transferSyntax);
      const { command } = await invokeNormalized(openRequestor(association, { log }), request, context.id);
      return await answered(commitment, command.status, 'a new association');
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { kind: 'again', why: WHY.noAnswer(error.message) };
    } finally {
      association.release().catch(() => undefined); // the answer counts; its end has its line in the log
    }
  }

  async function requestOf({ id, transactionUid }: Commitment, transferSyntax: string): Promise<NormalizedRequest> {
    const outcomes: (JudgedReference & { readonly outcome: number })[] = [];
    for await (const reference of store.allReferences(id)) {
      if (reference.outcome === null) throw new Error('a request is reported once all of it is judged');
      outcomes.push({ ...reference, outcome: reference.outcome });
    }
    const isAll = outcomes.every(({ outcome }) => outcome === COMMITTED);
    return {
      kind: 'N-EVENT-REPORT',
      sopClassUid: STORAGE_COMMITMENT_PUSH_MODEL,
      sopInstanceUid: STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
      eventTypeId: isAll ? EVENT.ALL_COMMITTED : EVENT.FAILURES_EXIST,
      dataset: writeEventInformation({ transactionUid, outcomes }, transferSyntax),
    };
  }

  async function answered(commitment: Commitment, status: number, by: string): Promise<Tried> {
    const { id, peer, own, transactionUid, total, committed, failed } = commitment;
    const kind = statusKind(status);
    if (kind !== 'success' && kind !== 'warning') return { kind: 'again', why: WHY.refused(statusWords(status)) };
    await store.change({ id, from: ['reporting'], state: 'reported', why: WHY.reported, at: clock.now() });
    log.info('commitment.reported', { id, peer, own, transactionUid, total, committed, failed, by, status: statusWords(status) });
    routes.paid(id); // where it was told elsewhere
    await store.prune();
    return OVER;
  }
}
