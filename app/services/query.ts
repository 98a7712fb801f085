import type { Archive, SearchAnswer } from '../archive/archive.ts';
import { type Clock, CodedError, type Log } from '../base/base.ts';
import type { DataElement } from '../dataset/dataset.ts';
import { type Answers, COMMAND_FIELD, type PendingAnswer, type Request } from '../dimse/dimse.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  QUERY_MODELS,
  STATUS,
  sopClassName,
  UNIQUE_KEYS,
} from '../registry/registry.ts';
import { endFind, inBatches } from './find-answers.ts';
import { createAnswerEncoder } from './query-answer.ts';
import { elementsFromFiles } from './query-file.ts';
import { type FindRefusal, type FindRequest, KEY_LIMITS, type KeyLimits, readFindIdentifier } from './query-identifier.ts';
import { agreedQueryOptions, answerQueryNegotiation } from './query-negotiation.ts';
import { readIdentifier } from './retrieve-identifier.ts';
import type { Service } from './service.ts';

export interface QueryScpOptions {
  readonly archive: Pick<Archive, 'search' | 'instancesOf' | 'read'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The retired Patient/Study Only model too. */
  readonly acceptRetired: boolean;
  /** Whether this peer takes ISO_IR 192 in answers though its request did not name it. */
  takesUtf8(callingAeTitle: string): boolean;
  readonly limits?: QueryLimits;
}

export interface QueryLimits extends KeyLimits {
  /** Longest identifier of a request. */
  readonly maxIdentifierBytes: number;
  /** Answers that are encoded before the socket has taken the ones before them. */
  readonly maxBatchBytes: number;
  /** Longest value that is read from a stored file: longer ones are for those who retrieve it. */
  readonly maxFileValueBytes: number;
}

export const QUERY_LIMITS: QueryLimits = {
  maxIdentifierBytes: 1024 * 1024,
  maxBatchBytes: 128 * 1024,
  maxFileValueBytes: 64 * 1024,
  ...KEY_LIMITS,
};

const TRANSFER_SYNTAXES: ReadonlySet<string> = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
]);

/** Query SCP: C-FIND of Patient Root, Study Root and the retired Patient/Study Only model (PS3.4 C.4.1, C.6). */
export function createQueryScp(options: QueryScpOptions): Service {
  const serves = (abstractSyntax: string): boolean => {
    const model = QUERY_MODELS.get(abstractSyntax);
    return model !== undefined && (options.acceptRetired || !model.retired);
  };
  return {
    name: 'query',
    serves,
    takes: (transferSyntax) => TRANSFER_SYNTAXES.has(transferSyntax),
    extendedNegotiation: (_, applicationInformation) => answerQueryNegotiation(applicationInformation),
    handlers: new Map([[COMMAND_FIELD.C_FIND_RQ, (request: Request) => find(request, options)]]),
  };
}

/** C-FIND (PS3.4 C.4.1): pending answers as the search finds them, then how it ended. */
async function* find(request: Request, options: QueryScpOptions): Answers {
  const began = options.clock.monotonicMs();
  const { signal } = request; // from here on a C-CANCEL-RQ is heard
  const understood = await understand(request, options);
  if (understood.kind === 'refused') {
    yield* endFind(request, options, { ...understood, began, matches: 0 });
    return;
  }
  let matches = 0;
  const end = (status: number, errorComment?: string) =>
    endFind(request, options, { status, began, level: understood.level, matches, ...(errorComment && { errorComment }) });
  try {
    for await (const batch of answersTo(understood, request, options, signal)) {
      if (signal.aborted) break;
      matches += batch.length;
      yield batch;
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) {
      if (!(error instanceof CodedError)) throw error; // ours: the provider answers
      options.log.error('C-FIND: the search failed', { association: request.association.id, code: error.code, error: error.message });
      yield* end(STATUS.UNABLE_TO_PROCESS, 'The index could not be searched, see the log of this system');
      return;
    }
  }
  yield* end(signal.aborted ? STATUS.CANCEL : STATUS.SUCCESS);
}

async function understand(request: Request, options: QueryScpOptions): Promise<FindRequest | FindRefusal> {
  const { association, context, command } = request;
  const { affectedSopClassUid = '' } = command;
  if (affectedSopClassUid !== context.abstractSyntax) {
    const errorComment = `${sopClassName(affectedSopClassUid)} on a context of ${sopClassName(context.abstractSyntax)}`;
    return { kind: 'refused', status: STATUS.SOP_CLASS_NOT_SUPPORTED, errorComment, offendingElements: [] };
  }
  const model = QUERY_MODELS.get(context.abstractSyntax);
  if (model === undefined) throw new Error('the handler is asked on contexts of the models alone');
  const limits = options.limits ?? QUERY_LIMITS;
  const elements = await readIdentifier(request, limits.maxIdentifierBytes);
  if (!isElements(elements)) return { kind: 'refused', offendingElements: [], ...elements };
  return readFindIdentifier(elements, model, agreedQueryOptions(association.extendedNegotiation.get(context.abstractSyntax)), limits);
}

function isElements(read: Awaited<ReturnType<typeof readIdentifier>>): read is DataElement[] {
  return Array.isArray(read);
}

/** The answers in batches that are worth a write. */
async function* answersTo(
  understood: FindRequest,
  request: Request,
  options: QueryScpOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly PendingAnswer[]> {
  const { association, context } = request;
  const encode = createAnswerEncoder({
    request: understood,
    transferSyntaxUid: context.transferSyntax,
    retrieveAeTitle: association.calledAeTitle.trim(),
    takesUtf8: options.takesUtf8(association.callingAeTitle.trim()),
  });
  const { maxBatchBytes, maxFileValueBytes } = options.limits ?? QUERY_LIMITS;
  for await (const page of options.archive.search(understood.query, signal)) {
    const fromFiles =
      understood.fromFile.length > 0
        ? await elementsFromFiles(page, understood.fromFile, options.archive, { signal, maxValueBytes: maxFileValueBytes })
        : undefined;
    const encodeFound = (answer: SearchAnswer) => encode(answer, fromFiles?.get(uidOf(answer)));
    yield* inBatches(page, encodeFound, { pendingStatus: understood.pendingStatus, maxBatchBytes, clock: options.clock, signal });
  }
}

function uidOf({ values }: SearchAnswer): string {
  return values.get(UNIQUE_KEYS.IMAGE) ?? '';
}
