import { type Clock, CodedError, type Log } from '../base/base.ts';
import { acknowledge, timestamp } from './acknowledge.ts';
import { apply, type Orders } from './apply.ts';
import { answerBatches, type BatchFile, type BatchLimits, readBatches } from './batch.ts';
import { type CharacterSet, decodeMessage } from './charset.ts';
import { ANSWER_OF, Hl7Error, type Hl7ErrorCode } from './errors.ts';
import { type Header, readHeader } from './header.ts';
import { instructionsOf } from './instructions.ts';
import { type Message, type MessageLimits, parseMessage, typeOf } from './message.ts';
import type { ErrorQueue } from './queue.ts';
import type { Corrections, MappingRule } from './rules.ts';

/** What the settings say of messages. */
export interface Hl7Settings {
  readonly applicationName: string;
  readonly characterSet: CharacterSet;
  readonly assigningAuthority?: string | undefined;
  readonly otherMessages: 'reject' | 'ignore';
  readonly mapping: readonly MappingRule[];
}

export interface ReceiverOptions {
  readonly orders: Orders;
  readonly queue: ErrorQueue;
  readonly settingsNow: () => Hl7Settings;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly limits: MessageLimits & BatchLimits;
}

/** What became of a frame, without anything of the patient. */
export interface Outcome {
  readonly answer: Uint8Array;
  /** Of each message in it: undefined where it was done, or passed over as the settings want it. */
  readonly faults: readonly (Hl7Error | undefined)[];
}

export interface Replay {
  readonly corrections: Corrections;
  /** Also where the order was changed after the message came. */
  readonly overLater: boolean;
}

/** Takes messages one after another, from whatever connection they come, by themselves or in batches: each is done, or kept, before it is answered. */
export interface Receiver {
  receive(framed: Uint8Array, address: string): Promise<Outcome>;
  /** The answer to what was no whole message. */
  refuse(begun: Uint8Array, address: string, fault: Hl7Error): Outcome;
  /** Does a message that waits, corrected; then it waits no longer. @throws Hl7Error */
  replay(id: string, how: Replay): Promise<void>;
  /** A message that waits, taken apart; `characterSet` instead of that which it names. @throws Hl7Error */
  read(id: string, characterSet: string | undefined): Promise<Message>;
}

export function createReceiver({ orders, queue, settingsNow, clock, log, limits }: ReceiverOptions): Receiver {
  let last: Promise<unknown> = Promise.resolve();
  let answers = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  function answering() {
    const now = clock.now();
    return {
      applicationName: settingsNow().applicationName,
      now,
      controlId: `${now.toString(36)}${(++answers % 46_656).toString(36)}`.toUpperCase(),
    };
  }

  function taken(message: Uint8Array, header: Header, corrections: Corrections): Message {
    const { characterSet } = settingsNow();
    const as = corrections.characterSet ? { ...header, characterSet: corrections.characterSet } : header;
    const { text, textOf } = decodeMessage(message, as, characterSet);
    return parseMessage(text, textOf, limits);
  }

  async function perform(
    message: Uint8Array,
    header: Header,
    how: Replay,
    receivedAt: number,
    waitedSince: number | undefined,
  ): Promise<void> {
    const { mapping: rules, assigningAuthority } = settingsNow();
    const { corrections } = how;
    const instructions = instructionsOf(taken(message, header, corrections), { rules, assigningAuthority, corrections, receivedAt });
    await apply(instructions, orders, { who: senderOf(header), waitedSince });
  }

  /** @returns what is wrong with it; undefined where it is done, or kept for nobody */
  async function outcomeOf(message: Uint8Array, header: Header, address: string): Promise<Hl7Error | undefined> {
    try {
      await perform(message, header, { corrections: {}, overLater: true }, clock.now(), undefined);
      await queue.settle(message).catch((error) => log.warn('hl7.not-settled', { code: (error as Partial<CodedError>).code })); // done; replaying it is refused as stale
      return undefined;
    } catch (error) {
      const fault = asFault(error);
      if (isPassedOver(fault.code, settingsNow())) return undefined;
      if (!ANSWER_OF[fault.code].isKept) return fault;
      try {
        await queue.add({
          message,
          fault,
          address,
          sender: senderOf(header),
          type: printable(typeOf(header)),
          controlId: printable(header.controlId),
        });
        return fault;
      } catch (notKept) {
        return asFault(notKept);
      }
    }
  }

  function asFault(error: unknown): Hl7Error {
    if (error instanceof Hl7Error) return error;
    log.error('hl7.failed', { words: error instanceof CodedError ? error.message : String((error as Error)?.stack ?? error) });
    return new Hl7Error('HL7_NOT_KEPT', 'something of ours is broken; our log says more', { cause: error });
  }

  function say(header: Header | undefined, address: string, fault: Hl7Error | undefined): void {
    const fields = { address, sender: header && senderOf(header), type: header && printable(typeOf(header)) };
    if (fault) log.warn('hl7.refused', { ...fields, code: fault.code, words: fault.message });
    else log.info('hl7.taken', fields);
  }

  const receiveOne = (message: Uint8Array, address: string) =>
    inTurn(async () => {
      const header = readHeader(message);
      const fault = header
        ? await outcomeOf(message, header, address)
        : new Hl7Error('HL7_NO_HEADER', 'the message does not begin with an MSH segment', {
            location: { segment: 'MSH', occurrence: 1 },
          });
      say(header, address, fault);
      return { answer: acknowledge(header, fault, answering()), fault };
    });

  /** One message after another; those of other senders come in between. */
  async function receiveBatch(file: BatchFile, address: string): Promise<Outcome> {
    const faults: (Hl7Error | undefined)[] = [];
    const answers: Uint8Array[][] = [];
    for (const { messages } of file.batches) {
      const ofBatch: Uint8Array[] = [];
      for (const message of messages) {
        const { answer, fault } = await receiveOne(message, address);
        ofBatch.push(answer);
        faults.push(fault);
      }
      answers.push(ofBatch);
    }
    const { applicationName, now, controlId } = answering();
    return { answer: answerBatches(file, answers, { applicationName, timestamp: timestamp(now), controlId }), faults };
  }

  function refuse(begun: Uint8Array, address: string, fault: Hl7Error): Outcome {
    const header = readHeader(begun);
    say(header, address, fault);
    return { answer: acknowledge(header, fault, answering()), faults: [fault] };
  }

  return {
    async receive(framed, address) {
      let file: BatchFile | undefined;
      try {
        file = readBatches(framed, limits);
      } catch (error) {
        if (error instanceof Hl7Error) return refuse(framed, address, error);
        throw error;
      }
      if (file) return await receiveBatch(file, address);
      const { answer, fault } = await receiveOne(framed, address);
      return { answer, faults: [fault] };
    },
    refuse,
    replay: (id, how) =>
      inTurn(async () => {
        const message = await queue.message(id);
        const { firstAt, lastAt } = queue.get(id)!;
        const header = readHeader(message)!; // what has none is not kept
        try {
          await perform(message, header, how, firstAt, how.overLater ? undefined : lastAt);
        } catch (error) {
          const fault = asFault(error);
          if (fault.code !== 'HL7_STALE') await queue.failedAgain(id, fault);
          throw fault;
        }
        await queue.remove(id);
        log.info('hl7.replayed', { sender: senderOf(header), type: printable(typeOf(header)) });
      }),
    async read(id, characterSet) {
      const message = await queue.message(id);
      return taken(message, readHeader(message)!, { characterSet });
    },
  };
}

function isPassedOver(code: Hl7ErrorCode, { otherMessages }: Hl7Settings): boolean {
  return otherMessages === 'ignore' && (code === 'HL7_UNSUPPORTED_TYPE' || code === 'HL7_UNSUPPORTED_EVENT');
}

/** `RIS/CLINIC`, fit for a log and the history of an order. */
export function senderOf({ sendingApplication, sendingFacility }: Header): string {
  return printable([sendingApplication, sendingFacility].filter((part) => part !== '').join('/')).slice(0, 64) || 'HL7';
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?');
}
