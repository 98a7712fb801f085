import { type Clock, CodedError, type Log, wordsOf } from '../base/base.ts';
import { transcode } from '../dataset/dataset.ts';
import {
  type Association,
  type CommandFields,
  type CommandSet,
  type DirectDataset,
  OutgoingDataset,
  openRequestor,
  PRIORITY,
  type PresentationContext,
} from '../dimse/dimse.ts';
import { type StatusKind, statusKind, statusWords } from '../registry/registry.ts';
import type { RemoteAe } from './ae-table.ts';
import { type ScuAssociations, ScuError } from './scu-associations.ts';
import { batchesOf, contextFor, type InstanceSyntax } from './send-contexts.ts';

/** An instance to send: what a C-STORE-RQ says of it, and where its bytes are. */
export interface OutgoingInstance extends InstanceSyntax {
  readonly sopInstanceUid: string;
  /** The data set in its transfer syntax, without a file meta header; read once, a chunk is looked at until the next is asked for. */
  read(): AsyncIterable<Uint8Array>;
  /** The same, for what is sent as it is: read straight into the PDUs. */
  open?(): Promise<DirectDataset>;
}

/** How sub-operations ended: one instance, or all that shared one reason. */
export interface SendOutcome<Instance extends OutgoingInstance> {
  readonly kind: 'completed' | 'warning' | 'failed';
  readonly instances: readonly Instance[];
  /** What the peer answered, where it did. */
  readonly status?: number;
  /** Why, in plain words without patient data; '' where all is well. */
  readonly words: string;
}

/** Where instances go: an association, and how one C-STORE is done on it. */
export interface StoreTarget {
  readonly association: Pick<Association, 'maxPduPayload'>;
  /** The accepted contexts on which we may send. */
  readonly contexts: readonly PresentationContext[];
  store(contextId: number, fields: CommandFields, dataset: OutgoingDataset): Promise<CommandSet>;
}

/** Instances that are read while one is sent: opening and reading take two turns of the event loop, and a peer may be as quick. */
const READ_AHEAD = 2;

/** Into PDUs that are shorter the bytes are copied: a place for each to be read into costs more. */
const SMALLEST_DIRECT = 4096;

/** An instance with its first bytes read, or the reason why it cannot be sent. */
type Prepared = { readonly dataset: OutgoingDataset } | { readonly words: string };

/**
 * Storage SCU (PS3.4 Annex B) on an association that is there: one C-STORE after the other, the next object read while one is sent.
 * What fails for the object's own reasons is an outcome; it ends when all are done or `signal` is aborted.
 *
 * @param options.eager the next C-STORE begins before the outcome of the last is looked at; not where others send on this association too
 * @throws what ended the association, after the outcomes before
 */
export async function* storeAll<Instance extends OutgoingInstance>(
  target: StoreTarget,
  instances: readonly Instance[],
  options: { readonly fields?: CommandFields; readonly signal: AbortSignal; readonly eager: boolean },
): AsyncGenerator<SendOutcome<Instance>, void, undefined> {
  const { signal } = options;
  const ahead: Promise<Prepared>[] = [];
  let readAt = 0;
  let current: Promise<SendOutcome<Instance>> | undefined;

  /** One after the other: the disk is asked for one thing at a time. */
  function readAhead(): void {
    while (ahead.length < READ_AHEAD && readAt < instances.length) {
      const instance = instances[readAt++]!;
      const begin = () => prepare(target, instance);
      const prepared = ahead.at(-1)?.then(begin, begin) ?? begin();
      prepared.catch(() => undefined); // whoever takes it up has the error
      ahead.push(prepared);
    }
  }

  function begin(at: number): Promise<SendOutcome<Instance>> | undefined {
    const instance = instances[at];
    if (instance === undefined || signal.aborted) return undefined;
    readAhead();
    const storing = storeOne(target, instance, ahead.shift()!, options.fields);
    storing.catch(() => undefined); // awaited below, unless the reader of the outcomes has gone
    readAhead();
    return storing;
  }

  try {
    for (let at = 0; at < instances.length; at++) {
      current ??= begin(at);
      if (current === undefined) return;
      const outcome = await current;
      current = options.eager ? begin(at + 1) : undefined;
      yield outcome;
    }
  } finally {
    readAt = instances.length;
    for (const unsent of await Promise.allSettled(ahead))
      if (unsent.status === 'fulfilled' && 'dataset' in unsent.value) await unsent.value.dataset.close();
  }
}

/** Chooses the context, re-encodes where needed, and reads the first bytes. What is wrong with the object is an answer. */
async function prepare(target: StoreTarget, instance: OutgoingInstance): Promise<Prepared> {
  const context = contextFor(instance, target.contexts);
  if ('words' in context) return context;
  let dataset: OutgoingDataset | undefined;
  try {
    dataset = new OutgoingDataset(target.association, context.id, await datasetFor(instance, context, target));
    await dataset.fill();
    return { dataset };
  } catch (error) {
    await dataset?.close().catch(() => undefined); // its source has failed already
    if (!(error instanceof CodedError)) throw error;
    return { words: error.message };
  }
}

function datasetFor(
  instance: OutgoingInstance,
  { transferSyntax }: PresentationContext,
  { association }: StoreTarget,
): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array> | DirectDataset> {
  const { transferSyntaxUid } = instance;
  if (transferSyntax !== transferSyntaxUid) return transcode(instance.read(), transferSyntaxUid, transferSyntax);
  return (association.maxPduPayload >= SMALLEST_DIRECT && instance.open?.()) || instance.read();
}

const KIND_OF = {
  success: 'completed',
  warning: 'warning',
  failure: 'failed',
  cancel: 'failed',
  pending: 'failed', // C-STORE has no pending: the peer errs
} as const satisfies Record<StatusKind, SendOutcome<OutgoingInstance>['kind']>;

async function storeOne<Instance extends OutgoingInstance>(
  target: StoreTarget,
  instance: Instance,
  upcoming: Promise<Prepared>,
  fields: CommandFields | undefined,
): Promise<SendOutcome<Instance>> {
  const instances = [instance];
  const prepared = await upcoming;
  if ('words' in prepared) return { kind: 'failed', instances, words: prepared.words };
  const { sopClassUid, sopInstanceUid } = instance;
  const command = { ...fields, affectedSopClassUid: sopClassUid, affectedSopInstanceUid: sopInstanceUid, priority: PRIORITY.MEDIUM };
  const answer = await target.store(prepared.dataset.contextId, command, prepared.dataset).catch((error) => {
    if (error !== prepared.dataset.failure) throw error;
    throw new ScuError('SCU_OBJECT_FAILED', wordsOf(error), { cause: error });
  });
  const status = answer.status ?? 0;
  const kind = KIND_OF[statusKind(status)];
  if (kind === 'completed') return { kind, instances, status, words: '' };
  const comment = answer.errorComment === undefined ? '' : `: ${answer.errorComment}`;
  return { kind, instances, status, words: `the peer answered ${statusWords(status)}${comment}` };
}

export interface SendOptions {
  readonly associations: ScuAssociations;
  readonly clock: Clock;
  readonly log: Log;
  /** What each C-STORE-RQ says besides: the move originator. */
  readonly fields?: CommandFields;
  /** No more instances are begun; one under way has `cancelGraceMs` to end. */
  readonly signal: AbortSignal;
  readonly cancelGraceMs: number;
}

const MAX_STRIKES = 2;

/**
 * Storage SCU (PS3.4 Annex B): sends instances to a remote AE over as few associations as they need, one after the other. An association
 * that breaks is opened again once for each object; two objects in a row that break it again, and a peer that hangs, end it all.
 * Never throws for what the peer does: all that is not sent is an outcome with its reason.
 */
export async function* send<Instance extends OutgoingInstance>(
  instances: readonly Instance[],
  ae: RemoteAe,
  options: SendOptions,
): AsyncGenerator<SendOutcome<Instance>, void, undefined> {
  for (const { contexts, instances: batch } of batchesOf(instances, ae.transferSyntaxes)) {
    if (contexts.length === 0) {
      yield { kind: 'failed', instances: batch, words: `none of the transfer syntaxes that ${ae.title} is configured with can carry them` };
      continue;
    }
    const reason = yield* sendBatch(batch, contexts, ae, options);
    if (reason !== undefined && !options.signal.aborted) options.log.warn('instances not sent', { aeTitle: ae.title, reason });
    if (options.signal.aborted) return;
  }
}

async function* sendBatch<Instance extends OutgoingInstance>(
  batch: readonly Instance[],
  contexts: Parameters<ScuAssociations['open']>[1]['contexts'],
  ae: RemoteAe,
  options: SendOptions,
): AsyncGenerator<SendOutcome<Instance>, string | undefined, undefined> {
  const { signal, log } = options;
  let done = 0;
  let broken: number | undefined; // where an association broke last
  let strikes = 0; // objects in a row that broke two of them
  while (done < batch.length && !signal.aborted) {
    try {
      for await (const outcome of sendOnce(batch.slice(done), contexts, ae, options)) {
        done += outcome.instances.length;
        strikes = 0;
        yield outcome;
      }
      if (done < batch.length && !signal.aborted) throw new Error('storeAll has an outcome for each instance');
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.code === 'SCU_OBJECT_FAILED') {
        yield { kind: 'failed', instances: batch.slice(done, ++done), words: error.message };
        continue; // half of it was sent, so the association is gone; the others want a new one
      }
      if (signal.aborted) return undefined; // what remains was cancelled
      const isBroken = error.code === 'UL_CONNECTION_LOST' || error.code === 'UL_ABORTED_BY_PEER';
      if (isBroken && broken === done && ++strikes < MAX_STRIKES) {
        yield { kind: 'failed', instances: batch.slice(done, ++done), words: `${ae.title} ends the association over it: ${error.message}` };
        continue; // one object that a peer stumbles over is not the end of the others
      }
      if (!isBroken || broken === done) {
        const rest = batch.slice(done);
        const words = `${ae.title} at ${ae.host} port ${ae.port}: ${error.message}`;
        yield { kind: 'failed', instances: rest, words };
        return words;
      }
      broken = done;
      log.warn('association broken, once more', { aeTitle: ae.title, reason: wordsOf(error), left: batch.length - done });
    }
  }
  return undefined;
}

/** One association, from its request to its release. */
async function* sendOnce<Instance extends OutgoingInstance>(
  instances: readonly Instance[],
  contexts: Parameters<ScuAssociations['open']>[1]['contexts'],
  ae: RemoteAe,
  { associations, clock, log, fields, signal, cancelGraceMs }: SendOptions,
): AsyncGenerator<SendOutcome<Instance>, void, undefined> {
  const association = await associations.open(ae, { contexts }, { signal });
  const requestor = openRequestor(association, { log });
  const onAbort = () => clock.after(cancelGraceMs, () => association.abort('cancelled'));
  signal.addEventListener('abort', onAbort, { once: true });
  const target: StoreTarget = {
    association,
    contexts: [...association.presentationContexts.values()],
    store: (contextId, { affectedSopClassUid = '', affectedSopInstanceUid = '', ...more }, dataset) =>
      requestor.store({ ...more, sopClassUid: affectedSopClassUid, sopInstanceUid: affectedSopInstanceUid, contextId, dataset }),
  };
  let isWhole = false;
  try {
    yield* storeAll(target, instances, { ...(fields && { fields }), signal, eager: true });
    isWhole = true;
  } catch (error) {
    throw association.signal.aborted && !(error instanceof ScuError) ? association.signal.reason : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (isWhole) await association.release().catch((error) => log.debug('release failed', { aeTitle: ae.title, error: wordsOf(error) }));
    else association.abort('not sent to its end'); // harmless where it has ended
  }
}
