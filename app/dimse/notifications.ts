import type { Association } from '../ul/ul.ts';
import type { Message } from './assemble.ts';
import type { CommandSet } from './command-set.ts';
import { DimseError } from './errors.ts';
import { sendMessage } from './fragment.ts';
import { requestOf, responseField } from './messages.ts';
import { type NormalizedRequest, type NormalizedResponse, normalizedCommand, normalizedResponse } from './normalized.ts';

/** What we invoke on an association that the peer asked for (PS3.7 §10.1.1: the notifications of an SCP), as long as it lives. */
export interface Notifier {
  /** False once the peer has asked to release, or the association is lost. */
  readonly isOpen: boolean;
  /**
   * Sends a request as soon as no operation of the peer is under way, one after the other, and gives its response. The peer's requests are
   * served meanwhile.
   *
   * @param signal gives up waiting; a response that comes later is dropped
   * @throws DimseError DIMSE_NO_ANSWER where the peer released first; the association's own errors; the signal's reason
   */
  invoke(contextId: number, request: NormalizedRequest, signal?: AbortSignal): Promise<NormalizedResponse>;
  /** The peer waits for a notification of ours: until the returned function is called its silence is no inactivity. */
  owe(): () => void;
}

interface Awaited extends PromiseWithResolvers<NormalizedResponse> {
  readonly request: CommandSet;
}

/** The notifier of one association, and what the provider tells it. */
export class Notifications implements Notifier {
  readonly #association: Association;
  #last: Promise<unknown> = Promise.resolve();
  #lastMessageId = 0;
  #owed = 0;
  #operation: PromiseWithResolvers<void> | undefined;
  #sending: Promise<void> | undefined;
  #awaited: Awaited | undefined;
  #closed: { readonly reason: unknown } | undefined;

  constructor(association: Association) {
    this.#association = association;
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  get isOwed(): boolean {
    return this.#owed > 0;
  }

  owe(): () => void {
    let isOwed = true;
    this.#owed++;
    return () => {
      if (isOwed) this.#owed--;
      isOwed = false;
    };
  }

  invoke(contextId: number, request: NormalizedRequest, signal?: AbortSignal): Promise<NormalizedResponse> {
    const invoked = this.#last.then(() => this.#invoke(contextId, request, signal));
    this.#last = invoked.catch(() => undefined);
    return invoked;
  }

  async #invoke(contextId: number, request: NormalizedRequest, signal: AbortSignal | undefined): Promise<NormalizedResponse> {
    while (this.#operation !== undefined) await this.#operation.promise;
    if (this.#closed !== undefined) throw this.#closed.reason;
    signal?.throwIfAborted();
    this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1;
    const { commandField, fields, dataset } = normalizedCommand(request);
    const command = requestOf(commandField, { ...fields, messageId: this.#lastMessageId }, dataset !== undefined);
    const awaited: Awaited = { ...Promise.withResolvers<NormalizedResponse>(), request: command };
    awaited.promise.catch(() => undefined); // the sending may fail first
    this.#awaited = awaited;
    const giveUp = () => awaited.reject(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      this.#sending = sendMessage(this.#association, contextId, command, dataset);
      await this.#sending.finally(() => {
        this.#sending = undefined;
      });
      return await awaited.promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      this.#awaited = undefined;
    }
  }

  /** An operation of the peer begins: no notification is begun until it is over. */
  operationBegins(): void {
    this.#operation = Promise.withResolvers();
  }

  operationEnds(): void {
    this.#operation?.resolve();
    this.#operation = undefined;
  }

  /** Resolves when no notification is half sent: two messages never mix (PS3.7 §6.3). */
  async untilSent(): Promise<void> {
    await this.#sending?.catch(() => undefined); // who invoked it hears
  }

  /** @returns whether the message is the response that is waited for; its data set is read then */
  async take(message: Message): Promise<boolean> {
    const { command } = message;
    const awaited = this.#awaited;
    if (awaited === undefined || command.commandField !== responseField(awaited.request.commandField)) return false;
    if (command.messageIdBeingRespondedTo !== awaited.request.messageId || command.status === undefined) return false;
    awaited.resolve(await normalizedResponse(message));
    return true;
  }

  /** The association is over. @param reason where it was lost */
  close(reason?: unknown): void {
    this.#closed ??= {
      reason: reason ?? new DimseError('DIMSE_NO_ANSWER', `${this.#association.callingAeTitle} has released the association`),
    };
    this.#awaited?.reject(this.#closed.reason);
    this.operationEnds();
  }
}
