import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ACTIONS, may, PARTIES, ROLES, USERS_LIMITS } from '../../../app/users/users.ts';
import { CODE, claimedUsers, NEW_PASSWORD, PASSWORD, QUICK, type TestUsers, testUsers } from '../../support/users-under-test.ts';

const A = '192.0.2.1';
const first = { code: CODE, name: 'ann', password: PASSWORD };

describe('claiming', () => {
  it('makes the first administrator and voids the code', async () => {
    await using test = await testUsers();
    const { session } = await test.users.claim(first, A);
    assert.deepEqual([session.name, session.party, test.claim.voided], ['ann', 'administrator', 1]);
    assert.equal(test.users.isClaimed(), true);
    await assert.rejects(test.users.claim(first, A), { code: 'USERS_CLAIMED' });
    assert.ok(!test.lines.join('').includes(CODE));
  });
  it('two at once: one wins', async () => {
    await using test = await testUsers();
    const all = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => test.users.claim({ ...first, name: `ann${at}` }, A)));
    assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(new Set(all.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))), new Set(['USERS_CLAIMED']));
    assert.equal(test.users.list().length, 1);
    assert.equal((await test.again()).list().length, 1);
  });
  it('with the window of the button open, nobody is asked for a code', async () => {
    await using test = await testUsers();
    test.claim.windowMs = 1;
    assert.equal(test.users.windowLeftMs(), 1);
    await test.users.claim({ ...first, code: '' }, A);
    assert.equal(test.users.windowLeftMs(), 0, 'it is of no use any more');
    await assert.rejects(test.users.claim({ ...first, code: '' }, A), { code: 'USERS_CLAIMED' });
  });
  it('two at once in that window: one wins', async () => {
    await using test = await testUsers();
    test.claim.windowMs = 1;
    const all = await Promise.allSettled(['ann', 'bob', 'eve'].map((name) => test.users.claim({ ...first, code: '', name }, A)));
    assert.deepEqual(all.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
    assert.equal(test.users.list().length, 1);
  });
  it('the button also lets in who has lost the password: once, with an account of his name or another one', async () => {
    await using test = await claimedUsers();
    test.claim.windowMs = 1;
    await test.users.claim({ code: '', name: 'ROOT', password: NEW_PASSWORD }, A);
    assert.equal(test.users.session(test.first.secret), undefined, 'what was signed in has ended');
    assert.equal((await test.users.signIn('root', NEW_PASSWORD, A)).session.party, 'administrator');
    await assert.rejects(test.users.claim({ code: '', name: 'eve', password: NEW_PASSWORD }, A), { code: 'USERS_CLAIMED' });
    test.claim.windowMs = 1;
    await test.users.claim({ code: '', name: 'second', password: NEW_PASSWORD }, A);
    assert.deepEqual(
      test.users.list().map(({ name, role }) => `${name} ${role}`),
      ['root administrator', 'second administrator'],
    );
    assert.match(test.lines.join(''), /users\.let-in-by-the-button account=second/);
  });
  it('a weak password or a bad name costs no guess and claims nothing', async () => {
    await using test = await testUsers();
    for (let at = 0; at < 40; at++)
      await assert.rejects(test.users.claim({ ...first, password: 'short' }, A), { code: 'USERS_WEAK_PASSWORD' });
    await assert.rejects(test.users.claim({ ...first, name: '<b>' }, A), { code: 'USERS_BAD_NAME' });
    assert.ok(await test.users.claim(first, A));
  });
  it('the plug pulled between account and code: the next start voids the code', async () => {
    await using test = await testUsers();
    const { claimed } = test.claim;
    test.claim.claimed = async () => {
      throw new Error('the plug');
    };
    await test.users.claim(first, A);
    test.claim.claimed = claimed;
    await test.again();
    assert.equal(test.claim.voided, 1);
  });
});

describe('a session', () => {
  it('ends an hour after its last use, and twelve hours after its beginning whatever is done', async () => {
    await using test = await claimedUsers();
    const { users, clock } = test;
    const { secret } = await users.signIn('root', PASSWORD, A);
    clock.advance(USERS_LIMITS.idleMs - 1);
    assert.ok(users.session(secret));
    clock.advance(USERS_LIMITS.idleMs);
    assert.equal(users.session(secret), undefined);
    const busy = await users.signIn('root', PASSWORD, A);
    let hours = 0;
    for (; users.session(busy.secret); hours += 0.5) clock.advance(1_800_000);
    assert.equal(hours, 12);
    assert.equal(busy.session.ended.aborted, true);
  });
  it('that nobody asks about any more is ended all the same: what streams to it must end', async () => {
    await using test = await claimedUsers();
    const { session } = await test.users.signIn('root', PASSWORD, A);
    test.clock.advance(USERS_LIMITS.idleMs);
    assert.equal(session.ended.aborted, true);
  });
  it('that is held, as by a page that watches, is in use; its twelve hours end it all the same', async () => {
    await using test = await claimedUsers();
    const { secret, session } = await test.users.signIn('root', PASSWORD, A);
    const letGo = session.hold();
    test.clock.advance(3 * USERS_LIMITS.idleMs);
    assert.equal(session.ended.aborted, false);
    letGo();
    assert.ok(test.users.session(secret));
    test.clock.advance(USERS_LIMITS.idleMs);
    assert.equal(session.ended.aborted, true);
    const held = (await test.users.signIn('root', PASSWORD, A)).session;
    held.hold();
    test.clock.advance(USERS_LIMITS.absoluteMs);
    assert.equal(held.ended.aborted, true);
  });
  it('ends by signing out, and by it alone', async () => {
    await using test = await claimedUsers();
    const [one, other] = [await test.users.signIn('root', PASSWORD, A), await test.users.signIn('root', PASSWORD, A)];
    await test.users.signOut(one.secret);
    assert.equal(test.users.session(one.secret), undefined);
    assert.ok(test.users.session(other.secret));
  });
  it('a change of the own password ends them all, and gives a new one', async () => {
    await using test = await claimedUsers();
    const old = await test.users.signIn('root', PASSWORD, A);
    await assert.rejects(test.users.changeOwnPassword(old.session, 'wrong wrong', NEW_PASSWORD, A), { code: 'USERS_WRONG_PASSWORD' });
    assert.ok(test.users.session(old.secret));
    const { secret } = await test.users.changeOwnPassword(old.session, PASSWORD, NEW_PASSWORD, A);
    assert.equal(test.users.session(old.secret), undefined);
    assert.equal(old.session.ended.aborted, true);
    assert.ok(test.users.session(secret));
    await assert.rejects(test.users.signIn('root', PASSWORD, A), { code: 'USERS_WRONG_PASSWORD' });
  });
  for (const [what, act] of [
    ['another role', (users) => users.change('eve', { role: 'technician' })],
    ['another password', (users) => users.change('eve', { password: 'five purple kites' })],
    ['removal', (users) => users.remove('EVE')],
  ] as const satisfies readonly (readonly [string, (users: Awaited<ReturnType<typeof claimedUsers>>['users']) => Promise<unknown>])[])
    it(`${what} ends those of that account, and no others`, async () => {
      await using test = await claimedUsers();
      await test.users.add({ name: 'Eve', role: 'viewer', password: NEW_PASSWORD });
      const { secret } = await test.users.signIn('eve', NEW_PASSWORD, A);
      await act(test.users);
      assert.equal(test.users.session(secret), undefined);
      assert.ok(test.users.session(test.first.secret));
    });
  it('there are only so many of one account, and in all: the oldest make room', async () => {
    await using test = await claimedUsers({ limits: { ...QUICK, maxSessionsPerAccount: 3, maxSessions: 4 } });
    await test.users.add({ name: 'eve', role: 'viewer', password: NEW_PASSWORD });
    const own = [test.first];
    for (let at = 0; at < 4; at++) own.push(await test.users.signIn('root', PASSWORD, A));
    assert.deepEqual(
      own.map(({ secret }) => test.users.session(secret) !== undefined),
      [false, false, true, true, true],
    );
    const eve = [await test.users.signIn('eve', NEW_PASSWORD, A), await test.users.signIn('eve', NEW_PASSWORD, A)];
    assert.equal(test.users.session(own[2]!.secret), undefined);
    assert.ok(eve.every(({ secret }) => test.users.session(secret)));
  });
  it('goes on over a restart of the program, and not beyond its twelve hours', async () => {
    await using test = await claimedUsers();
    await test.users.close();
    test.clock.advance(600_000);
    const users = await test.again();
    const session = users.session(test.first.secret)!;
    assert.deepEqual([session.name, session.party, session.endsAt], ['root', 'administrator', test.first.session.endsAt]);
    await users.signOut(test.first.secret);
    await users.close();
    assert.equal((await test.again()).session(test.first.secret), undefined, 'signed out is signed out');
  });
  for (const [why, meanwhile] of [
    ['it was off for long', async ({ clock }) => clock.advance(2 * USERS_LIMITS.idleMs)],
    ['the clock went back', async ({ clock }) => void Object.assign(clock, { now: () => 0 })],
    ['the password was changed', async ({ folder }) => edit(folder, 'users.json', /\$[^$]{43}"/, `$${'A'.repeat(43)}"`)],
    ['the role was changed', async ({ folder }) => edit(folder, 'users.json', '"administrator"', '"viewer"')],
    ['its file is damaged', async ({ folder }) => edit(folder, 'sessions.json', '{', '')],
    ['its file is gone', async ({ folder }) => rmSync(join(folder, 'sessions.json'))],
  ] as const satisfies readonly (readonly [string, (test: TestUsers) => Promise<void>])[])
    it(`does not go on where ${why}`, async () => {
      await using test = await claimedUsers();
      await test.users.close();
      await meanwhile(test);
      const users = await test.again();
      assert.equal(users.absence, undefined);
      assert.equal(users.session(test.first.secret), undefined);
    });
  it('is kept as a digest, in a file of its owner', async () => {
    await using test = await claimedUsers();
    await test.users.close();
    const file = join(test.folder, 'sessions.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!readFileSync(file, 'utf8').includes(test.first.secret));
  });
});

function edit(folder: string, name: string, what: string | RegExp, by: string): void {
  const file = join(folder, name);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(what, () => by);
  assert.notEqual(after, before);
  writeFileSync(file, after);
}

describe('the table of permissions', () => {
  it('is this', () => {
    const rows = ACTIONS.map((action) => {
      const people = PARTIES.map((party) => (may({ kind: party === 'machine' ? 'machine' : 'person', party }, action) ? 'X' : '_')).join(
        '',
      );
      const tokens = ROLES.map((party) => (may({ kind: 'token', party }, action) ? 'X' : '_')).join('');
      return `${action} ${people} ${tokens}`;
    });
    // administrator, technician, technologist, viewer, machine; then the four roles as tokens
    assert.deepEqual(rows, [
      'status.see XXXXX XXXX',
      'studies.see XXXX_ XXXX',
      'studies.export XXXX_ XXXX',
      'studies.send XXX__ XXX_',
      'studies.add XXX__ XXX_',
      'studies.delete X____ X___',
      'worklist.see XXXX_ XXXX',
      'worklist.change XXX__ XXX_',
      'reconcile.see XXX__ XXX_',
      'reconcile.decide X_X__ X_X_',
      'panel.identify XXX_X XXX_',
      'commitment.see XXX__ XXX_',
      'commitment.change XX___ XX__',
      'wire.see XX___ XX__',
      'wire.test XX___ XX__',
      'wire.capture X____ ____',
      'ae-table.see XXX__ XXX_',
      'ae-table.change XX___ XX__',
      'settings.see XX___ XX__',
      'settings.change XX___ XX__',
      'network.see XX___ XX__',
      'network.change XX___ XX__',
      'box.see XX___ XX__',
      'box.restart XX___ XX__',
      'box.change X____ X___',
      'box.journal X____ X___',
      'box.reset X____ ____',
      'certificate.see X___X X___',
      'certificate.change X____ X___',
      'certificate.reset X___X X___',
      'users.change X____ ____',
      'self.see XXXXX XXXX',
      'self.change XXXX_ ____',
    ]);
  });
});
