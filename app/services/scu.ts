import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { type Association, COMMAND_FIELD, type Handlers, openRequestor, PRIORITY, type Requestor } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
  VERIFICATION_SOP_CLASS,
} from '../registry/registry.ts';
import type { RemoteAe } from './ae-table.ts';
import type { Proposal, ScuAssociations } from './scu-associations.ts';
import { getContexts } from './scu-get-contexts.ts';
import { decodeAnswer, encodeIdentifier, type QueryKeys } from './scu-identifier.ts';

/** What every service that we use needs. */
export interface ScuContext {
  readonly associations: ScuAssociations;
  readonly clock: Clock;
  readonly log: Log;
  /** C-CANCEL where there is one, else the end of the association. */
  readonly signal: AbortSignal;
}

export type Root = 'patient' | 'study';
export type ScuLevel = 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE';

export interface ScuQuery {
  readonly root: Root;
  readonly level: ScuLevel;
  /** By keyword; '' asks for the value. */
  readonly keys: QueryKeys;
}

/** How far a C-MOVE or C-GET is, and how it ended. */
export interface RetrieveProgress {
  readonly status: number;
  readonly errorComment?: string;
  readonly remaining: number;
  readonly completed: number;
  readonly failed: number;
  readonly warning: number;
}

const FIND_OF = { patient: PATIENT_ROOT_FIND, study: STUDY_ROOT_FIND } as const;
const MOVE_OF = { patient: PATIENT_ROOT_MOVE, study: STUDY_ROOT_MOVE } as const;
const GET_OF = { patient: PATIENT_ROOT_GET, study: STUDY_ROOT_GET } as const;
const UNCOMPRESSED = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];

/** Verification SCU (PS3.4 Annex A); the status and how long the answer took. */
export async function echo(ae: RemoteAe, context: ScuContext): Promise<{ readonly status: number; readonly ms: number }> {
  const contexts = [{ abstractSyntax: VERIFICATION_SOP_CLASS, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] }];
  const { requestor, end } = await begin(ae, { contexts }, context);
  try {
    const begun = context.clock.monotonicMs();
    const status = await requestor.echo();
    return { status, ms: context.clock.monotonicMs() - begun };
  } finally {
    await end();
  }
}

/**
 * Query SCU, C-FIND (PS3.4 C.4.1.1): the answers as they come, by keyword, decoded. An abort of the signal is a C-CANCEL.
 *
 * @returns the final status
 */
export async function* find(
  ae: RemoteAe,
  query: ScuQuery,
  context: ScuContext,
): AsyncGenerator<ReadonlyMap<string, string>, FindEnd, undefined> {
  const identifier = (transferSyntax: string) => encodeIdentifier(query.level, query.keys, transferSyntax);
  const answers = findDatasets(ae, { sopClassUid: FIND_OF[query.root], identifier }, context);
  for (;;) {
    const next = await answers.next();
    if (next.done) return next.value;
    yield decodeAnswer(next.value.dataset, next.value.transferSyntax);
  }
}

export interface FindEnd {
  readonly status: number;
  readonly errorComment?: string;
}

/**
 * C-FIND of any model (PS3.4 C.4.1.1, K.4.1.1): the identifiers of the answers as they come. An abort of the signal is a C-CANCEL.
 *
 * @param what.identifier in a transfer syntax
 * @returns the final status
 */
export async function* findDatasets(
  ae: RemoteAe,
  what: { readonly sopClassUid: string; identifier(transferSyntax: string): Uint8Array },
  context: ScuContext,
): AsyncGenerator<{ readonly dataset: Uint8Array; readonly transferSyntax: string }, FindEnd, undefined> {
  const { sopClassUid } = what;
  const contexts = [{ abstractSyntax: sopClassUid, transferSyntaxes: UNCOMPRESSED }];
  const { requestor, end } = await begin(ae, { contexts }, context);
  try {
    const { id: contextId, transferSyntax } = requestor.contextFor(sopClassUid);
    const responses = requestor.request({
      ...{ commandField: COMMAND_FIELD.C_FIND_RQ, contextId },
      fields: { affectedSopClassUid: sopClassUid, priority: PRIORITY.MEDIUM },
      dataset: what.identifier(transferSyntax),
    });
    const stopCancelling = cancelOnAbort(requestor, responses.messageId, contextId, context);
    try {
      for await (const { command, dataset } of responses) {
        if (dataset) yield { dataset: await gathered(dataset), transferSyntax };
        else if (command.status !== 0xff00 && command.status !== 0xff01) return endOf(command);
      }
    } finally {
      stopCancelling();
    }
    throw new Error('request() ends with a final response');
  } finally {
    await end();
  }
}

/** Retrieve SCU, C-MOVE (PS3.4 C.4.2.2): has `ae` send to `destination`, an AE title that it knows. */
export function move(
  ae: RemoteAe,
  query: ScuQuery & { readonly destination: string },
  context: ScuContext,
  onProgress: (progress: RetrieveProgress) => void = () => undefined,
): Promise<RetrieveProgress> {
  const sopClassUid = MOVE_OF[query.root];
  const contexts = [{ abstractSyntax: sopClassUid, transferSyntaxes: UNCOMPRESSED }];
  const fields = { moveDestination: query.destination };
  return retrieve(ae, query, { sopClassUid, commandField: COMMAND_FIELD.C_MOVE_RQ, fields, proposal: { contexts } }, context, onProgress);
}

/**
 * Retrieve SCU, C-GET (PS3.4 C.4.3.2): the objects come back over the same association, as C-STORE requests to `handlers`.
 *
 * @param what.privateSopClasses proposed besides the standard storage classes
 */
export function get(
  ae: RemoteAe,
  query: ScuQuery,
  what: { readonly handlers: Handlers; readonly privateSopClasses: readonly string[] },
  context: ScuContext,
  onProgress: (progress: RetrieveProgress) => void = () => undefined,
): Promise<RetrieveProgress> {
  const sopClassUid = GET_OF[query.root];
  const storage = getContexts(what.privateSopClasses);
  const contexts = [{ abstractSyntax: sopClassUid, transferSyntaxes: UNCOMPRESSED }, ...storage];
  const classes = new Set(storage.map(({ abstractSyntax }) => abstractSyntax));
  const roles = [...classes].map((each) => ({ sopClassUid: each, scu: false, scp: true })); // PS3.7 D.3.3.4
  const request = { sopClassUid, commandField: COMMAND_FIELD.C_GET_RQ, fields: {}, proposal: { contexts, roles }, handlers: what.handlers };
  return retrieve(ae, query, request, context, onProgress);
}

async function retrieve(
  ae: RemoteAe,
  query: ScuQuery,
  what: {
    readonly sopClassUid: string;
    readonly commandField: number;
    readonly fields: { readonly moveDestination?: string };
    readonly proposal: Proposal;
    readonly handlers?: Handlers;
  },
  context: ScuContext,
  onProgress: (progress: RetrieveProgress) => void,
): Promise<RetrieveProgress> {
  const { requestor, end } = await begin(ae, what.proposal, context, what.handlers);
  try {
    const { id: contextId, transferSyntax } = requestor.contextFor(what.sopClassUid);
    const responses = requestor.request({
      ...{ commandField: what.commandField, contextId },
      fields: { affectedSopClassUid: what.sopClassUid, priority: PRIORITY.MEDIUM, ...what.fields },
      dataset: encodeIdentifier(query.level, query.keys, transferSyntax),
    });
    const stopCancelling = cancelOnAbort(requestor, responses.messageId, contextId, context);
    try {
      let last: RetrieveProgress | undefined;
      for await (const { command } of responses) {
        last = {
          ...endOf(command),
          remaining: command.numberOfRemainingSuboperations ?? 0,
          completed: command.numberOfCompletedSuboperations ?? last?.completed ?? 0,
          failed: command.numberOfFailedSuboperations ?? last?.failed ?? 0,
          warning: command.numberOfWarningSuboperations ?? last?.warning ?? 0,
        };
        onProgress(last);
      }
      if (last === undefined) throw new Error('request() ends with a final response');
      return last;
    } finally {
      stopCancelling();
    }
  } finally {
    await end();
  }
}

function endOf({ status = 0, errorComment }: { readonly status?: number; readonly errorComment?: string }) {
  return { status, ...(errorComment !== undefined && { errorComment }) };
}

interface Begun {
  readonly association: Association;
  readonly requestor: Requestor;
  /** Releases; where that fails the work is done all the same. */
  end(): Promise<void>;
}

async function begin(ae: RemoteAe, proposal: Proposal, { associations, log, signal }: ScuContext, handlers?: Handlers): Promise<Begun> {
  const association = await associations.open(ae, proposal, { signal });
  const requestor = openRequestor(association, { log, ...(handlers && { handlers }) });
  const end = () => association.release().catch((error) => log.debug('release failed', { aeTitle: ae.title, error: wordsOf(error) }));
  return { association, requestor, end };
}

/** @returns how to stop it */
function cancelOnAbort(requestor: Requestor, messageId: number, contextId: number, { signal, log }: ScuContext): () => void {
  const onAbort = () =>
    void requestor.cancel(messageId, contextId).catch((error) => log.debug('C-CANCEL failed', { error: wordsOf(error) }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

async function gathered(dataset: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const views: Uint8Array[] = [];
  let length = 0;
  for await (const view of dataset) {
    length += view.byteLength;
    if (length <= MAX_ANSWER_BYTES) views.push(Uint8Array.from(view));
  }
  return length <= MAX_ANSWER_BYTES ? Buffer.concat(views) : new Uint8Array();
}
