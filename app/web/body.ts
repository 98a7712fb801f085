import type { Context, MiddlewareHandler } from 'hono';
import type * as z from 'zod/mini';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;

/** What hono has read of a body: of each kind the promise, which its types leave out. */
type BodyCache = { readonly arrayBuffer: Promise<ArrayBuffer> };

/**
 * Refuses a longer body. One that does not say its length, as HTTP/2 lets it, is read for that; hono's own middleware fails there, since it makes a
 * Request of one that is not Node's.
 */
export function limitBody(maxSize: number): MiddlewareHandler<Env> {
  return async (c, next) => {
    const tooLong = () => problem(413, words.bodyTooLong(maxSize));
    const length = c.req.header('content-length');
    if (length !== undefined && c.req.header('transfer-encoding') === undefined) return Number(length) > maxSize ? tooLong() : await next();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of c.req.raw.body ?? []) {
      size += piece.byteLength;
      if (size > maxSize) return tooLong();
      pieces.push(piece);
    }
    const whole: BodyCache = { arrayBuffer: Promise.resolve(Uint8Array.from(Buffer.concat(pieces)).buffer) };
    Object.assign(c.req.bodyCache, whole);
    return await next();
  };
}

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
