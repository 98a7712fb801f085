import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Log, replaceFile, wordsOf } from '../base/base.ts';
import type { KeptSession } from './sessions.ts';

const FILE = 'sessions.json';
const MODE = 0o600;

const Kept = z.strictObject({
  sessions: z.array(
    z.strictObject({
      digest: z.string().check(z.regex(/^[\w-]{43}$/)),
      accountKey: z.string(),
      boundTo: z.string(),
      endsAt: z.number(),
      usedAt: z.number(),
    }),
  ),
});

/** @returns none where there is no file, or none that can be used: whoever was signed in does it again */
export async function readSessions(folder: string, log: Log): Promise<readonly KeptSession[]> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return Kept.parse(JSON.parse(text)).sessions;
  } catch (error) {
    log.warn('users.sessions-lost', { words: wordsOf(error) });
    return [];
  }
}

export interface SessionFile {
  /** Something has changed: it is written soon, and what changes meanwhile with it. */
  changed(): void;
  /** All that changed so far is written, or cannot be. */
  settled(): Promise<void>;
}

/** Keeps what `kept` says. A disk that takes nothing costs the sessions at the next restart, nothing now. */
export function openSessionFile(folder: string, kept: () => readonly KeptSession[], log: Log): SessionFile {
  let writing: Promise<void> | undefined;
  let again = false;

  async function write(): Promise<void> {
    do {
      again = false;
      const text = `${JSON.stringify({ sessions: kept() })}\n`;
      await replaceFile(join(folder, FILE), text, MODE).catch((error) => log.debug('users.sessions-unkept', { words: wordsOf(error) }));
    } while (again);
    writing = undefined;
  }
  return {
    changed() {
      if (writing) again = true;
      else writing = write();
    },
    settled: async () => await writing,
  };
}
