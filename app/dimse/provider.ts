import { CodedError, type Log, wordsOf } from '../base/base.ts';
import type { Association } from '../ul/ul.ts';
import { createMessageReader, type Message, type MessageReader } from './assemble.ts';
import { MAX_COMMAND_SET_BYTES } from './command-set.ts';
import { DimseError } from './errors.ts';
import { COMMAND_FIELD, isResponse, messageName } from './messages.ts';
import { Notifications } from './notifications.ts';
import { answerRequest, type Handlers, Operation } from './operation.ts';

export interface ServeOptions {
  readonly log: Log;
  readonly limits?: { readonly maxCommandSetBytes?: number };
}

/**
 * Serves an association as performing DIMSE-service-user (PS3.7 §7.5, §8): one request at a time, in order, for the asynchronous operations
 * window is 1/1. Between them leave the notifications that the handlers invoke. Ends when the peer asks to release, which it answers, or when the association is lost; a peer that breaks PS3.7 is
 * aborted. Never rejects: an association is nobody else's trouble.
 */
export async function serve(association: Association, handlers: Handlers, options: ServeOptions): Promise<void> {
  const { log } = options;
  const reader = createMessageReader(association, options.limits?.maxCommandSetBytes ?? MAX_COMMAND_SET_BYTES);
  const notifications = new Notifications(association);
  let current: Operation | undefined;
  const onLost = () => {
    current?.cancel(association.signal.reason);
    notifications.close(association.signal.reason);
  };
  association.signal.addEventListener('abort', onLost);
  association.owesAnswer = () => current?.isOwed ?? notifications.isOwed;
  try {
    let message = await reader.next();
    while (message !== undefined) {
      if (!isRequest(message)) {
        if (!(await notifications.take(message))) logStray(log, association, message);
        await message.drain();
        message = await reader.next();
        continue;
      }
      current = new Operation(message, association, notifications);
      notifications.operationBegins();
      const upcoming = nextWhileWorking(reader, current, notifications);
      upcoming.catch(() => undefined); // awaited below, unless the answer fails first for the same reason
      await answerRequest(current, message, handlers, log);
      current = undefined;
      notifications.operationEnds();
      message = await upcoming;
    }
    notifications.close();
    await association.release();
  } catch (error) {
    end(association, reader.failure ?? error, log);
  } finally {
    association.signal.removeEventListener('abort', onLost);
    notifications.close(association.signal.reason);
    current?.cancel(new Error('the association has ended'));
  }
}

/** A C-CANCEL-RQ that finds nothing to cancel crossed the final response (PS3.7 §9.3.2.3); a response answers nothing that we asked. */
function isRequest({ command }: Message): boolean {
  return !isResponse(command) && command.commandField !== COMMAND_FIELD.C_CANCEL_RQ;
}

/**
 * Reads on while an operation is under way, for a C-CANCEL-RQ that is meant for it and for the responses to its sub-operations and to a
 * notification; the first other message waits for its turn, unread.
 */
async function nextWhileWorking(reader: MessageReader, operation: Operation, notifications: Notifications): Promise<Message | undefined> {
  for (;;) {
    const message = await reader.next();
    if (message === undefined) return undefined;
    if (operation.takeResponse(message.command)) {
      await message.drain();
      continue;
    }
    if (await notifications.take(message)) continue;
    if (message.command.commandField !== COMMAND_FIELD.C_CANCEL_RQ) return message;
    await message.drain();
    if (message.command.messageIdBeingRespondedTo === operation.command.messageId) operation.cancel(new Error('C-CANCEL-RQ received'));
  }
}

function logStray(log: Log, association: Association, { command }: Message): void {
  if (command.commandField === COMMAND_FIELD.C_CANCEL_RQ) return;
  const { id, callingAeTitle } = association;
  log.warn('dimse.unasked-response', { association: id, callingAeTitle, message: messageName(command.commandField) });
}

/** Ends an association that was not released. The upper layer writes the line that says how it ended; a breach of PS3.7 and a fault of ours have one here. */
function end(association: Association, error: unknown, log: Log): void {
  const { id, callingAeTitle, calledAeTitle, remote } = association;
  const fields = { association: id, callingAeTitle, calledAeTitle, address: remote.address, error: wordsOf(error) };
  if (error instanceof DimseError) log.warn('dimse.association-ended', { ...fields, code: error.code });
  else if (error instanceof CodedError) log.debug('dimse.association-ended', { ...fields, code: error.code });
  else log.error('dimse.association-failed', { ...fields, stack: error instanceof Error ? error.stack : undefined });
  association.abort(error instanceof CodedError ? error.message : 'internal error'); // harmless where it has ended already
}
