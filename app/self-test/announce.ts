import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Log, removeFile, replaceFile, wordsOf } from '../base/base.ts';

const Address = z.object({ host: z.string(), port: z.int() });

/** What the running program says to its self-test: where it listens, and by which AE title the self-test is let in. */
export const Announcement = z.object({
  aeTitle: z.string(),
  version: z.string(),
  listeners: z.array(z.extend(Address, { name: z.string(), aeTitle: z.string() })),
  web: z.extend(Address, { tls: z.boolean() }),
  /** Why there is no archive. */
  absence: z.optional(z.string()),
});
export type Announcement = z.infer<typeof Announcement>;

const FILE = 'self-test.json';
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const PREFIX = 'SELF';
/** PS3.5 §6.2: all that an AE title holds. */
const TITLE_CHARACTERS = 16;

export interface SelfTestEntry {
  /** Drawn anew at each start, known only to who may read the data folder. */
  readonly aeTitle: string;
  /** Tells the self-test where the program listens. */
  say(facts: Omit<Announcement, 'aeTitle'>): Promise<void>;
  close(): Promise<void>;
}

export function announceSelfTest(dataFolder: string, log: Log): SelfTestEntry {
  const drawn = Array.from({ length: TITLE_CHARACTERS - PREFIX.length }, () => LETTERS[randomInt(LETTERS.length)]);
  const aeTitle = PREFIX + drawn.join('');
  const path = join(dataFolder, FILE);
  return {
    aeTitle,
    async say(facts) {
      const text = JSON.stringify({ aeTitle, ...facts } satisfies Announcement);
      await replaceFile(path, text).catch((error) => log.warn('self-test.unannounced', { words: wordsOf(error) })); // nothing that serves depends on it
    },
    close: () => removeFile(path).catch((error) => log.warn('self-test.left', { words: wordsOf(error) })),
  };
}

/** @returns undefined where no Filmroom runs with this data folder, or none has come so far */
export async function readAnnouncement(dataFolder: string): Promise<Announcement | undefined> {
  try {
    return Announcement.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')));
  } catch {
    return undefined; // not there, not ours to read, or half of it
  }
}
