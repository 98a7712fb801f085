import { UsersError, type UsersErrorCode } from '../users/users.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

/** HTTP's word for each; 403 for a wrong password, since 401 tells a page that its session is over. */
const STATUS_OF = {
  USERS_UNREADABLE: 503,
  USERS_NOT_KEPT: 503,
  USERS_CLAIMED: 409,
  USERS_NOT_CLAIMED: 409,
  USERS_WRONG_CODE: 403,
  USERS_WRONG_PASSWORD: 403,
  USERS_LOCKED: 429,
  USERS_BUSY: 503,
  USERS_BAD_NAME: 400,
  USERS_WEAK_PASSWORD: 400,
  USERS_NAME_TAKEN: 409,
  USERS_NO_SUCH: 404,
  USERS_LAST_ADMINISTRATOR: 409,
  USERS_TOO_MANY: 409,
} as const satisfies Record<UsersErrorCode, number>;

export interface Refusal {
  readonly status: (typeof STATUS_OF)[UsersErrorCode];
  readonly code: UsersErrorCode;
  readonly words: string;
  readonly values: UsersError['values'];
  readonly headers: Readonly<Record<string, string>>;
}

/** How a refusal of `users` is answered; what is a fault of ours is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof UsersError)) throw error;
  const headers = error.retryAfterMs > 0 ? { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) } : undefined;
  const { code, values, message: words } = error;
  return { status: STATUS_OF[code], code, words, values, headers: headers ?? {} };
}

export function refusalProblem(error: unknown): Response {
  const { status, code, words, values, headers } = refusalOf(error);
  return problem(status, { title: TEXTS.refused, detail: words, code, values }, headers);
}
