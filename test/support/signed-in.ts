import { PASSWORD } from './users-under-test.ts';

export const SESSION_COOKIE = 'filmroom-session';

/** Asks the program's page as its administrator. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

const root = { name: 'root', password: PASSWORD };

/** The claim code that `serve` prints at its start; none where somebody has claimed it. */
export const claimCodeIn = (banner: string): string | undefined => /^ +Claim +(\S+)/m.exec(banner)?.[1];

/**
 * Makes somebody the administrator of a running program by its claim code, or signs in who was made that before.
 *
 * @returns the cookie
 */
export async function signIn(url: string, code: string | undefined): Promise<string> {
  const headers = { 'content-type': 'application/json', origin: url };
  const post = (path: string, body: object) => fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  let answer = code === undefined ? undefined : await post('/api/claim', { code, ...root });
  if (answer === undefined || answer.status === 409) answer = await post('/api/session', root);
  if (answer.status !== 201) throw new Error(`nobody signs in: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}
