import { type Context, Hono } from 'hono';
import { type Session, type Users, UsersError } from '../users/users.ts';
import { formFields, limitBody } from './body.ts';
import { languageOf, PAGE_TEXTS, VARY } from './language.ts';
import { addressOf, type Env, giveCookie, sessionSecret, takeCookie } from './principal.ts';
import { accountPage, claimPage, type Frame, signInPage } from './sign-in-pages.ts';
import type { WebSources } from './sources.ts';
import { refusalOf } from './users-status.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;
/** A path of ours, no address of somebody else's. */
const OWN_PATH = /^\/(?![/\\])[\w./-]{0,200}$/;

/** Sign in, claim, account: forms as HTML has had them for thirty years, so that they work whatever the browser runs. */
export function createSignInRoutes(options: {
  readonly users: Users;
  readonly support: WebSources['support'];
  readonly stylesheet: string | undefined;
  readonly icon: string | undefined;
  readonly maxBytes: number;
}): Hono<Env> {
  const { users, maxBytes } = options;
  const routes = new Hono<Env>();
  const limited = limitBody(maxBytes);
  const frameOf = (c: Context<Env>): Frame => {
    const language = languageOf(c);
    c.header('vary', VARY);
    return {
      language,
      path: c.req.method === 'GET' ? c.req.path : '',
      support: options.support(),
      stylesheet: options.stylesheet,
      icon: options.icon,
    };
  };
  const wordsFor = (c: Context<Env>) => PAGE_TEXTS[languageOf(c)];
  const refusalIn = (c: Context<Env>, { code, words, values }: ReturnType<typeof refusalOf>): string => {
    const own = wordsFor(c).refusals?.[code];
    return typeof own === 'function' ? own(values) : (own ?? words);
  };
  const windowMinutes = () => Math.ceil(users.windowLeftMs() / 60_000);
  const isToBeClaimed = () => users.absence === undefined && (!users.isClaimed() || users.windowLeftMs() > 0);
  const goTo = (c: Context<Env>, path: string) => {
    c.header('cache-control', 'no-store');
    return c.redirect(path, 303);
  };

  routes.get('/login', (c) => {
    const asked = c.req.query('next') ?? '';
    const next = OWN_PATH.test(asked) ? asked : '/';
    if (c.get('principal')) return goTo(c, next);
    if (isToBeClaimed() && !users.isClaimed()) return goTo(c, '/claim');
    const news = c.req.query('out') === undefined ? undefined : wordsFor(c).signIn.signedOut;
    const isShut = users.absence !== undefined;
    return c.html(
      signInPage(frameOf(c), { name: '', next, refusal: users.absence, news, isShut, canRecover: isToBeClaimed() }),
      isShut ? 503 : 200,
      NO_STORE,
    );
  });
  routes.post('/login', limited, async (c) => {
    const { name, password, next: asked } = await formFields(c, 'name', 'password', 'next');
    const next = OWN_PATH.test(asked) ? asked : '/';
    try {
      giveCookie(c, await users.signIn(name, password, addressOf(c)));
      return goTo(c, next);
    } catch (error) {
      if (error instanceof UsersError && error.code === 'USERS_NOT_CLAIMED') return goTo(c, '/claim');
      const refused = refusalOf(error);
      const { status, headers } = refused;
      const words = refusalIn(c, refused);
      const isShut = users.absence !== undefined;
      return c.html(signInPage(frameOf(c), { name, next, refusal: words, isShut, canRecover: isToBeClaimed() }), status, {
        ...NO_STORE,
        ...headers,
      });
    }
  });

  routes.get('/claim', (c) => {
    if (!isToBeClaimed()) return goTo(c, '/login');
    const given = { name: '', code: '', windowMinutes: windowMinutes(), isClaimed: users.isClaimed() };
    return c.html(claimPage(frameOf(c), given), 200, NO_STORE);
  });
  routes.post('/claim', limited, async (c) => {
    const { code, name, password, again } = await formFields(c, 'code', 'name', 'password', 'again');
    const anew = (words: string, status: ReturnType<typeof refusalOf>['status'], headers: Readonly<Record<string, string>> = {}) => {
      const given = { name, code, refusal: words, windowMinutes: windowMinutes(), isClaimed: users.isClaimed() };
      const isShut = users.absence !== undefined;
      const form = isToBeClaimed()
        ? claimPage(frameOf(c), given)
        : signInPage(frameOf(c), { name, next: '/', refusal: words, isShut, canRecover: false });
      return c.html(form, status, { ...NO_STORE, ...headers });
    };
    if (password !== again) return anew(wordsFor(c).claim.differ, 400);
    const isFirst = !users.isClaimed();
    try {
      giveCookie(c, await users.claim({ code, name, password }, addressOf(c)));
      return goTo(c, isFirst ? '/setup' : '/');
    } catch (error) {
      const refused = refusalOf(error);
      const { status, headers } = refused;
      const words = refusalIn(c, refused);
      return anew(words, status, headers);
    }
  });

  routes.get('/plain/account', (c) => {
    const { name, party } = c.get('principal')!;
    const news = c.req.query('changed') === undefined ? undefined : wordsFor(c).account.changed;
    return c.html(accountPage(frameOf(c), { name, role: party, news }), 200, NO_STORE);
  });
  routes.post('/plain/account', limited, async (c) => {
    const session = c.get('principal') as Session;
    const { before, password, again } = await formFields(c, 'before', 'password', 'again');
    const about = { name: session.name, role: session.party };
    if (password !== again) return c.html(accountPage(frameOf(c), { ...about, refusal: wordsFor(c).claim.differ }), 400, NO_STORE);
    try {
      giveCookie(c, await users.changeOwnPassword(session, before, password, addressOf(c)));
      return goTo(c, '/plain/account?changed');
    } catch (error) {
      const refused = refusalOf(error);
      const { status, headers } = refused;
      const words = refusalIn(c, refused);
      return c.html(accountPage(frameOf(c), { ...about, refusal: words }), status, { ...NO_STORE, ...headers });
    }
  });
  routes.post('/logout', async (c) => {
    await users.signOut(sessionSecret(c) ?? '');
    takeCookie(c);
    return goTo(c, '/login?out');
  });
  return routes;
}
