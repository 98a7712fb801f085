import { type Log, wordsOf } from '../base/base.ts';
import { VERIFICATION_SOP_CLASS } from '../registry/registry.ts';
import type { Association, PresentationContext } from '../ul/ul.ts';
import { createMessageReader, type Message } from './assemble.ts';
import type { CommandFields, CommandSet } from './command-set.ts';
import { DimseError } from './errors.ts';
import { sendMessage } from './fragment.ts';
import { COMMAND_FIELD, cancelRequestOf, isPending, isResponse, messageName, PRIORITY, requestOf, responseField } from './messages.ts';
import { answerRequest, type Handlers, Operation } from './operation.ts';
import { OutgoingDataset, sendOutgoing } from './outgoing.ts';

export interface RequestorOptions {
  readonly log: Log;
  /** Who answers what the peer asks on this association while we wait: C-STORE sub-operations of a C-GET, N-EVENT-REPORT. Default: nobody, 0122H. */
  readonly handlers?: Handlers;
}

/** A response: its status is there. */
export interface ResponseMessage extends Message {
  readonly command: CommandSet & { readonly status: number };
}

/** A data set to send: in memory, as a stream, or read ahead. */
export type OutgoingData = Uint8Array | AsyncIterable<Uint8Array> | OutgoingDataset;

export interface StoreRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** The data set in the context's transfer syntax, without a file meta header. */
  readonly dataset: OutgoingData;
  /** Default: an accepted context of the SOP class. */
  readonly contextId?: number;
  readonly priority?: number;
  readonly moveOriginatorAeTitle?: string;
  readonly moveOriginatorMessageId?: number;
}

export interface RequestMessage {
  readonly commandField: number;
  readonly contextId: number;
  readonly fields: CommandFields;
  readonly dataset?: OutgoingData;
}

/** The invoking DIMSE-service-user (PS3.7 §7.5) on an association: one operation at a time. */
export interface Requestor {
  readonly association: Association;
  /** The accepted context of an abstract syntax; where several were, the one with `transferSyntax`, else the first. */
  contextFor(abstractSyntax: string, transferSyntax?: string): PresentationContext;
  /** C-ECHO (PS3.7 §9.1.5); the status. */
  echo(): Promise<number>;
  /** C-STORE (PS3.7 §9.1.1); the response, whatever its status. */
  store(request: StoreRequest): Promise<ResponseMessage['command']>;
  /**
   * Sends a request and gives its responses: the pending ones and, last, the final one. A response's data set that is not read is dropped
   * when the next is asked for. Leaving early gives the operation up: what still comes for it is dropped.
   */
  request(request: RequestMessage): AsyncGenerator<ResponseMessage, void, undefined> & { readonly messageId: number };
  /** C-CANCEL-RQ (PS3.7 §9.3.2.3); the final response still comes. */
  cancel(messageId: number, contextId: number): Promise<void>;
  /** A message as given, for what the above have no words for. */
  send(contextId: number, command: CommandSet, dataset?: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Answers by `handlers` what the peer asks, until it asks to release or we have released.
   *
   * @throws as the others
   */
  attend(): Promise<void>;
  /** The next message, whatever it is, once the data set before it was read or dropped; undefined where the peer asks to release. */
  receive(): Promise<Message | undefined>;
  release(): Promise<void>;
}

function isAnswerTo(request: CommandSet, response: CommandSet): boolean {
  const isOurs = response.messageIdBeingRespondedTo === request.messageId && response.commandField === responseField(request.commandField);
  return isOurs && response.status !== undefined;
}

const NOBODY: Handlers = { for: () => undefined };

/**
 * Opens the requestor's side of DIMSE on an established association.
 *
 * Its functions throw DimseError, after A-ABORT, where the peer breaks PS3.7, and the association's own errors.
 */
export function openRequestor(association: Association, options: RequestorOptions): Requestor {
  const reader = createMessageReader(association);
  const givenUp = new Set<number>();
  let lastMessageId = 0;
  let last: Message | undefined;

  function contextFor(abstractSyntax: string, transferSyntax?: string): PresentationContext {
    const accepted = [...association.presentationContexts.values()].filter((context) => context.abstractSyntax === abstractSyntax);
    const context = transferSyntax === undefined ? accepted[0] : accepted.find((each) => each.transferSyntax === transferSyntax);
    if (context !== undefined) return context;
    const words = transferSyntax === undefined ? '' : ` with transfer syntax ${transferSyntax}`;
    throw new DimseError('DIMSE_NO_CONTEXT', `${association.calledAeTitle} accepted no presentation context of ${abstractSyntax}${words}`);
  }

  async function send(contextId: number, command: CommandSet, dataset?: OutgoingData): Promise<void> {
    try {
      if (dataset instanceof OutgoingDataset) await sendOutgoing(association, contextId, command, dataset);
      else await sendMessage(association, contextId, command, dataset);
    } catch (error) {
      association.abort(`message not sent to its end: ${wordsOf(error)}`); // half a message cannot be mended
      throw error;
    }
  }

  async function receive(): Promise<Message | undefined> {
    try {
      await last?.drain();
      last = await reader.next();
      return last;
    } catch (error) {
      if (error instanceof DimseError) association.abort(error.message);
      throw error;
    }
  }

  async function receiveResponse(request: CommandSet): Promise<ResponseMessage> {
    for (;;) {
      const message = await receive();
      if (message === undefined)
        throw new DimseError('DIMSE_NO_ANSWER', `${association.calledAeTitle} asked to release before its final response`);
      const { command } = message;
      if (!isResponse(command)) {
        await answer(message);
        continue;
      }
      if (isAnswerTo(request, command)) return message as ResponseMessage;
      const id = command.messageIdBeingRespondedTo ?? 0;
      if (id === request.messageId || !givenUp.has(id)) throw unexpected(command);
      if (!isPending(command.status ?? 0)) givenUp.delete(id);
    }
  }

  function unexpected(command: CommandSet): DimseError {
    const words = `${messageName(command.commandField)} to message ${command.messageIdBeingRespondedTo ?? 'without an id'}, status ${command.status ?? 'missing'}, was not expected`;
    association.abort(words);
    return new DimseError('DIMSE_UNEXPECTED_MESSAGE', words);
  }

  function request(message: RequestMessage): ReturnType<Requestor['request']> {
    lastMessageId = (lastMessageId % 0xffff) + 1;
    return Object.assign(responses(message, lastMessageId), { messageId: lastMessageId });
  }

  async function* responses(message: RequestMessage, messageId: number): AsyncGenerator<ResponseMessage, void, undefined> {
    const command = requestOf(message.commandField, { ...message.fields, messageId }, message.dataset !== undefined);
    await send(message.contextId, command, message.dataset);
    givenUp.add(messageId); // until the final response has come
    for (;;) {
      const response = await receiveResponse(command);
      if (!isPending(response.command.status)) givenUp.delete(messageId);
      yield response;
      if (!isPending(response.command.status)) return;
    }
  }

  async function attend(): Promise<void> {
    for (;;) {
      const message = await receive();
      if (message === undefined) return;
      if (isResponse(message.command)) throw unexpected(message.command);
      await answer(message);
    }
  }

  async function answer(message: Message): Promise<void> {
    if (message.command.commandField === COMMAND_FIELD.C_CANCEL_RQ) return;
    await answerRequest(new Operation(message, association), message, options.handlers ?? NOBODY, options.log);
  }

  /** An operation that has one response. */
  async function once(message: RequestMessage): Promise<ResponseMessage['command']> {
    for await (const { command } of request(message)) if (!isPending(command.status)) return command;
    throw new Error('responses() ends with a final one');
  }

  return {
    association,
    contextFor,
    async echo() {
      const fields = { affectedSopClassUid: VERIFICATION_SOP_CLASS };
      const contextId = contextFor(VERIFICATION_SOP_CLASS).id;
      return (await once({ commandField: COMMAND_FIELD.C_ECHO_RQ, contextId, fields })).status;
    },
    async store({ sopClassUid, sopInstanceUid, dataset, contextId = contextFor(sopClassUid).id, ...more }) {
      const fields: CommandFields = {
        affectedSopClassUid: sopClassUid,
        affectedSopInstanceUid: sopInstanceUid,
        priority: more.priority ?? PRIORITY.MEDIUM,
        moveOriginatorAeTitle: more.moveOriginatorAeTitle,
        moveOriginatorMessageId: more.moveOriginatorMessageId,
      };
      return once({ commandField: COMMAND_FIELD.C_STORE_RQ, contextId, fields, dataset });
    },
    request,
    cancel: (messageId, contextId) => send(contextId, cancelRequestOf(messageId)),
    send,
    attend,
    receive,
    release: () => association.release(),
  };
}
