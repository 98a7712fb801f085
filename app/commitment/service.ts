import { type Clock, DatabaseError, type Log } from '../base/base.ts';
import { type Answer, COMMAND_FIELD, type Handler, type Request } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  STATUS,
  STORAGE_COMMITMENT_PUSH_MODEL,
  STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE,
  statusWords,
} from '../registry/registry.ts';
import type { Service } from '../services/services.ts';
import { type EventInformation, readActionInformation, readEventInformation } from './information.ts';
import type { CommitmentLimits } from './limits.ts';
import { CommitmentError, WHY } from './model.ts';
import type { Route } from './routes.ts';
import type { Added } from './rows.ts';
import type { CommitmentStore } from './store.ts';

export interface ReportOptions {
  /** @returns false where its transaction is none of ours */
  readonly onReport: (information: EventInformation, peer: string) => Promise<boolean>;
  readonly limits: Pick<CommitmentLimits, 'maxReferences' | 'maxDatasetBytes' | 'maxDatasetBytesAtOnce'>;
  readonly log: Log;
}

export interface ServiceOptions extends ReportOptions {
  readonly store: Pick<CommitmentStore, 'add'>;
  /** A request is durable; its response follows. `route` is the association on which it came. */
  readonly onRequest: (added: Extract<Added, { readonly id: number }>, route: Omit<Route, 'sinceMs'> | undefined, peer: string) => void;
  readonly limits: CommitmentLimits;
  readonly clock: Pick<Clock, 'now'>;
}

const TRANSFER_SYNTAXES: ReadonlySet<string> = new Set([IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);
/** PS3.4 J.3.2.1, J.3.3.1. */
const REQUEST_STORAGE_COMMITMENT = 1;
const EVENT_TYPES = [1, 2];
const TRANSACTION_UID = 0x00081195;

/** A request that breaks PS3.4 J.3.2 or J.3.3: the status of its response, and words. */
class Refused extends Error {
  readonly answer: Answer;

  constructor(status: number, errorComment: string, offendingElements?: readonly number[]) {
    super(errorComment);
    this.answer = { status, errorComment, ...(offendingElements && { offendingElements }) };
  }
}

/**
 * Storage Commitment Push Model (PS3.4 Annex J), in both roles: SCP of who asks us (N-ACTION), SCU of those whom we asked and who call back
 * (N-EVENT-REPORT).
 */
export function createCommitmentService(options: ServiceOptions): Service {
  const { limits, log } = options;
  const datasets = new Datasets(limits);

  /** N-ACTION (PS3.4 J.3.2): 0000H only once the request would survive a power cut. */
  async function action(request: Request): Promise<Answer> {
    const { association, command, context } = request;
    const peer = association.callingAeTitle.trim();
    const own = association.calledAeTitle.trim();
    refuseOther(command.requestedSopClassUid, command.requestedSopInstanceUid);
    if (command.actionTypeId !== REQUEST_STORAGE_COMMITMENT)
      throw new Refused(STATUS.NO_SUCH_ACTION, `Action Type ID ${command.actionTypeId} is none of Storage Commitment`);
    return datasets.with(request, async (dataset) => {
      const { transactionUid, references } = readActionInformation(dataset, context.transferSyntax, limits.maxReferences);
      if (references.length > limits.maxReferences)
        throw new Refused(STATUS.RESOURCE_LIMITATION, `${references.length} references, at most ${limits.maxReferences} are taken`);
      const added = await options.store.add({
        ...{ direction: 'received', transactionUid, peer, own, address: association.remote.address, askedBy: '' },
        ...{ at: options.clock.now(), state: 'judging', why: WHY.judging, references },
      });
      if (!('id' in added)) throw new Refused(STATUS.RESOURCE_LIMITATION, `${limits.maxOpen} requests are waiting, try again later`);
      const fields = { association: association.id, peer, own, id: added.id, transactionUid, references: references.length };
      if (added.kind === 'duplicate') log.warn('commitment.duplicate', fields);
      else log.info('commitment.requested', fields);
      options.onRequest(added, request.notifier && { peer, own, notifier: request.notifier, context }, peer);
      return { status: STATUS.SUCCESS };
    });
  }

  return serviceOf([
    [COMMAND_FIELD.N_ACTION_RQ, refusing(action, log)],
    [COMMAND_FIELD.N_EVENT_REPORT_RQ, reportHandler(options, datasets)],
  ]);
}

/** The SCU's half alone: hears the reports of those whom we asked. */
export function createReportService(options: ReportOptions): Service {
  return serviceOf([[COMMAND_FIELD.N_EVENT_REPORT_RQ, reportHandler(options, new Datasets(options.limits))]]);
}

/** Of Push Model, in both roles: a requestor may be its SCP (PS3.7 D.3.3.4). */
function serviceOf(handlers: readonly (readonly [number, Handler])[]): Service {
  const isServed = (abstractSyntax: string) => abstractSyntax === STORAGE_COMMITMENT_PUSH_MODEL;
  return {
    name: 'commitment',
    serves: isServed,
    takes: (transferSyntax) => TRANSFER_SYNTAXES.has(transferSyntax),
    invokes: isServed,
    handlers: new Map(handlers),
  };
}

/** N-EVENT-REPORT (PS3.4 J.3.3) on a request of ours. */
function reportHandler({ onReport, limits, log }: ReportOptions, datasets: Datasets): Handler {
  async function eventReport(request: Request): Promise<Answer> {
    const { association, command, context } = request;
    refuseOther(command.affectedSopClassUid, command.affectedSopInstanceUid);
    if (!EVENT_TYPES.includes(command.eventTypeId ?? 0))
      throw new Refused(STATUS.NO_SUCH_EVENT_TYPE, `Event Type ID ${command.eventTypeId} is none of Storage Commitment`);
    const peer = (association.role === 'acceptor' ? association.callingAeTitle : association.calledAeTitle).trim();
    return datasets.with(request, async (dataset) => {
      const information = readEventInformation(dataset, context.transferSyntax, limits.maxReferences);
      if (await onReport(information, peer)) return { status: STATUS.SUCCESS };
      throw new Refused(STATUS.INVALID_ARGUMENT_VALUE, 'The Transaction UID is of no request of ours', [TRANSACTION_UID]);
    });
  }
  return refusing(eventReport, log);
}

/** The data sets of requests in memory, bounded each and over all associations. */
class Datasets {
  readonly #limits: Pick<CommitmentLimits, 'maxDatasetBytes' | 'maxDatasetBytesAtOnce'>;
  #bytes = 0;

  constructor(limits: Pick<CommitmentLimits, 'maxDatasetBytes' | 'maxDatasetBytesAtOnce'>) {
    this.#limits = limits;
  }

  /** Gathers that of a request, and counts it until `use` is done. */
  async with<Result>(request: Request, use: (dataset: Uint8Array) => Promise<Result>): Promise<Result> {
    const { maxDatasetBytes, maxDatasetBytesAtOnce } = this.#limits;
    const views: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const view of request.dataset ?? []) {
        length += view.byteLength;
        this.#bytes += view.byteLength;
        if (length > maxDatasetBytes) throw new Refused(STATUS.RESOURCE_LIMITATION, `more than ${maxDatasetBytes} bytes in one message`);
        if (this.#bytes > maxDatasetBytesAtOnce)
          throw new Refused(STATUS.RESOURCE_LIMITATION, 'too many large requests at once, try again');
        views.push(Uint8Array.from(view));
      }
      return await use(Buffer.concat(views.splice(0), length));
    } finally {
      this.#bytes -= length;
    }
  }
}

/** Faults of the request become its status; what is ours goes on to the provider. */
function refusing(handler: (request: Request) => Promise<Answer>, log: Log): Handler {
  return async (request) => {
    const { association, command } = request;
    try {
      return await handler(request);
    } catch (error) {
      const answer = answerTo(error);
      if (answer === undefined || association.signal.aborted) throw error;
      const { id, callingAeTitle } = association;
      const { status, errorComment: reason } = answer;
      log.warn('commitment.refused', {
        association: id,
        callingAeTitle,
        messageId: command.messageId,
        status: statusWords(status),
        reason,
      });
      return answer;
    }
  };
}

/** The well-known instance (PS3.4 J.3.5). */
function refuseOther(sopClassUid: string | undefined, sopInstanceUid: string | undefined): void {
  if (sopClassUid !== STORAGE_COMMITMENT_PUSH_MODEL)
    throw new Refused(STATUS.NO_SUCH_SOP_CLASS, `${sopClassUid} is not Storage Commitment Push Model`);
  if (sopInstanceUid !== STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE)
    throw new Refused(STATUS.NO_SUCH_SOP_INSTANCE, 'The SOP Instance is not the well-known one of Storage Commitment');
}

function answerTo(error: unknown): Answer | undefined {
  if (error instanceof Refused) return error.answer;
  if (error instanceof CommitmentError) {
    const { tag } = error.values;
    const offending = typeof tag === 'number' ? { offendingElements: [tag] } : {};
    return { status: STATUS.INVALID_ARGUMENT_VALUE, errorComment: error.message, ...offending };
  }
  if (!(error instanceof DatabaseError)) return undefined;
  if (error.code === 'DATABASE_FULL')
    return { status: STATUS.RESOURCE_LIMITATION, errorComment: 'The disk is full, the request is not kept' };
  return { status: STATUS.PROCESSING_FAILURE, errorComment: 'The request cannot be kept, see the log of this system' };
}
