import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { errnoOf, replaceFile, wordsOf } from '../base/base.ts';
import { STEPS } from './steps.ts';

const text = (most: number) => z.string().check(z.maxLength(most));
const Facts = z.record(text(32), z.union([text(128), z.number()]));
/** What a step found out, for the acceptance sheet; nothing of a patient. */
export type Facts = z.infer<typeof Facts>;

const StepResult = z.strictObject({
  /** `not-here`: this machine is no box. */
  outcome: z.enum(['done', 'skipped', 'not-here']),
  at: z.number(),
  by: text(128),
  facts: Facts,
});
export type StepResult = z.infer<typeof StepResult>;
export type Outcome = StepResult['outcome'];

const Tested = z.strictObject({
  /** `there`: we called the device; `back`: it called us. */
  way: z.enum(['there', 'back']),
  title: text(64),
  host: text(253),
  port: z.number(),
  isGood: z.boolean(),
  /** What was found last, or what failed: `code` and `values` say it in any language. */
  rung: text(32),
  code: text(64),
  values: z.record(text(64), z.union([text(2000), z.number()])),
  words: text(2000),
  at: z.number(),
});
/** One climb of the echo ladder. */
export type Tested = z.infer<typeof Tested>;

const Finished = z.strictObject({
  at: z.number(),
  /** The account. */
  by: text(128),
  /** Who did the work, as they wrote it. */
  name: text(128),
  version: text(64),
});
export type Finished = z.infer<typeof Finished>;

const State = z.strictObject({
  startedAt: z.number(),
  /** The step that is looked at. */
  at: z.enum([...STEPS, 'sheet']),
  steps: z.partialRecord(z.enum(STEPS), StepResult),
  tests: z.array(Tested).check(z.maxLength(10_000)),
  finished: z.optional(Finished),
});
export type SetupState = z.infer<typeof State>;

/** What is kept; nothing, with the reason, where the file cannot be used: the steps can be gone through once more. */
export async function readState(file: string): Promise<{ readonly state?: SetupState; readonly unusable?: string }> {
  try {
    return { state: z.parse(State, JSON.parse(await readFile(file, 'utf8'))) };
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? {} : { unusable: wordsOf(error) };
  }
}

/** Whole or not at all. */
export async function writeState(file: string, state: SetupState): Promise<void> {
  await replaceFile(file, `${JSON.stringify(state)}\n`);
}
