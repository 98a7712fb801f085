import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { errnoOf, replaceFile, wordsOf } from '../base/base.ts';
import type { Knock } from './knocks.ts';

const text = (most: number) => z.string().check(z.maxLength(most));
const Entry = z.strictObject({
  id: text(32),
  listener: text(64),
  address: text(64),
  mac: z.optional(text(32)),
  callingAeTitle: text(64),
  calledAeTitle: text(64),
  code: text(64),
  values: z.record(text(64), z.union([text(2000), z.number()])),
  words: text(2000),
  firstAt: z.number(),
  lastAt: z.number(),
  times: z.int(),
  acceptedAt: z.optional(z.number()),
});
const File = z.strictObject({ knocks: z.array(Entry).check(z.maxLength(10_000)) });

/** What is kept; nothing, with the reason, where the file cannot be used: a list of strangers is not worth a start that fails. */
export async function readKnocks(file: string): Promise<{ readonly knocks: readonly Knock[]; readonly unusable?: string }> {
  try {
    return { knocks: z.parse(File, JSON.parse(await readFile(file, 'utf8'))).knocks };
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? { knocks: [] } : { knocks: [], unusable: wordsOf(error) };
  }
}

/** Whole or not at all. */
export async function writeKnocks(file: string, knocks: readonly Knock[]): Promise<void> {
  await replaceFile(file, `${JSON.stringify({ knocks })}\n`);
}
