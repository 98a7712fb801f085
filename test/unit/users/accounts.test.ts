import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { claimedUsers, NEW_PASSWORD, PASSWORD, testUsers } from '../../support/users-under-test.ts';

const A = '192.0.2.1';

describe('accounts', () => {
  it('survive a restart; the file is for its owner alone and holds no password', async () => {
    await using test = await claimedUsers();
    await test.users.add({ name: 'Анна Иванова', role: 'technologist', password: NEW_PASSWORD });
    const file = join(test.folder, 'users.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    assert.ok(!text.includes(PASSWORD) && !text.includes(NEW_PASSWORD));
    const users = await test.again();
    assert.deepEqual(
      users.list().map(({ name, role }) => `${name} ${role}`),
      ['root administrator', 'Анна Иванова technologist'],
    );
    assert.equal((await users.signIn('анна  иванова ', NEW_PASSWORD, A)).session.party, 'technologist');
    await users.close();
    assert.deepEqual(readdirSync(test.folder).sort(), ['sessions.json', 'users.json']);
  });
  it('two of one name there cannot be, however it is written', async () => {
    await using test = await claimedUsers();
    for (const name of ['ROOT', 'ｒｏｏｔ', ' root '])
      await assert.rejects(test.users.add({ name, role: 'viewer', password: NEW_PASSWORD }), /already|A name has/);
  });
  it('the last administrator is neither removed nor made something else', async () => {
    await using test = await claimedUsers();
    await assert.rejects(test.users.remove('root'), { code: 'USERS_LAST_ADMINISTRATOR' });
    await assert.rejects(test.users.change('root', { role: 'viewer' }), { code: 'USERS_LAST_ADMINISTRATOR' });
    await test.users.add({ name: 'second', role: 'administrator', password: NEW_PASSWORD });
    const both = await Promise.allSettled([test.users.remove('root'), test.users.remove('second')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'also where both are removed at once');
    assert.equal(test.users.list().length, 1);
  });
  it('a file that is damaged keeps everybody out, and does not make the box anybody’s', async () => {
    await using test = await claimedUsers();
    for (const text of [
      '',
      '{',
      'null',
      '{"version":1,"accounts":[],"tokens":[],"more":1}',
      readFileSync(join(test.folder, 'users.json'), 'utf8').replace('argon2id', 'argon2i'),
    ]) {
      writeFileSync(join(test.folder, 'users.json'), text);
      const users = await test.again();
      assert.match(users.absence ?? '', /is damaged/, text);
      await assert.rejects(users.claim({ code: 'K7PX-49TM-HR3C', name: 'eve', password: NEW_PASSWORD }, A), { code: 'USERS_UNREADABLE' });
      await assert.rejects(users.signIn('root', PASSWORD, A), { code: 'USERS_UNREADABLE' });
      assert.equal(readFileSync(join(test.folder, 'users.json'), 'utf8'), text, 'and it stays as it is');
    }
  });
  it('a change that cannot be written is none', async () => {
    await using test = await claimedUsers();
    mkdirSync(join(test.folder, 'users.json.new')); // where the new file would be written
    await assert.rejects(test.users.add({ name: 'ann', role: 'viewer', password: NEW_PASSWORD }), { code: 'USERS_NOT_KEPT' });
    assert.equal(test.users.list().length, 1);
  });
  it('a folder that is not to be written: who has an account signs in, nobody changes anything', async () => {
    await using test = await claimedUsers();
    const users = await test.again({ readOnlyBecause: 'the disk is mounted read-only' });
    assert.equal((await users.signIn('root', PASSWORD, A)).session.name, 'root');
    await assert.rejects(users.add({ name: 'ann', role: 'viewer', password: NEW_PASSWORD }), {
      code: 'USERS_NOT_KEPT',
      message: /mounted read-only/,
    });
  });
  it('no data disk: nobody signs in, and nobody claims what is somebody’s', async () => {
    await using test = await testUsers({ readOnlyBecause: 'the data disk of this box is not there' });
    assert.equal(test.users.absence, 'the data disk of this box is not there');
    await assert.rejects(test.users.claim({ code: 'K7PX-49TM-HR3C', name: 'eve', password: NEW_PASSWORD }, A), {
      code: 'USERS_UNREADABLE',
    });
  });
});

describe('the name of an account', () => {
  for (const name of ['ann', 'Dr. Müller', '山田太郎', 'قباني', 'שרון', 'สมชาย ใจดี', "O'Brien", 'a@b.example', 'x'.repeat(64)])
    it(`may be ${name}`, async () => {
      await using test = await claimedUsers();
      assert.equal((await test.users.add({ name, role: 'viewer', password: NEW_PASSWORD })).name, name.normalize('NFC'));
    });
  for (const [why, name] of [
    ['empty', ''],
    ['of blanks', '   '],
    ['markup', '<script>alert(1)</script>'],
    ['a quote', 'a"b'],
    ['an ampersand', 'a&b'],
    ['with a line', 'a\nb'],
    ['with NUL', 'a\0b'],
    ['turned around (U+202E)', 'a\u202eb'],
    ['with a mark of direction (U+200F)', 'a\u200fb'],
    ['with a space of no width', 'a\u200bb'],
    ['half a character', 'a\ud800'],
    ['65 characters', 'x'.repeat(65)],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ] as const)
    it(`may not be ${why}`, async () => {
      await using test = await claimedUsers();
      await assert.rejects(test.users.add({ name, role: 'viewer', password: NEW_PASSWORD }), { code: 'USERS_BAD_NAME' });
    });
});

describe('a password', () => {
  for (const [why, password] of [
    ['short', 'nine char'],
    ['on every list', 'Password123'],
    ['of one letter', 'aaaaaaaaaaaaaa'],
    ['the name with a digit', 'annabelle1'],
    ['257 characters', `${'abcd'.repeat(64)}e`],
  ] as const)
    it(`may not be ${why}`, async () => {
      await using test = await claimedUsers();
      await assert.rejects(test.users.add({ name: 'annabelle', role: 'viewer', password }), { code: 'USERS_WEAK_PASSWORD' });
    });
  it('is the same however its letters are composed', async () => {
    await using test = await claimedUsers();
    await test.users.add({ name: 'ann', role: 'viewer', password: 'Bücher überall'.normalize('NFC') });
    assert.ok(await test.users.signIn('ann', 'Bücher überall'.normalize('NFD'), A));
  });
});

describe('tokens', () => {
  it('open the door as long as they are there, and end what streams to them', async () => {
    await using test = await claimedUsers();
    const { secret, ...facts } = await test.users.tokens.add({ name: 'monitor', role: 'viewer' }, 'root');
    assert.deepEqual(test.users.tokens.list(), [facts]);
    const users = await test.again();
    const principal = users.tokens.bearer(secret)!;
    assert.deepEqual([principal.kind, principal.party, principal.name], ['token', 'viewer', 'monitor']);
    assert.ok(!readFileSync(join(test.folder, 'users.json'), 'utf8').includes(secret));
    await users.tokens.remove(facts.id);
    assert.equal(users.tokens.bearer(secret), undefined);
    assert.equal(principal.ended.aborted, true);
  });
  it('of this machine is another one at each start', async () => {
    await using test = await claimedUsers();
    assert.equal(test.users.tokens.bearer(test.users.tokens.machineSecret)?.party, 'machine');
    assert.equal((await test.again()).tokens.bearer(test.users.tokens.machineSecret), undefined);
    for (const wrong of ['', ' ', 'x'.repeat(43)]) assert.equal(test.users.tokens.bearer(wrong), undefined);
  });
});
