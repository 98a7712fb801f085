import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { ACTIONS } from '../../../app/users/users.ts';
import { createFakeSources, fakeStudy } from '../../support/fake-sources.ts';
import { SESSION_COOKIE } from '../../support/signed-in.ts';
import { CODE, claimedUsers, NEW_PASSWORD, PASSWORD, testUsers } from '../../support/users-under-test.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const sources = () => createFakeSources({ studies: [fakeStudy({ studyInstanceUid: '2.25.1' })] });
type Fields = Readonly<Record<string, string>>;

/** A browser without JavaScript: it sends forms and keeps cookies. */
function browser(url: string) {
  let cookie = '';
  const keep = (answer: Response) => {
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';')[0]!;
    return answer;
  };
  return {
    get cookie() {
      return cookie;
    },
    open: async (path: string) => keep(await fetch(url + path, { redirect: 'manual', headers: { accept: 'text/html', cookie } })),
    send: async (path: string, fields: Fields) =>
      keep(
        await fetch(url + path, {
          method: 'POST',
          redirect: 'manual',
          headers: { accept: 'text/html', cookie, origin: url },
          body: new URLSearchParams(fields),
        }),
      ),
  };
}
const ann = { name: 'ann', password: PASSWORD, again: PASSWORD };

describe('a new Filmroom in a browser without JavaScript', () => {
  it('says where its code stands, also after `make run`: in the terminal, behind the word of the banner', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    for (const language of ['en', 'ru', 'ja'])
      assert.match(
        await (await fetch(`${web.url}/claim?language=${language}`)).text(),
        /[“«「]Claim[”»」].*filmroom claim-code/s,
        language,
      );
  });
  it('is claimed by its code: every way leads there, and afterwards none does', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const { open, send } = browser(web.url);
    assert.equal((await open('/')).headers.get('location'), '/login');
    assert.equal((await open('/login')).headers.get('location'), '/claim');
    const form = await (await open('/claim')).text();
    for (const name of ['code', 'name', 'password', 'again']) assert.ok(form.includes(`name="${name}"`), name);
    assert.doesNotMatch(form, /<script/);
    const wrong = await send('/claim', { code: 'WRNG-WRNG-WRNG', ...ann });
    assert.equal(wrong.status, 403);
    assert.match(await wrong.text(), /role="alert">This is not the claim code of this Filmroom\.</);
    const differ = await send('/claim', { code: CODE, ...ann, again: 'x' });
    assert.match(await differ.text(), /not the same/);
    const weak = await send('/claim', { code: CODE, ...ann, password: 'short', again: 'short' });
    assert.match(await weak.text(), new RegExp(`at least 10 characters.*value="${CODE}"`, 's'), 'and what was typed is still there');
    const done = await send('/claim', { code: CODE, ...ann });
    assert.deepEqual([done.status, done.headers.get('location')], [303, '/setup']);
    assert.equal((await open('/plain')).status, 200);
    assert.equal((await browser(web.url).open('/claim')).headers.get('location'), '/login');
  });
  it('two browsers at once: one is its administrator, the other is told', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const answers = await Promise.all(['ann', 'bob'].map((name) => browser(web.url).send('/claim', { code: CODE, ...ann, name })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409]);
    const loser = await answers.find(({ status }) => status === 409)!.text();
    assert.match(loser, /has an owner already.*<form method="post" action="\/login">/s);
    assert.equal(test.users.list().length, 1);
  });
  it('whose button was held asks for no code, and says for how long', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    test.claim.windowMs = 599_000;
    const { open, send } = browser(web.url);
    const form = await (await open('/claim')).text();
    assert.match(form, /for 10 more minutes no code is asked for/);
    assert.doesNotMatch(form, /name="code"/);
    assert.equal((await send('/claim', ann)).status, 303);
  });
  it('that has an owner: the button offers another password, and who has one signs in as ever', async () => {
    await using test = await claimedUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const { open, send } = browser(web.url);
    assert.equal((await open('/claim')).headers.get('location'), '/login');
    test.claim.windowMs = 599_000;
    assert.match(await (await open('/login')).text(), /The button of the box was held\. <a href="\/claim">/);
    assert.equal((await browser(web.url).send('/login', { name: 'root', password: PASSWORD })).status, 303);
    assert.match(await (await open('/claim')).text(), /<h1>Set a new password<\/h1>/);
    assert.equal((await send('/claim', { name: 'root', password: NEW_PASSWORD, again: NEW_PASSWORD })).status, 303);
    assert.equal((await send('/claim', { name: 'eve', password: NEW_PASSWORD, again: NEW_PASSWORD })).status, 409);
  });
  it('whose code is guessed at says how long to wait', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const { send } = browser(web.url);
    for (let at = 0; at < 20; at++) assert.equal((await send('/claim', { code: `WRNG-WRNG-${at}`, ...ann })).status, 403);
    const locked = await send('/claim', { code: CODE, ...ann });
    assert.deepEqual([locked.status, locked.headers.get('retry-after')], [429, '30']);
    assert.match(await locked.text(), /Too many wrong claim codes\. Try again in 30 seconds\./);
  });
  it('without its data disk says so, and is nobody’s to claim', async () => {
    await using test = await testUsers({ readOnlyBecause: 'the data disk of this box is not there' });
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const { open, send } = browser(web.url);
    const page = await open('/login');
    assert.equal(page.status, 503);
    const text = await page.text();
    assert.match(text, /the data disk of this box is not there/);
    assert.doesNotMatch(text, /<form/);
    assert.equal((await send('/claim', { code: CODE, ...ann })).status, 503);
    assert.equal((await send('/login', ann)).status, 503);
  });
});

describe('signing in', () => {
  it('gives a cookie that no script and no other site has, another one each time', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const answers = [1, 2].map(() => browser(web.url).send('/login', { name: 'ROOT ', password: PASSWORD }));
    const cookies = (await Promise.all(answers)).map((answer) => answer.headers.getSetCookie().join());
    for (const cookie of cookies) assert.match(cookie, new RegExp(`^${SESSION_COOKIE}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    assert.notEqual(cookies[0], cookies[1]);
    assert.ok(!cookies[0]!.includes(web.cookie));
  });
  it('goes where one wanted to, and nowhere else', async () => {
    await using web = await startTestWeb({ sources: sources() });
    for (const [next, to] of [
      ['/plain', '/plain'],
      ['', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example/', '/'],
      ['/x\r\nset-cookie: a=b', '/'],
      ['javascript:alert(1)', '/'],
      [`/${'a'.repeat(5000)}`, '/'],
    ] as const) {
      const answer = await browser(web.url).send('/login', { name: 'root', password: PASSWORD, next });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, to], next);
    }
    const form = await (await browser(web.url).open('/login?next=%2F%2Fevil.example')).text();
    assert.match(form, /name="next" value="\/"/);
  });
  it('refuses a wrong password in words, and after five says how long to wait', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const { send } = browser(web.url);
    for (let at = 0; at < 5; at++) {
      const wrong = await send('/login', { name: 'root', password: 'wrong wrong' });
      assert.equal(wrong.status, 403);
      assert.match(await wrong.text(), /This name and this password do not belong together\./);
    }
    const locked = await send('/login', { name: 'root', password: PASSWORD });
    assert.equal(locked.status, 429);
    assert.match(locked.headers.get('retry-after') ?? '', /^(29|30)$/);
    assert.match(await locked.text(), /Too many wrong passwords\. Try again in (29|30) seconds\./);
  });
  for (const name of ['"><script>alert(1)</script>', '\u202Eadmin', `${'x'.repeat(10_000)}`, '\0', '{{7*7}}', "' or 1=1 --", 'п<b>р'])
    it(`shows a hostile name as text only: ${JSON.stringify(name.slice(0, 30))}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const answer = await browser(web.url).send('/login', { name, password: 'wrong wrong' });
      assert.equal(answer.status, 403);
      const text = await answer.text();
      assert.doesNotMatch(text, /<script|<b>|value=""><|49/);
    });
  it('a form that is no form, or too long, is no sign in', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const post = (body: string, type: string) =>
      fetch(`${web.url}/login`, { method: 'POST', redirect: 'manual', body, headers: { origin: web.url, 'content-type': type } });
    assert.equal((await post(`name=root&password=${PASSWORD}`, 'text/plain')).status, 403);
    assert.equal((await post(`name=root&password=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded')).status, 413);
    assert.equal((await post(JSON.stringify({ name: 'root', password: PASSWORD }), 'application/json')).status, 403);
  });
});

describe('a session', () => {
  it('signing out ends it, and takes the cookie', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const { open, send } = browser(web.url);
    await send('/login', { name: 'root', password: PASSWORD });
    assert.match(await (await open('/plain/account')).text(), /You are root, administrator\./);
    const out = await send('/logout', {});
    assert.deepEqual([out.status, out.headers.get('location')], [303, '/login?out']);
    assert.match(out.headers.getSetCookie().join(), new RegExp(`^${SESSION_COOKIE}=; Max-Age=0; Path=/`));
    assert.match(await (await open('/login?out')).text(), /You are signed out/);
  });
  it('a change of the password ends it everywhere else, and goes on here with another cookie', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const [here, elsewhere] = [browser(web.url), browser(web.url)];
    for (const each of [here, elsewhere]) await each.send('/login', { name: 'root', password: PASSWORD });
    const before = here.cookie;
    const change = (fields: Fields) => here.send('/plain/account', fields);
    assert.equal((await change({ before: 'wrong wrong', password: NEW_PASSWORD, again: NEW_PASSWORD })).status, 403);
    assert.equal((await change({ before: PASSWORD, password: NEW_PASSWORD, again: 'x' })).status, 400);
    assert.equal((await change({ before: PASSWORD, password: 'short', again: 'short' })).status, 400);
    assert.equal((await elsewhere.open('/plain/account')).status, 200);
    const done = await change({ before: PASSWORD, password: NEW_PASSWORD, again: NEW_PASSWORD });
    assert.equal(done.headers.get('location'), '/plain/account?changed');
    assert.notEqual(here.cookie, before);
    assert.equal((await here.open('/plain/account')).status, 200);
    assert.equal((await elsewhere.open('/plain/account')).status, 303);
  });
  for (const [what, act] of [
    ['password', (web) => web.users.change('eve', { password: NEW_PASSWORD })],
    ['role', (web) => web.users.change('eve', { role: 'technician' })],
    ['account', (web) => web.users.remove('eve')],
  ] as const satisfies readonly (readonly [string, (web: Awaited<ReturnType<typeof startTestWeb>>) => Promise<unknown>])[])
    it(`its live events are cut when its ${what} changes`, { timeout: 10_000 }, async () => {
      await using web = await startTestWeb({ sources: sources() });
      await web.users.add({ name: 'eve', role: 'viewer', password: PASSWORD });
      const { secret } = await web.users.signIn('eve', PASSWORD, '127.0.0.1');
      const socket = connect(web.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost\r\nCookie: ${SESSION_COOKIE}=${secret}\r\n\r\n`);
      await once(socket, 'data');
      const closed = once(socket, 'close');
      await act(web);
      await closed;
    });
});

describe('/api for accounts', () => {
  const json = (method: string, body: unknown): RequestInit => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  it('who am I: name, role, what one may', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const who = (await (await web.ask('/api/session')).json()) as { name: string; role: string; may: string[]; endsAt: number };
    assert.deepEqual([who.name, who.role, who.may.length], ['root', 'administrator', ACTIONS.length]);
    assert.ok(who.endsAt > Date.now());
  });
  it('an account is made, changed and removed; no answer has a password in it', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const answers = [
      await web.ask('/api/users', json('POST', { name: 'Анна', role: 'viewer', password: NEW_PASSWORD })),
      await web.ask(`/api/users/${encodeURIComponent('Анна')}`, json('PUT', { role: 'technician' })),
      await web.ask('/api/users'),
      await web.ask(`/api/users/${encodeURIComponent('Анна')}`, { method: 'DELETE' }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 200, 200, 204],
    );
    for (const answer of answers) assert.doesNotMatch(await answer.text(), /argon2|password/);
  });
  for (const [why, method, path, body, status] of [
    ['a role that is none', 'POST', '/api/users', { name: 'ann', role: 'root', password: NEW_PASSWORD }, 400],
    ['a field too many', 'POST', '/api/users', { name: 'ann', role: 'viewer', password: NEW_PASSWORD, isAdmin: true }, 400],
    ['no object', 'POST', '/api/users', 'ann', 400],
    ['__proto__', 'POST', '/api/users', JSON.parse('{"__proto__":{"role":"administrator"},"name":"ann","password":"x"}'), 400],
    ['a name of markup', 'POST', '/api/users', { name: '<b>', role: 'viewer', password: NEW_PASSWORD }, 400],
    ['a name that is there', 'POST', '/api/users', { name: 'Root', role: 'viewer', password: NEW_PASSWORD }, 409],
    ['nobody', 'PUT', '/api/users/nobody', { role: 'viewer' }, 404],
    ['the last administrator', 'DELETE', '/api/users/root', {}, 409],
    ['a token that is none', 'DELETE', '/api/tokens/none', {}, 404],
    ['too much', 'POST', '/api/users', { name: 'x'.repeat(20_000), role: 'viewer', password: NEW_PASSWORD }, 413],
  ] as const)
    it(`refuses ${why}: ${status}, in words`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const answer = await web.ask(path, json(method, body));
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
      assert.equal(web.users.list().length, 1);
    });
  it('a token is shown once, works at once, and no longer when it is removed', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const made = (await (await web.ask('/api/tokens', json('POST', { name: 'monitor', role: 'viewer' }))).json()) as {
      id: string;
      secret: string;
    };
    const ask = () => fetch(`${web.url}/api/studies`, { headers: { authorization: `Bearer ${made.secret}` } });
    assert.equal((await ask()).status, 200);
    assert.doesNotMatch(await (await web.ask('/api/tokens')).text(), new RegExp(`${made.secret}|digest`));
    assert.equal((await web.ask(`/api/tokens/${made.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await ask()).status, 401);
  });
  it('claims and signs in for a page with JavaScript too', async () => {
    await using test = await testUsers();
    await using web = await startTestWeb({ sources: sources(), users: test.users });
    const post = (path: string, body: object) =>
      fetch(web.url + path, { ...json('POST', body), headers: { 'content-type': 'application/json', origin: web.url } });
    assert.deepEqual(await (await fetch(`${web.url}/api/claim`)).json(), { claimed: false, windowLeftMs: 0 });
    assert.equal((await post('/api/session', { name: 'ann', password: PASSWORD })).status, 409);
    assert.equal((await post('/api/claim', { code: 'wrong', name: 'ann', password: PASSWORD })).status, 403);
    assert.equal((await post('/api/claim', { code: CODE, name: 'ann', password: PASSWORD })).status, 201);
    assert.equal((await post('/api/claim', { code: CODE, name: 'bob', password: PASSWORD })).status, 409);
    assert.equal((await post('/api/session', { name: 'ann', password: PASSWORD })).status, 201);
    assert.equal((await post('/api/session', { name: 'ann', password: 'wrong' })).status, 403);
  });
  it('says in words that the file of the accounts cannot be written', async () => {
    await using test = await claimedUsers();
    const users = await test.again({ readOnlyBecause: 'the disk is mounted read-only' });
    await using web = await startTestWeb({ sources: sources(), users });
    const { secret } = await users.signIn('root', PASSWORD, '127.0.0.1');
    const init = json('POST', { name: 'ann', role: 'viewer', password: NEW_PASSWORD });
    const answer = await fetch(`${web.url}/api/users`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), origin: web.url, cookie: `${SESSION_COOKIE}=${secret}` },
    });
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /mounted read-only/);
  });
});
