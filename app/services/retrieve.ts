import type { Archive, InstanceRef } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { type Answer, COMMAND_FIELD, type Request } from '../dimse/dimse.ts';
import {
  isStorageSopClass,
  QUERY_MODELS,
  type QueryModel,
  STATUS,
  sopClassName,
  statusWords,
  TRANSFER_SYNTAXES,
  transferSyntaxName,
} from '../registry/registry.ts';
import type { AeTable } from './ae-table.ts';
import { RetrieveCounters } from './retrieve-counters.ts';
import { type RetrieveKeys, readIdentifier, retrieveKeysOf } from './retrieve-identifier.ts';
import { storeTargetOf } from './retrieve-store.ts';
import type { ScuAssociations } from './scu-associations.ts';
import { type OutgoingInstance, type SendOutcome, send, storeAll } from './send.ts';
import type { Service } from './service.ts';

export interface RetrieveOptions {
  readonly archive: Pick<Archive, 'instancesOf' | 'readChecked' | 'openChecked'>;
  readonly aeTable: Pick<AeTable, 'get' | 'list'>;
  readonly associations: ScuAssociations;
  readonly log: Log;
  readonly clock: Clock;
  /** Whether the retired Patient/Study Only root is served too. */
  readonly acceptRetired: boolean;
  /** Private SOP classes that C-GET sends like the standard ones. */
  readonly privateSopClasses: readonly string[];
  readonly responseTimeoutMs: number;
  readonly limits: RetrieveLimits;
}

export interface RetrieveLimits {
  readonly maxIdentifierBytes: number;
  /** Instances of one C-MOVE or C-GET. */
  readonly maxSubOperations: number;
  /** How long a sub-operation under way may take to end after a C-CANCEL. */
  readonly cancelGraceMs: number;
}

export const RETRIEVE_LIMITS: RetrieveLimits = { maxIdentifierBytes: 1024 * 1024, maxSubOperations: 1_000_000, cancelGraceMs: 1000 };

export type StoredInstance = OutgoingInstance & { readonly ref: InstanceRef };
type Outcomes = AsyncGenerator<SendOutcome<StoredInstance>, void, undefined>;

/** Query/Retrieve SCP, C-MOVE and C-GET (PS3.4 C.4.2, C.4.3): all levels, hierarchical, and relational where negotiated. */
export function createRetrieveScp(options: RetrieveOptions): Service {
  const privateSopClasses = new Set(options.privateSopClasses);
  const isServed = (model: QueryModel | undefined) => model !== undefined && (options.acceptRetired || !model.retired);
  return {
    name: 'retrieve',
    serves: (abstractSyntax) => isServed(modelOf(abstractSyntax)),
    takes: (transferSyntax) => TRANSFER_SYNTAXES.get(transferSyntax)?.encapsulated === false,
    invokes: (abstractSyntax) => isStorageSopClass(abstractSyntax) || privateSopClasses.has(abstractSyntax),
    extendedNegotiation: (_, applicationInformation) => answerRetrieveNegotiation(applicationInformation),
    handlers: new Map([
      [COMMAND_FIELD.C_MOVE_RQ, (request: Request) => move(request, options)],
      [COMMAND_FIELD.C_GET_RQ, (request: Request) => get(request, options)],
    ]),
  };
}

/** The information model of a C-MOVE or C-GET SOP class: that of the C-FIND beside it (PS3.4 C.6). */
function modelOf(abstractSyntax: string): QueryModel | undefined {
  return /\.[23]$/.test(abstractSyntax) ? QUERY_MODELS.get(abstractSyntax.replace(/\d$/, '1')) : undefined;
}

/** The acceptor's answer to an extended negotiation of C-MOVE or C-GET (PS3.4 C.5.2.1, C.5.3.1): its one byte that we know asks for relational retrieve. */
export function answerRetrieveNegotiation(applicationInformation: Uint8Array): Uint8Array | undefined {
  if (applicationInformation.byteLength === 0) return undefined;
  return Uint8Array.of(Number(applicationInformation[0] === 1));
}

/** C-MOVE (PS3.4 C.4.2). */
async function* move(request: Request, options: RetrieveOptions): AsyncGenerator<Answer, void, undefined> {
  const { aeTable, associations, clock, log, limits } = options;
  const { association, command } = request;
  const title = command.moveDestination ?? '';
  const destination = aeTable.get(title);
  if (destination === undefined) {
    const known = aeTable.list().map((ae) => ae.title);
    log.warn('C-MOVE refused', {
      ...fieldsOf(request),
      reason: `move destination "${title}" is not in the AE table`,
      known: known.join(', '),
    });
    const errorComment = `Move destination ${title} is not in the AE table`;
    return yield { status: STATUS.MOVE_DESTINATION_UNKNOWN, errorComment };
  }
  const fields = { moveOriginatorAeTitle: association.callingAeTitle.trim(), moveOriginatorMessageId: command.messageId };
  yield* retrieve(request, options, (instances) =>
    send(instances, destination, { associations, clock, log, fields, signal: request.signal, cancelGraceMs: limits.cancelGraceMs }),
  );
}

/** C-GET (PS3.4 C.4.3): the sub-operations go over the association that asked. */
function get(request: Request, options: RetrieveOptions): AsyncGenerator<Answer, void, undefined> {
  return retrieve(request, options, (instances) =>
    storeAll(storeTargetOf(request, options.clock, options.responseTimeoutMs), instances, { signal: request.signal, eager: false }),
  );
}

/** What both have in common: the identifier, the instances, one pending response after each sub-operation, the final one. */
async function* retrieve(
  request: Request,
  options: RetrieveOptions,
  sendAll: (instances: readonly StoredInstance[]) => Outcomes,
): AsyncGenerator<Answer, void, undefined> {
  const { log, limits } = options;
  const { signal, context, command } = request;
  const identifier = await readIdentifier(request, limits.maxIdentifierBytes);
  const keys = 'status' in identifier ? identifier : retrieveKeysOf(identifier, modelOf(context.abstractSyntax)!, agreed(request));
  if ('status' in keys) {
    log.warn('retrieve refused', { ...fieldsOf(request), status: statusWords(keys.status), reason: keys.errorComment });
    return yield keys;
  }
  const found = await instancesOf(keys, options, signal);
  if (found === undefined) {
    const errorComment = `More than ${limits.maxSubOperations} instances`;
    log.warn('retrieve refused', { ...fieldsOf(request), reason: errorComment });
    return yield { status: STATUS.OUT_OF_RESOURCES_MATCHES, errorComment };
  }
  const counters = new RetrieveCounters(found.length);
  const isDue = pendingResponses(options.clock);
  if (!signal.aborted && found.length > 0) {
    for await (const outcome of sendAll(found)) {
      counters.count(outcome);
      if (outcome.kind !== 'completed') logOutcome(request, outcome, log);
      if (signal.aborted || counters.remaining === 0 || !isDue()) continue;
      yield counters.pending();
    }
  }
  const answer =
    signal.aborted && counters.remaining > 0 ? counters.cancelled(context.transferSyntax) : counters.final(context.transferSyntax);
  const { completed, failed, warning, remaining } = counters;
  const figures = { level: keys.level, instances: found.length, completed, failed, warning, remaining };
  log.info('retrieve ended', {
    ...fieldsOf(request),
    ...figures,
    status: statusWords(answer.status),
    destination: command.moveDestination,
  });
  yield answer;
}

const FIRST_PENDING = 8;
const PENDING_GAP_MS = 50;

/**
 * When a pending response is due (optional, PS3.4 C.4.2.3.1): after each of the first sub-operations, then twenty times a second. At hundreds of
 * images a second one after each costs as much as a fifth of the sending: each wakes the peer up.
 */
function pendingResponses(clock: Pick<Clock, 'monotonicMs'>): () => boolean {
  let sent = 0;
  let lastMs = 0;
  return () => {
    const now = clock.monotonicMs();
    if (sent >= FIRST_PENDING && now - lastMs < PENDING_GAP_MS) return false;
    sent++;
    lastMs = now;
    return true;
  };
}

/** Whether relational retrieve was agreed for the SOP class of the request. */
function agreed({ association, context }: Request): { readonly relational: boolean } {
  const asked = association.extendedNegotiation.get(context.abstractSyntax);
  return { relational: asked !== undefined && answerRetrieveNegotiation(asked)?.[0] === 1 };
}

/** @returns undefined where there are too many */
async function instancesOf(keys: RetrieveKeys, options: RetrieveOptions, signal: AbortSignal): Promise<StoredInstance[] | undefined> {
  const { archive, limits } = options;
  const found: StoredInstance[] = [];
  for await (const page of archive.instancesOf(keys)) {
    for (const ref of page) found.push(storedInstance(ref, archive));
    if (found.length > limits.maxSubOperations) return undefined;
    if (signal.aborted) break;
  }
  return found;
}

/** An instance of the archive, ready to be sent. */
export function storedInstance(ref: InstanceRef, archive: Pick<Archive, 'readChecked' | 'openChecked'>): StoredInstance {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid } = ref;
  return {
    ref,
    sopClassUid,
    sopInstanceUid,
    transferSyntaxUid,
    read: () => archive.readChecked(ref),
    open: () => archive.openChecked(ref),
  };
}

function logOutcome(request: Request, { kind, instances, words }: SendOutcome<StoredInstance>, log: Log): void {
  const [first] = instances;
  log.warn(kind === 'warning' ? 'sub-operation with a warning' : 'sub-operation failed', {
    ...fieldsOf(request),
    ...(instances.length > 1 && { instances: instances.length }),
    sopClass: first && sopClassName(first.sopClassUid),
    sopInstanceUid: first?.sopInstanceUid,
    transferSyntax: first && transferSyntaxName(first.transferSyntaxUid),
    reason: words,
  });
}

function fieldsOf({ association, command, context }: Request) {
  const { id, callingAeTitle, remote } = association;
  const name = sopClassName(context.abstractSyntax);
  return { association: id, callingAeTitle, address: remote.address, messageId: command.messageId, sopClass: name };
}
