import { systemClock } from '../../app/base/base.ts';
import type { Users } from '../../app/users/users.ts';
import { type PageFile, startWeb, type WebOptions, type WebServer } from '../../app/web/web.ts';
import { FAKE_ADDRESS } from './fake-sources.ts';
import { gatheredLog } from './gathered-log.ts';
import { SESSION_COOKIE } from './signed-in.ts';
import { CODE, PASSWORD, testUsers } from './users-under-test.ts';

export { gatheredLog };

/** A page small enough to read in a test; the built one is tested in the browser. */
export const TINY_PAGE: readonly PageFile[] = [
  { path: 'ui/index.html', bytes: Buffer.from('<!doctype html><title>Filmroom</title>') },
  { path: 'ui/viewer.html', bytes: Buffer.from('<!doctype html><title>Images</title>') },
  { path: 'ui/app-AAAA.css', bytes: Buffer.from('plain style') },
  { path: 'ui/app-AAAA.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
  { path: 'ui/app-AAAA.js', bytes: Buffer.from('plain script') },
  { path: 'ui/app-AAAA.js.br', bytes: Buffer.from('brotli bytes') },
  { path: 'ui/app-AAAA.js.gz', bytes: Buffer.from('gzip bytes') },
];

export interface TestWeb extends WebServer, AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly url: string;
  readonly users: Users;
  /** Of the administrator who is signed in, for a raw request. */
  readonly cookie: string;
  /** Asks as a page of ours in the browser of that administrator. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** A web server on a free port of the loopback, claimed unless `users` is given; `await using` closes it. */
export async function startTestWeb(options: Pick<WebOptions, 'sources'> & Partial<WebOptions>): Promise<TestWeb> {
  const test = await testUsers({ clock: systemClock, log: gatheredLog().log });
  const users = options.users ?? test.users;
  const { secret } = options.users ? { secret: '' } : await users.claim({ code: CODE, name: 'root', password: PASSWORD }, '127.0.0.1');
  const web = await startWeb({
    host: '127.0.0.1',
    port: 0,
    log: gatheredLog().log,
    clock: systemClock,
    version: '0.0.0-test',
    dicomAddresses: () => [FAKE_ADDRESS],
    page: TINY_PAGE,
    ...options,
    users,
  }).catch(async (error) => {
    await test[Symbol.asyncDispose]();
    throw error;
  });
  const { address, port } = web.now();
  const url = `http://127.0.0.1:${port}`;
  const cookie = `${SESSION_COOKIE}=${secret}`;
  return {
    ...{ ...web, address, port, url, users, cookie },
    ask: (path, init = {}) => fetch(url + path, { ...init, headers: { origin: url, cookie, ...(init.headers as Record<string, string>) } }),
    async [Symbol.asyncDispose]() {
      await web.close();
      await test[Symbol.asyncDispose]();
    },
  };
}
