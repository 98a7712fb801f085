import type { Problem } from './schema.ts';
import { TEXTS } from './texts.ts';

export const PROBLEM_TYPE = 'application/problem+json';

interface Words {
  readonly title: string;
  readonly detail: string;
  /** Stable; `ui/words/problems` says it in the language of the page. */
  readonly code?: string;
  /** What the sentence is filled with. */
  readonly values?: NonNullable<Problem['values']>;
}

export function problemText(status: number, { title, detail, code, values }: Words): string {
  return JSON.stringify({ type: 'about:blank', title, status, detail, ...(code && { code }), ...(values && { values }) } satisfies Problem);
}

/** An answer in words (RFC 9457). */
export function problem(status: number, words: Words, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(problemText(status, words), {
    status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
  });
}

/** The bytes that answer a request which Node's parser refused (`clientError`): there is no Response then, only the socket. */
export function rawProblem(code: string | undefined): string {
  const [status, name, words] = STATUS_OF[code ?? ''] ?? [400, 'Bad Request', TEXTS.problem.malformed];
  const body = problemText(status, words);
  const head = [
    `HTTP/1.1 ${status} ${name}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const STATUS_OF: Readonly<Record<string, readonly [number, string, Words]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', TEXTS.problem.tooLarge],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', TEXTS.problem.timeout],
};
