import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { errnoOf, replaceFile, wordsOf } from '../base/base.ts';
import type { Contact } from './contact-book.ts';

const text = z.string().check(z.maxLength(64));
const FirstOfDay = z.strictObject({ day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)), minute: z.number() });
const File = z.strictObject({
  contacts: z
    .array(
      z.strictObject({ aeTitle: text, address: text, at: z.number(), firsts: z._default(z.array(FirstOfDay).check(z.maxLength(100)), []) }),
    )
    .check(z.maxLength(10_000)),
});

/** What is kept; nothing, with the reason, where the file cannot be used: it is not worth a start that fails. */
export async function readContacts(file: string): Promise<{ readonly contacts: readonly Contact[]; readonly unusable?: string }> {
  try {
    return { contacts: z.parse(File, JSON.parse(await readFile(file, 'utf8'))).contacts };
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? { contacts: [] } : { contacts: [], unusable: wordsOf(error) };
  }
}

/** Whole or not at all. */
export async function writeContacts(file: string, contacts: readonly Contact[]): Promise<void> {
  await replaceFile(file, `${JSON.stringify({ contacts })}\n`);
}
