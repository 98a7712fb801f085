import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressKey } from '../../../app/users/address-key.ts';
import { createGuesses } from '../../../app/users/guesses.ts';
import { USERS_LIMITS, UsersError } from '../../../app/users/users.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { CODE, claimedUsers, NEW_PASSWORD, PASSWORD, QUICK, testUsers } from '../../support/users-under-test.ts';

const HOME = '192.0.2.1';
const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'in',
    (error) => (error instanceof UsersError ? error.code : 'other'),
  );

describe('a password guessed', () => {
  it('is refused in the same words for a name that is there and one that is not, and both lock', async () => {
    await using test = await claimedUsers();
    const seen = { root: [] as string[], nobody: [] as string[] };
    for (let at = 0; at < 7; at++)
      for (const name of ['root', 'nobody'] as const)
        seen[name].push(
          await test.users
            .signIn(name, 'wrong wrong', `198.51.100.${at}`)
            .then(String, (error: UsersError) => `${error.code} ${error.message}`),
        );
    assert.deepEqual(seen.root, seen.nobody);
    assert.match(seen.root[4]!, /USERS_WRONG_PASSWORD/);
    assert.match(seen.root[5]!, /USERS_LOCKED Too many wrong passwords\. Try again in 30 seconds\./);
    assert.ok(!test.lines.join('').includes('nobody'), 'what was typed is not logged');
  });
  it('locks for 30 s, then for twice as long each time, up to 15 minutes', async () => {
    await using test = await claimedUsers();
    const waits: number[] = [];
    for (let at = 0; at < 12; at++) {
      const address = `198.51.100.${at}`; // each guess from another: the account itself is locked
      assert.equal(await codeOf(test.users.signIn('root', 'wrong wrong', address)), 'USERS_WRONG_PASSWORD');
      if (at < 4) continue;
      const locked = (await test.users.signIn('root', PASSWORD, address).catch((error) => error)) as UsersError;
      assert.equal(locked.code, 'USERS_LOCKED', 'the right one too');
      waits.push(locked.retryAfterMs / 1000);
      test.clock.advance(locked.retryAfterMs);
    }
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
    assert.equal((await test.users.signIn('root', PASSWORD, '198.51.100.99')).session.name, 'root', 'and after the wait it opens');
    assert.equal(await codeOf(test.users.signIn('root', 'wrong wrong', '198.51.100.98')), 'USERS_WRONG_PASSWORD', 'all forgotten');
  });
  it('a hundred at once are no way around the lock', async () => {
    await using test = await claimedUsers();
    const all = await Promise.all(Array.from({ length: 100 }, (_, at) => codeOf(test.users.signIn('root', `wrong wrong ${at}`, HOME))));
    assert.equal(all.filter((code) => code === 'USERS_WRONG_PASSWORD').length, USERS_LIMITS.accountGuesses);
    assert.equal(all.filter((code) => code === 'USERS_LOCKED').length, 100 - USERS_LIMITS.accountGuesses);
  });
  it('who locks an account from elsewhere does not lock out its owner where he signed in before', async () => {
    await using test = await claimedUsers();
    await test.users.signIn('root', PASSWORD, HOME);
    for (let at = 0; at < 6; at++) await codeOf(test.users.signIn('root', 'wrong wrong', `198.51.100.${at}`));
    assert.equal(await codeOf(test.users.signIn('root', PASSWORD, '198.51.100.50')), 'USERS_LOCKED');
    assert.equal(await codeOf(test.users.signIn('root', PASSWORD, HOME)), 'in');
    for (let at = 0; at < 5; at++) await codeOf(test.users.signIn('root', 'wrong wrong', HOME));
    assert.equal(await codeOf(test.users.signIn('root', PASSWORD, HOME)), 'USERS_LOCKED', 'but guessing there locks too');
  });
  it('one address may guess at many names only so often, even with an account of its own', async () => {
    await using test = await claimedUsers();
    await test.users.add({ name: 'eve', role: 'viewer', password: NEW_PASSWORD });
    let wrong = 0;
    for (let at = 0; at < 40; at++) {
      if ((await codeOf(test.users.signIn(`name${at}`, 'wrong wrong', HOME))) === 'USERS_WRONG_PASSWORD') wrong++;
      await codeOf(test.users.signIn('eve', NEW_PASSWORD, HOME));
    }
    assert.equal(wrong, USERS_LIMITS.addressGuesses);
    assert.equal(await codeOf(test.users.signIn('root', PASSWORD, '198.51.100.7')), 'in', 'from elsewhere');
  });
  it('too many checks at once: told to come back, and counted as no guess', async () => {
    await using test = await claimedUsers({ limits: { ...QUICK, maxChecksWaiting: 0, argon2MemoryKiB: 8192 } });
    const all = await Promise.all(Array.from({ length: 12 }, () => codeOf(test.users.signIn('root', PASSWORD, HOME))));
    assert.ok(all.includes('in') && all.includes('USERS_BUSY'), all.join());
    assert.equal(await codeOf(test.users.signIn('root', PASSWORD, HOME)), 'in');
  });
});

describe('the claim code guessed', () => {
  it('locks the address, and after twenty everybody, for a while', async () => {
    await using test = await testUsers();
    const guess = (address: string, code = 'WRNG-WRNG-WRNG') =>
      codeOf(test.users.claim({ code, name: 'ann', password: PASSWORD }, address));
    const all: string[] = [];
    for (let at = 0; at < 25; at++) all.push(await guess(`198.51.100.${at}`));
    assert.deepEqual([all[19], all[20]], ['USERS_WRONG_CODE', 'USERS_LOCKED']);
    assert.equal(await guess(HOME, CODE), 'USERS_LOCKED');
    test.clock.advance(900_000);
    assert.equal(await guess(HOME, CODE), 'in');
  });
});

describe('what is remembered of guesses', () => {
  const options = { free: 2, firstLockMs: 1000, mostLockMs: 8000, forgetMs: 60_000, most: 100 };
  it('takes no more memory than said: whoever was counted longest ago makes room', () => {
    const guesses = createGuesses({ ...options, clock: fakeClock() });
    for (let at = 0; at < 10_000; at++) guesses.begin(`key${at}`);
    assert.equal(guesses.size, 100);
  });
  it('is forgotten after a day without any', () => {
    const clock = fakeClock();
    const guesses = createGuesses({ ...options, clock });
    for (let at = 0; at < 9; at++) guesses.begin('a');
    assert.equal(guesses.lockedMs('a'), 8000);
    clock.advance(60_001);
    guesses.begin('a');
    assert.equal(guesses.lockedMs('a'), 0);
  });
});

describe('addresses as they are counted', () => {
  for (const [address, key] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ] as const)
    it(`${address || 'none'} is ${key || 'none'}`, () => assert.equal(addressKey(address), key));
});
