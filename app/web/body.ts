import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type * as z from 'zod/mini';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;

export const limitBody = (maxSize: number) => bodyLimit({ maxSize, onError: () => problem(413, words.bodyTooLong(maxSize)) });

/** The JSON object of a request by its schema, or the answer that refuses it. */
export async function jsonBody<T extends z.ZodMiniType>(c: Context<Env>, schema: T): Promise<{ readonly given: z.infer<T> } | Response> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return problem(415, words.notJsonBody);
  const result = schema.safeParse(await c.req.json().catch(() => undefined));
  if (result.success) return { given: result.data };
  return problem(400, words.badBody(result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)));
}

/** The fields of a form; a field that is not there, or is no text, is empty. */
export async function formFields<Name extends string>(c: Context<Env>, ...names: readonly Name[]): Promise<Readonly<Record<Name, string>>> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '');
  const form = new URLSearchParams(isForm ? await c.req.text() : '');
  return Object.fromEntries(names.map((name) => [name, form.get(name) ?? ''])) as Record<Name, string>;
}
