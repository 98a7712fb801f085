import { randomBytes } from 'node:crypto';
import { type Clock, CodedError, type Log, type Timer, wordsOf } from '../base/base.ts';
import { type Association, COMMAND_FIELD, type Handler, invokeNormalized, openRequestor, type Requestor } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  STORAGE_COMMITMENT_PUSH_MODEL,
  STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
  statusKind,
  statusWords,
} from '../registry/registry.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import { type EventInformation, writeActionInformation } from './information.ts';
import type { CommitmentLimits } from './limits.ts';
import { type Commitment, type Reference, WHY } from './model.ts';
import type { CommitmentStore } from './store.ts';
import type { Tried } from './tries.ts';

/** What is proposed to who is to commit (PS3.4 J.4): we are SCU, which is the default role of a requestor. */
export const ASK_PROPOSAL = {
  contexts: [{ abstractSyntax: STORAGE_COMMITMENT_PUSH_MODEL, transferSyntaxes: [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] }],
} as const;

/** A Transaction UID of our own (PS3.5 B.2): nobody guesses it, so that who reports under it was asked. */
export function newTransactionUid(): string {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40; // version 4 and variant (RFC 9562 §5.4)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** N-ACTION (PS3.4 J.3.2); the status. @throws as `invokeNormalized` */
export async function askOn(
  requestor: Requestor,
  asked: { readonly transactionUid: string; readonly references: readonly Reference[] },
): Promise<number> {
  const { id, transferSyntax } = requestor.contextFor(STORAGE_COMMITMENT_PUSH_MODEL);
  const { command } = await invokeNormalized(
    requestor,
    {
      kind: 'N-ACTION',
      sopClassUid: STORAGE_COMMITMENT_PUSH_MODEL,
      sopInstanceUid: STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
      actionTypeId: 1,
      dataset: writeActionInformation(asked, transferSyntax),
    },
    id,
  );
  return command.status;
}

export interface AskerOptions {
  readonly store: Pick<CommitmentStore, 'get' | 'allReferences' | 'change' | 'newUid' | 'answered' | 'sentWith' | 'prune'>;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  /** Answers reports that come on the association of the request. */
  readonly eventReport: () => Handler;
  /** How long the report may take. */
  readonly timeoutMs: () => number;
  readonly limits: Pick<CommitmentLimits, 'askedLingerMs'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Storage Commitment SCU: our requests, and the reports on them. */
export interface Asker {
  /** One attempt to ask. */
  ask(id: number, signal: AbortSignal): Promise<Tried>;
  /** The report of a request that was taken is awaited from now on, not for ever. */
  await(id: number): void;
  /** @returns false where the transaction is none of ours */
  report(information: EventInformation, peer: string): Promise<boolean>;
  forget(id: number): void;
  close(): void;
}

const OVER: Tried = { kind: 'over' };

export function createAsker(options: AskerOptions): Asker {
  const { store, clock, log } = options;
  const deadlines = new Map<number, Timer>();
  /** Whose association is held open for the report, and how to let it go. */
  const lingering = new Map<number, () => void>();

  function forget(id: number): void {
    deadlines.get(id)?.cancel();
    deadlines.delete(id);
    lingering.get(id)?.();
  }

  async function ask(id: number, signal: AbortSignal): Promise<Tried> {
    const commitment = await store.get(id);
    if (commitment?.state !== 'asking') return OVER;
    const ae = options.aeTable.get(commitment.peer);
    if (ae === undefined) return { kind: 'again', why: WHY.notInTable(commitment.peer) };
    let association: Association;
    try {
      association = await options.associations.open(ae, ASK_PROPOSAL, { signal, callingAeTitle: commitment.own });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { kind: 'again', why: WHY.unreachable(error.message) };
    }
    try {
      if (association.presentationContexts.size === 0) return { kind: 'again', why: WHY.noContext(commitment.peer) };
      return await askOver(commitment, association);
    } finally {
      association.release().catch(() => undefined); // its end has its line in the log
    }
  }

  async function askOver(commitment: Commitment, association: Association): Promise<Tried> {
    const { id, peer, transactionUid, total } = commitment;
    const eventReport = options.eventReport();
    const handlers = { for: (_: string, field: number) => (field === COMMAND_FIELD.N_EVENT_REPORT_RQ ? eventReport : undefined) };
    const requestor = openRequestor(association, { log, handlers });
    const references: Reference[] = [];
    for await (const reference of store.allReferences(id)) references.push(reference);
    let status: number;
    try {
      status = await askOn(requestor, { transactionUid, references });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      await store.newUid(id, newTransactionUid()); // the old one may be taken, and is used once (PS3.4 J.3.2.1)
      return { kind: 'again', why: WHY.noAnswer(error.message) };
    }
    const kind = statusKind(status);
    if (kind !== 'success' && kind !== 'warning') return { kind: 'again', why: WHY.refused(statusWords(status)) };
    if (await store.change({ id, from: ['asking'], state: 'awaiting', why: WHY.awaiting, at: clock.now() })) awaitReport(id);
    log.info('commitment.asked', { id, peer, transactionUid, references: total });
    await linger(id, requestor);
    return OVER;
  }

  /** A peer that does not know our address can report on this association alone (PS3.4 J.3.3). */
  async function linger(id: number, requestor: Requestor): Promise<void> {
    if (!deadlines.has(id)) return; // the report was here before the response
    const { promise, resolve } = Promise.withResolvers<void>();
    lingering.set(id, resolve);
    const timer = clock.after(options.limits.askedLingerMs, resolve);
    const attending = requestor.attend();
    attending.then(resolve, resolve);
    await promise;
    timer.cancel();
    lingering.delete(id);
    await requestor.release().catch(() => undefined);
    await attending.catch((error) => log.debug('commitment.linger-ended', { id, words: wordsOf(error) }));
  }

  function awaitReport(id: number): void {
    deadlines.get(id)?.cancel();
    const timeoutMs = options.timeoutMs();
    const timer = clock.after(timeoutMs, () => {
      deadlines.delete(id);
      unanswered(id, timeoutMs).catch((error) => log.error('commitment.not-kept', { id, words: wordsOf(error) }));
    });
    deadlines.set(id, timer);
  }

  async function unanswered(id: number, timeoutMs: number): Promise<void> {
    const why = WHY.noReport(Math.round(timeoutMs / 1000));
    if (!(await store.change({ id, from: ['awaiting'], state: 'failed', why, at: clock.now() }))) return;
    log.warn('commitment.unanswered', { id, timeoutMs });
    await store.prune();
  }

  return {
    ask,
    await: awaitReport,
    async report({ transactionUid, outcomes }, peer) {
      const commitment = await store.sentWith(transactionUid);
      if (commitment === undefined) return false;
      const { id, state } = commitment;
      if (state === 'answered') return true; // once more: our response was lost
      const results = outcomes.map(({ sopClassUid, sopInstanceUid, outcome }) => [sopClassUid, sopInstanceUid, outcome] as const);
      await store.answered(id, results);
      await store.change({ id, from: ['asking', 'awaiting', 'failed', 'given-up'], state: 'answered', why: WHY.answered, at: clock.now() });
      forget(id);
      const { total, committed, failed } = (await store.get(id)) ?? commitment;
      log.info('commitment.answered', { id, peer, transactionUid, total, committed, failed });
      await store.prune();
      return true;
    },
    forget,
    close() {
      for (const timer of deadlines.values()) timer.cancel();
      for (const letGo of lingering.values()) letGo();
    },
  };
}
