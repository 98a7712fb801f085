import type { Problem } from '../../web/schema.ts';
import { texts as T } from './texts/en.ts';

/** The server refused, or did not answer; `message` is in the language of the page. */
export class AskError extends Error {
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: string;
  readonly values: NonNullable<Problem['values']>;

  constructor(message: string, { status, code = '', values = {} }: Pick<Problem, 'status' | 'code' | 'values'>) {
    super(message);
    this.status = status;
    this.code = code;
    this.values = values;
  }
}

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An object goes as JSON. */
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the server; the caller says what comes back, as `web/schema.ts` has it.
 *
 * @throws AskError with words for the person; an `AbortError` where `signal` asked for it
 */
export async function ask<Answer = undefined>(path: `/api/${string}`, { method = 'GET', body, signal }: AskOptions = {}): Promise<Answer> {
  const isRaw = body instanceof Blob || body instanceof FormData;
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      cache: 'no-store',
      ...(body && { body: isRaw ? body : JSON.stringify(body) }),
      ...(body && !isRaw && { headers: { 'content-type': 'application/json' } }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError(T.unreachable, { status: 0, code: 'UNREACHABLE' });
  }
  if (answer.status === 401) signInAgain();
  if (!answer.ok) throw await refusalOf(answer);
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return (isJson ? await answer.json() : undefined) as Answer;
}

/**
 * Asks for something that takes a while and is told step by step: one line of JSON for each step. Leaving the loop ends it at the server too.
 *
 * @throws AskError where it does not begin; an `AbortError` where `signal` asked for it
 */
export async function* askLines<Line>(path: `/api/${string}`, body: object, signal: AbortSignal): AsyncGenerator<Line, void, undefined> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method: 'POST', cache: 'no-store', headers, body: JSON.stringify(body), signal }).catch((error) => {
    if (signal.aborted) throw error;
    throw new AskError(T.unreachable, { status: 0, code: 'UNREACHABLE' });
  });
  if (answer.status === 401) signInAgain();
  if (!answer.ok || !answer.body) throw await refusalOf(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (text + value).split('\n');
      text = lines.pop()!;
      for (const line of lines) yield JSON.parse(line) as Line;
    }
  } finally {
    await reader.cancel().catch(() => {}); // it has ended already
  }
}

/** What the server says instead of an answer, in the language of the page. */
export async function refusalOf(answer: Response): Promise<AskError> {
  const problem = (await answer.json().catch(() => ({ status: answer.status, detail: T.unreachable }))) as Problem;
  try {
    const { problemWords } = await import('../words/problems.ts'); // not needed until something goes wrong
    return new AskError(problemWords(problem), problem);
  } catch {
    return new AskError(problem.detail, problem); // the box is gone just now: English is better than nothing
  }
}

/** The session has ended; the same page is opened after it. */
export function signInAgain(): void {
  const { pathname } = location;
  location.assign(pathname === '/' ? '/login' : `/login?next=${encodeURIComponent(pathname)}`);
}
