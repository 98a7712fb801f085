import { CodedError, type Log, wordsOf } from '../base/base.ts';
import { STATUS } from '../registry/registry.ts';
import type { Association, PresentationContext } from '../ul/ul.ts';
import type { Message } from './assemble.ts';
import { COMMAND_ELEMENTS, type CommandElement, type CommandFields, type CommandSet, wordsOfElement } from './command-set.ts';
import { DimseError } from './errors.ts';
import { sendMessage } from './fragment.ts';
import { isPending, MESSAGES, messageName, missingElements, requestOf, responseField, responseTo } from './messages.ts';
import type { Notifications, Notifier } from './notifications.ts';
import { type OutgoingDataset, sendOutgoing } from './outgoing.ts';
import { type SmallMessage, sendTogether } from './together.ts';

/** One operation or notification that a peer asks of us (PS3.7 §7.5). */
export interface Request {
  readonly command: CommandSet;
  readonly context: PresentationContext;
  readonly association: Association;
  /** The fragments, as views that are valid until the next one is asked for; undefined without a data set. What is left unread is dropped. */
  readonly dataset: AsyncIterable<Uint8Array> | undefined;
  /** Aborted by C-CANCEL-RQ, and when the association is lost. */
  readonly signal: AbortSignal;
  /** What we may invoke on this association now and later, this operation's answer first; undefined where we asked for it. */
  readonly notifier?: Notifier | undefined;
  /**
   * A C-STORE sub-operation on the same association (PS3.7 §9.1.3.2, C-GET), one at a time, while this operation is under way and its own data
   * set is read; the final response.
   */
  subOperation(contextId: number, commandField: number, fields: CommandFields, dataset: OutgoingDataset): Promise<CommandSet>;
}

/** One response: mirrored from the request, with these. */
export interface Answer {
  readonly status: number;
  /** Plain words of any length without patient data; cut to an LO of 64 characters. */
  readonly errorComment?: string;
  readonly offendingElements?: readonly number[];
  readonly fields?: CommandFields;
  readonly dataset?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A pending response with nothing but a data set in memory. */
export interface PendingAnswer {
  readonly status: number;
  readonly dataset: Uint8Array;
}

/** Answers as they come; pending ones that are ready at the same time, in an array, leave in one write. */
export type Answers = AsyncIterable<Answer | readonly PendingAnswer[]>;

/** Answers a request: once, or with pending responses (FF00H, FF01H) and a final one. What it throws is answered 0110H. */
export type Handler = (request: Request) => Promise<Answer> | Answers;

export interface Handlers {
  /** The handler of a request that came on a presentation context of this abstract syntax; undefined → 0122H, SOP Class not supported. */
  for(abstractSyntax: string, commandField: number): Handler | undefined;
}

/** A request under way: its signal is made when somebody asks for it. */
export class Operation implements Request {
  readonly command: CommandSet;
  readonly context: PresentationContext;
  readonly association: Association;
  readonly dataset: AsyncIterable<Uint8Array> | undefined;
  readonly notifier: Notifications | undefined;
  readonly #message: Message;
  #controller: AbortController | undefined;
  #awaited: (PromiseWithResolvers<CommandSet> & { readonly request: CommandSet }) | undefined;
  #lastMessageId: number;
  #cancelled: { readonly reason: unknown } | undefined;

  constructor(message: Message, association: Association, notifier?: Notifications) {
    this.notifier = notifier;
    this.#message = message;
    this.command = message.command;
    this.context = message.context;
    this.association = association;
    this.dataset = message.dataset;
    this.#lastMessageId = message.command.messageId ?? 0;
  }

  async subOperation(contextId: number, commandField: number, fields: CommandFields, dataset: OutgoingDataset): Promise<CommandSet> {
    if (this.#awaited !== undefined) throw new Error('one sub-operation at a time');
    this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1;
    const request = requestOf(commandField, { ...fields, messageId: this.#lastMessageId }, true);
    const awaited = { ...Promise.withResolvers<CommandSet>(), request };
    awaited.promise.catch(() => undefined); // the sending may fail first
    this.#awaited = awaited;
    const onLost = () => awaited.reject(this.association.signal.reason);
    this.association.signal.addEventListener('abort', onLost, { once: true });
    try {
      await this.notifier?.untilSent();
      await sendOutgoing(this.association, contextId, request, dataset);
      return await awaited.promise;
    } finally {
      this.association.signal.removeEventListener('abort', onLost);
      this.#awaited = undefined;
    }
  }

  /** Whether the peer waits for us: it has sent all of its request, and no sub-operation waits for its response. */
  get isOwed(): boolean {
    return this.#message.isComplete && this.#awaited === undefined;
  }

  /** @returns whether `response` is what the sub-operation under way waits for */
  takeResponse(response: CommandSet): boolean {
    const request = this.#awaited?.request;
    if (request === undefined || response.commandField !== responseField(request.commandField)) return false;
    if (response.messageIdBeingRespondedTo !== request.messageId || response.status === undefined) return false;
    this.#awaited!.resolve(response);
    return true;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled !== undefined) this.#controller.abort(this.#cancelled.reason);
    }
    return this.#controller.signal;
  }

  cancel(reason: unknown): void {
    this.#cancelled ??= { reason };
    this.#controller?.abort(reason);
  }
}

/**
 * Has `handlers` answer one request and sends what they say. Faults of the request (PS3.7 Annex C) and of the handler become a final
 * response, so that the association lives on; only its own end is thrown.
 *
 * @throws DimseError where the request cannot even be answered; the association's error where that ended
 */
export async function answerRequest(operation: Operation, message: Message, handlers: Handlers, log: Log): Promise<void> {
  const { association, command, context } = operation;
  const name = messageName(command.commandField);
  if (command.messageId === undefined)
    throw new DimseError('DIMSE_COMMAND_MALFORMED', `${name} without ${wordsOfElement('messageId')} cannot be answered`);

  let isDrained = false;
  let isSending = false;
  const responses = new Map<number, CommandSet>();
  async function beginSending(): Promise<void> {
    isSending = true;
    if (!isDrained) await message.drain(); // the peer listens only once it has sent all
    await operation.notifier?.untilSent();
    isDrained = true;
  }
  function responseOf(status: number): CommandSet {
    const made = responses.get(status) ?? responseTo(command, status, {}, true);
    responses.set(status, made);
    return made;
  }
  async function send(answer: Answer | readonly PendingAnswer[]): Promise<void> {
    await beginSending();
    if (isSeveral(answer)) {
      const messages = answer.map(({ status, dataset }): SmallMessage => ({ command: responseOf(status), dataset }));
      await sendTogether(association, context.id, messages);
      isSending = false;
      return;
    }
    const fields = { ...answer.fields, errorComment: answer.errorComment, offendingElement: answer.offendingElements };
    const response = responseTo(command, answer.status, fields, answer.dataset !== undefined);
    await sendMessage(association, context.id, response, answer.dataset);
    isSending = false;
  }

  if (!MESSAGES.has(command.commandField)) return send({ status: STATUS.UNRECOGNIZED_OPERATION, errorComment: `${name} is not known` });
  const handler = handlers.for(context.abstractSyntax, command.commandField);
  if (handler === undefined) return send({ status: STATUS.SOP_CLASS_NOT_SUPPORTED, errorComment: `${name} is not served here` });
  const missing = missingElements(command);
  if (missing.length > 0) return send(answerToIncomplete(name, missing));
  try {
    const answers = handler(operation);
    if (Symbol.asyncIterator in answers) await sendAll(answers, send, name);
    else await send(await answers);
  } catch (error) {
    if (association.signal.aborted) throw association.signal.reason;
    if (isSending) throw error;
    await message.drain(); // throws what ended the data set, if that is why the handler failed
    logFault(log, operation, name, error);
    await send({ status: STATUS.PROCESSING_FAILURE, errorComment: 'Internal error, see the log of this system' });
  }
}

function answerToIncomplete(name: string, missing: readonly CommandElement[]): Answer {
  const words = missing.map((element) => (element === 'commandDataSetType' ? 'data set' : COMMAND_ELEMENTS[element].keyword));
  return {
    status: STATUS.MISTYPED_ARGUMENT,
    errorComment: `${name} without ${words.join(', ')}`,
    offendingElements: missing.map((element) => COMMAND_ELEMENTS[element].tag),
  };
}

function isSeveral(answer: Answer | readonly PendingAnswer[]): answer is readonly PendingAnswer[] {
  return Array.isArray(answer);
}

async function sendAll(answers: Answers, send: (answer: Answer | readonly PendingAnswer[]) => Promise<void>, name: string): Promise<void> {
  for await (const answer of answers) {
    await send(answer);
    if (!isSeveral(answer) && !isPending(answer.status)) return;
  }
  throw new Error(`the handler of ${name} ended without a final response`);
}

/** A handler that throws is our fault, or a peer's fault or the world's that its service has no status for. */
function logFault(log: Log, { association, context }: Operation, name: string, error: unknown): void {
  const fields = {
    association: association.id,
    callingAeTitle: association.callingAeTitle,
    message: name,
    abstractSyntax: context.abstractSyntax,
    error: wordsOf(error),
  };
  if (error instanceof CodedError) log.warn('dimse.operation-failed', { ...fields, code: error.code });
  else log.error('dimse.operation-failed', { ...fields, stack: error instanceof Error ? error.stack : undefined });
}
