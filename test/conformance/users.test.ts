import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { runChild } from '../support/child.ts';
import { type Filmroom, filmroomCommand, startFilmroom } from '../support/filmroom.ts';
import { PASSWORD } from '../support/users-under-test.ts';

const NOBODY = 65_534;
const codeIn = (banner: string) => /^ +Claim +([\dA-Z]{4}(?:-[\dA-Z]{4}){2}) /m.exec(banner)?.[1];

function command(filmroom: Filmroom, ...words: string[]) {
  const { program, args } = filmroomCommand();
  const [name = '', ...more] = words;
  return runChild(program, [...args, name, '--data', filmroom.dataFolder, ...more]);
}
const claim = (filmroom: Filmroom, name: string, code: string) =>
  fetch(`${filmroom.webUrl}/api/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: filmroom.webUrl },
    body: JSON.stringify({ code, name, password: PASSWORD }),
  });

describe('a new Filmroom on a computer', () => {
  it('shows its claim code in the banner and by filmroom claim-code, to its own user; who enters it first is the administrator', async () => {
    const filmroom = await startFilmroom();
    try {
      const code = codeIn(filmroom.banner());
      assert.ok(code, filmroom.banner());
      assert.deepEqual(await command(filmroom, 'claim-code'), { ...(await command(filmroom, 'claim-code')), code: 0, stdout: `${code}\n` });
      assert.equal(statSync(join(filmroom.dataFolder, 'claim-code')).mode & 0o777, 0o600);
      assert.equal((await claim(filmroom, 'eve', 'K7PX-49TM-HR3C')).status, 403);
      const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
      const all = await Promise.all(['ann', 'bob', 'eve'].map((name) => claim(filmroom, name, typed)));
      assert.deepEqual(all.map(({ status }) => status).sort(), [201, 409, 409]);
      assert.ok(!readdirSync(filmroom.dataFolder).includes('claim-code'));
      const { code: exit, stderr } = await command(filmroom, 'claim-code');
      assert.equal(exit, 1);
      assert.match(stderr, /has an owner already/);
      assert.ok(!filmroom.log().includes(code) && !filmroom.log().includes(PASSWORD));
    } finally {
      await filmroom.stop();
    }
  });
  it('has the same code after a restart, as long as nobody has claimed it; then it asks for none, and who was signed in still is', async () => {
    const first = await startFilmroom();
    const { dataFolder } = first;
    const code = codeIn(first.banner());
    await first.kill(); // which leaves the folder
    let filmroom = await startFilmroom({ dataFolder });
    assert.equal(codeIn(filmroom.banner()), code);
    const cookie = await filmroom.cookie();
    await filmroom.kill();
    filmroom = await startFilmroom({ dataFolder });
    try {
      assert.equal(codeIn(filmroom.banner()), undefined);
      assert.equal((await fetch(`${filmroom.webUrl}/api/session`, { headers: { cookie } })).status, 200);
    } finally {
      await filmroom.stop();
      spawnSync('rm', ['-r', dirname(dataFolder)]);
    }
  });
});

describe('the commands of the same machine', () => {
  it('need no account: a file that only root and the user of the program can read lets them in, for as long as it runs', async () => {
    const filmroom = await startFilmroom();
    const { port } = new URL(filmroom.webUrl);
    const file = join(filmroom.dataFolder, 'program.secret');
    try {
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const { code, stdout } = await command(filmroom, 'leds', '--web-port', port, '--json');
      assert.equal(code, 0);
      assert.equal((JSON.parse(stdout) as unknown[]).length, 4);
      const headers = { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` };
      const ask = async (path: string) => (await fetch(filmroom.webUrl + path, { headers })).status;
      assert.deepEqual([await ask('/api/status'), await ask('/api/studies'), await ask('/api/users')], [200, 403, 403]);
      const elsewhere = await command({ ...filmroom, dataFolder: 'none' }, 'leds', '--web-port', port);
      assert.equal(elsewhere.code, 5);
      assert.match(elsewhere.stderr, /does not let this command in.*--data/);
    } finally {
      await filmroom.stop();
    }
    assert.throws(() => statSync(file), { code: 'ENOENT' });
  });
  it('of another user are told so', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('needs another user');
    const filmroom = await startFilmroom();
    try {
      const { program, args } = filmroomCommand();
      chmodSync(dirname(filmroom.dataFolder), 0o755); // the way there
      const { port } = new URL(filmroom.webUrl);
      const words = [...args, 'leds', '--data', filmroom.dataFolder, '--web-port', port];
      const { status, stderr } = spawnSync(program, words, { uid: NOBODY, encoding: 'utf8', cwd: '/' });
      assert.equal(status, 5, stderr);
      assert.match(stderr, /Run it as root, or as the user that runs filmroom serve/);
    } finally {
      await filmroom.stop();
    }
  });
});
