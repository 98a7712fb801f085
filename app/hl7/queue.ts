import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Clock, type Log, makeFolder, removeFile, replaceFile, type SaidSentence, syncFolder, wordsOf } from '../base/base.ts';
import { Hl7Error, type Location } from './errors.ts';

/** A message that could not be done and waits for a person. Times are milliseconds since 1970. */
export interface WaitingMessage extends SaidSentence {
  readonly id: string;
  /** When it came first, and last: a sender tries again. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly address: string;
  /** MSH-3 and MSH-4. */
  readonly sender: string;
  /** `ORM^O01` */
  readonly type: string;
  readonly controlId: string;
  readonly location?: Location | undefined;
}

export interface NewMessage extends Pick<WaitingMessage, 'address' | 'sender' | 'type' | 'controlId'> {
  readonly message: Uint8Array;
  readonly fault: Hl7Error;
}

export interface QueueLimits {
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
}

/** The messages that wait, each a file of its own that is whole or not there. */
export interface ErrorQueue {
  /** The newest first. */
  list(): readonly WaitingMessage[];
  get(id: string): WaitingMessage | undefined;
  /** The bytes as they came. @throws Hl7Error HL7_NO_SUCH_MESSAGE */
  message(id: string): Promise<Uint8Array>;
  /** Durable when it resolves; the same bytes again count as one message. @throws Hl7Error HL7_QUEUE_FULL, HL7_NOT_KEPT */
  add(given: NewMessage): Promise<void>;
  /** Why it cannot be done now. */
  failedAgain(id: string, fault: Hl7Error): Promise<void>;
  /** @returns false where there is none */
  remove(id: string): Promise<boolean>;
  /** The same bytes came again, and were done. */
  settle(message: Uint8Array): Promise<void>;
}

const text = (most: number) => z.string().check(z.maxLength(most));
const Entry = z.strictObject({
  ...{ id: text(64), firstAt: z.number(), lastAt: z.number(), times: z.int(), address: text(64), sender: text(512), type: text(512) },
  ...{ controlId: text(256), code: text(64), words: text(4096), values: z.record(text(64), z.union([text(4096), z.number()])) },
  location: z.optional(
    z.strictObject({ segment: text(8), occurrence: z.int(), field: z.optional(z.int()), component: z.optional(z.int()) }),
  ),
});
const File = z.strictObject({ entry: Entry, message: z.string() });

interface Kept {
  readonly entry: WaitingMessage;
  readonly digest: string;
  readonly bytes: number;
}

/**
 * @param folder undefined where there is no data folder: then they end with the program, and their senders are told to try again
 */
export async function openErrorQueue(options: {
  readonly folder: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly limits: QueueLimits;
  readonly onChange?: () => void;
}): Promise<ErrorQueue> {
  const { folder, clock, log, limits, onChange } = options;
  const kept = new Map<string, Kept>();
  let count = 0;
  if (folder !== undefined) for (const each of await readFolder(folder, log)) kept.set(each.entry.id, each);

  const fileOf = (id: string) => join(folder ?? '', `${id}.json`);
  const withDigest = (digest: string) => [...kept.values()].find((each) => each.digest === digest);

  async function write(entry: WaitingMessage, message: Uint8Array): Promise<void> {
    if (folder === undefined) throw new Hl7Error('HL7_NOT_KEPT', 'there is no data folder to keep it in');
    try {
      await makeFolder(folder);
      await replaceFile(fileOf(entry.id), `${JSON.stringify({ entry, message: Buffer.from(message).toString('base64') })}\n`);
    } catch (error) {
      throw new Hl7Error('HL7_NOT_KEPT', `it could not be written: ${wordsOf(error)}`, { cause: error });
    }
    kept.set(entry.id, { entry, digest: digestOf(message), bytes: message.byteLength });
    onChange?.();
  }

  async function messageOf(id: string): Promise<Uint8Array> {
    if (!kept.has(id)) throw new Hl7Error('HL7_NO_SUCH_MESSAGE', 'no such message waits');
    return Buffer.from(z.parse(File, JSON.parse(await readFile(fileOf(id), 'utf8'))).message, 'base64');
  }

  async function remove(id: string): Promise<boolean> {
    if (folder === undefined || !kept.has(id)) return false;
    await removeFile(fileOf(id));
    await syncFolder(folder);
    kept.delete(id);
    onChange?.();
    return true;
  }

  return {
    list: () => [...kept.values()].map(({ entry }) => entry).toSorted((one, other) => other.lastAt - one.lastAt),
    get: (id) => kept.get(id)?.entry,
    message: messageOf,
    remove,
    async add({ message, fault, address, sender, type, controlId }) {
      const now = clock.now();
      const present = withDigest(digestOf(message))?.entry;
      if (present) return write({ ...present, ...said(fault), lastAt: now, times: present.times + 1 }, message);
      const bytes = [...kept.values()].reduce((sum, each) => sum + each.bytes, message.byteLength);
      if (kept.size >= limits.maxWaiting || bytes > limits.maxWaitingBytes)
        throw new Hl7Error('HL7_QUEUE_FULL', `${kept.size} messages wait for a person already: no more are kept`, {
          values: { waiting: kept.size },
        });
      const id = `${now.toString(36)}-${(++count).toString(36)}`;
      await write({ id, firstAt: now, lastAt: now, times: 1, address, sender, type, controlId, ...said(fault) }, message);
    },
    async failedAgain(id, fault) {
      const present = kept.get(id)?.entry;
      if (present) await write({ ...present, ...said(fault) }, await messageOf(id));
    },
    async settle(message) {
      const present = kept.size > 0 ? withDigest(digestOf(message)) : undefined;
      if (present) await remove(present.entry.id);
    },
  };
}

function said({ code, message, values, location }: Hl7Error): Pick<WaitingMessage, 'code' | 'words' | 'values' | 'location'> {
  return { code, words: message, values, ...(location && { location }) };
}

function digestOf(message: Uint8Array): string {
  return createHash('sha256').update(message).digest('base64');
}

/** A file that cannot be read is left where it is, and said in the log. */
async function readFolder(folder: string, log: Log): Promise<Kept[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const found: Kept[] = [];
  for (const name of names) {
    try {
      const { entry, message } = z.parse(File, JSON.parse(await readFile(join(folder, name), 'utf8')));
      const bytes = Buffer.from(message, 'base64');
      found.push({ entry, digest: digestOf(bytes), bytes: bytes.byteLength });
    } catch (error) {
      log.warn('hl7.waiting-message-unreadable', {
        file: name,
        words: error instanceof z.core.$ZodError ? 'not as it was written' : wordsOf(error),
      });
    }
  }
  return found;
}
