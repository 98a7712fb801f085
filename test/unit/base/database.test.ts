import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { type Database, type Migration, openDatabase } from '../../../app/base/base.ts';
import { openDatabaseFile } from '../../../app/base/database-worker.ts';

const SCRIPT = '../test/unit/base/counting-worker.ts'; // from app/

function fileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-base-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'numbers.sqlite');
}

async function databaseFor(t: TestContext, file = fileFor(t)): Promise<Database> {
  const database = await openDatabase(SCRIPT, { file, readOnly: false });
  t.after(() => database.close());
  return database;
}

/** Commits in a write-ahead log: frames whose "size of the database after the commit" is set (sqlite.org/fileformat2.html §4.1). */
function commitsIn(file: string): number {
  const wal = readFileSync(`${file}-wal`);
  const pageBytes = wal.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + 24 + pageBytes <= wal.byteLength; at += 24 + pageBytes) if (wal.readUInt32BE(at + 4) > 0) commits++;
  return commits;
}

const valuesOf = (database: Database) => database.run<{ value: number }[]>('all').then((rows) => rows.map(({ value }) => value));

describe('nobody else may read the file', () => {
  const modesOf = (file: string) => ['', '-wal', '-shm'].map((suffix) => (statSync(file + suffix).mode & 0o777).toString(8));

  it('nor its WAL and the memory of that: 0640 from the start', async (t) => {
    const file = fileFor(t);
    await (await databaseFor(t, file)).run('insert', 1);
    assert.deepEqual(modesOf(file), ['640', '640', '640']);
  });

  it('a file that others could read is mended when it is opened, with a WAL that was left', async (t) => {
    const file = fileFor(t);
    await (await databaseFor(t, file)).close();
    const left = new DatabaseSync(file); // as long as it is open, its WAL stays
    left.exec('INSERT INTO number (value) VALUES (7)');
    for (const suffix of ['', '-wal', '-shm']) chmodSync(file + suffix, 0o644);
    const database = await databaseFor(t, file);
    assert.deepEqual(modesOf(file), ['640', '640', '640']);
    left.close();
    assert.deepEqual(await valuesOf(database), [7]);
  });

  it('what the owner keeps to himself stays so', async (t) => {
    const file = fileFor(t);
    await (await databaseFor(t, file)).close();
    chmodSync(file, 0o600);
    await databaseFor(t, file);
    assert.equal(modesOf(file)[0], '600');
  });
});

describe('writes that wait share a commit', () => {
  it('a hundred at once take few, and each gets its own answer', async (t) => {
    const file = fileFor(t);
    const database = await databaseFor(t, file);
    const before = commitsIn(file);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => database.run<number>('insert', n)));
    assert.deepEqual(
      answers,
      Array.from({ length: 100 }, (_, n) => n * 2),
    );
    assert.ok(commitsIn(file) - before <= 10, `${commitsIn(file) - before} commits`);
  });

  it('one at a time takes one each: it is committed when it resolves', async (t) => {
    const file = fileFor(t);
    const database = await databaseFor(t, file);
    for (let n = 0; n < 3; n++) {
      const before = commitsIn(file);
      await database.run('insert', n);
      assert.equal(commitsIn(file), before + 1);
    }
  });

  it('more than a commit takes come in several, all of them', async (t) => {
    const database = await databaseFor(t);
    await Promise.all(Array.from({ length: 1000 }, (_, n) => database.run('insert', n)));
    assert.equal((await valuesOf(database)).length, 1000);
  });

  it('one that fails hurts none of the others, and leaves nothing of itself', async (t) => {
    const database = await databaseFor(t);
    const results = await Promise.allSettled([
      database.run('insert', 1),
      database.run('insertThenThrow', 2),
      database.run('insert', 3),
      database.run('insert', 1), // is there already
      database.run('insert', 4),
    ]);
    assert.deepEqual(
      results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code)),
      [2, 'DATABASE_FAILED', 6, 'DATABASE_FAILED', 8],
    );
    assert.match((results[1] as PromiseRejectedResult).reason.message, /no 2/);
    assert.deepEqual(await valuesOf(database), [1, 3, 4]);
    assert.equal(await database.run('rollbacks'), 2); // what the two had learnt is to be forgotten
  });

  it('a read sees the writes that were asked for before it, and none of those after', async (t) => {
    const database = await databaseFor(t);
    const [, seen] = await Promise.all([database.run('insert', 1), valuesOf(database), database.run('insert', 2)]);
    assert.deepEqual(seen, [1]);
  });

  it('a commit that cannot be is told to every writer in it; the next one goes on', async (t) => {
    const file = fileFor(t);
    const database = await databaseFor(t, file);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE'); // longer than the worker waits
    const results = await Promise.allSettled([database.run('insert', 1), database.run('insert', 2)]);
    other.exec('ROLLBACK');
    other.close();
    for (const result of results) assert.equal((result as PromiseRejectedResult).reason.code, 'DATABASE_LOCKED');
    await database.run('insert', 3);
    assert.deepEqual(await valuesOf(database), [3]);
  });
});

describe('a database and its worker', () => {
  it('has the settings that the promise needs: WAL, synchronous FULL (2), foreign keys', async (t) => {
    assert.deepEqual(await (await databaseFor(t)).run('settings'), ['wal', 2, 1]);
  });

  it('an operation that there is not is refused, and the worker lives on', async (t) => {
    const database = await databaseFor(t);
    await assert.rejects(database.run('no such'), { code: 'DATABASE_FAILED', message: /no such/ });
    assert.equal(await database.run('insert', 1), 2);
  });

  for (const death of ['die', 'throwLater']) {
    it(`one that dies (${death}) rejects what waits and what comes, and close still resolves`, async (t) => {
      const database = await databaseFor(t);
      const dying = database.run(death).catch((error) => error.code);
      const [waiting] = await Promise.allSettled([database.run('insert', 1)]);
      await dying;
      const late = await Promise.allSettled([database.run('all'), database.run('insert', 2)]);
      if (death === 'die') assert.equal((waiting as PromiseRejectedResult).reason?.code, 'DATABASE_FAILED');
      for (const result of late) assert.equal((result as PromiseRejectedResult).reason?.code, 'DATABASE_FAILED');
      assert.equal(database.waiting, 0);
      await database.close();
    });
  }

  it('counts what waits', async (t) => {
    const database = await databaseFor(t);
    const calls = [database.run('insert', 1), database.run('insert', 2)];
    assert.equal(database.waiting, 2);
    await Promise.all(calls);
    assert.equal(database.waiting, 0);
  });

  it('close is an answer to what was asked before it, and the end for what comes after', async (t) => {
    const file = fileFor(t);
    const database = await databaseFor(t, file);
    const inserted = database.run('insert', 1);
    await database.close();
    assert.equal(await inserted, 2);
    await assert.rejects(database.run('all'), { code: 'DATABASE_FAILED' });
    assert.deepEqual(await valuesOf(await databaseFor(t, file)), [1]);
  });
});

describe('opening', () => {
  it('runs each migration once, in the order of their versions', async (t) => {
    const file = fileFor(t);
    const database = await databaseFor(t, file);
    await database.run('insert', 1);
    await database.close();
    await (await databaseFor(t, file)).close(); // a second ALTER TABLE would fail
    const look = new DatabaseSync(file);
    assert.deepEqual({ ...look.prepare('SELECT * FROM number').get() }, { value: 1, words: 'none' });
    assert.equal(look.prepare('PRAGMA user_version').get()!.user_version, 2);
    look.close();
  });

  it('runs what an older file has not seen', async (t) => {
    const file = fileFor(t);
    const old = new DatabaseSync(file);
    old.exec('CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT; INSERT INTO number VALUES (7); PRAGMA user_version = 1');
    old.close();
    assert.deepEqual(await valuesOf(await databaseFor(t, file)), [7]);
  });

  it('what an older file has not seen cannot run where nothing is written: DATABASE_OLDER', async (t) => {
    const file = fileFor(t);
    const old = new DatabaseSync(file);
    old.exec('CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT; PRAGMA user_version = 1');
    old.close();
    await assert.rejects(openDatabase(SCRIPT, { file, readOnly: true }), { code: 'DATABASE_OLDER', message: /schema 1, .* needs 2/ });
  });

  it('a file of a later version that leaves room for this one is used, and stays of that version', async (t) => {
    const file = fileFor(t);
    await (await databaseFor(t, file)).close();
    const later = new DatabaseSync(file); // as its migration { version: 3, writableBy: 2 } does
    later.exec('ALTER TABLE number ADD COLUMN more TEXT; PRAGMA user_version = 3; PRAGMA application_id = 2');
    later.close();
    const database = await databaseFor(t, file);
    await database.run('insert', 5);
    assert.deepEqual(await valuesOf(database), [5]);
    await database.close();
    const look = new DatabaseSync(file);
    assert.deepEqual(
      { ...look.prepare('PRAGMA user_version').get(), ...look.prepare('PRAGMA application_id').get() },
      { user_version: 3, application_id: 2 },
    );
    look.close();
  });

  it('steps say together whom they leave room for, and one that leaves none ends it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'filmroom-migrations-')), 'file');
    const one = { version: 1, sql: 'CREATE TABLE a (x)' };
    const two = { version: 2, sql: 'CREATE TABLE b (x)', writableBy: 1 };
    const three = { version: 3, sql: 'CREATE TABLE c (x)', writableBy: 2 };
    const opened = (...migrations: Migration[]) => openDatabaseFile({ file, readOnly: false }, migrations).close();
    opened(one, two);
    opened(one);
    opened(one, two, three);
    opened(one, two);
    assert.throws(() => opened(one), { code: 'DATABASE_NEWER' });
    opened(one, two, three, { version: 4, sql: 'DROP TABLE a' });
    assert.throws(() => opened(one, two, three), { code: 'DATABASE_NEWER' });
    rmSync(join(file, '..'), { recursive: true });
  });

  for (const [words, code, make] of [
    [
      'a file of a later version',
      'DATABASE_NEWER',
      (file: string) => {
        const later = new DatabaseSync(file);
        later.exec('PRAGMA user_version = 3');
        later.close();
      },
    ],
    ['a file that is no database', 'DATABASE_CORRUPT', (file: string) => writeFileSync(file, 'x'.repeat(5000))],
    ['a file in a folder that is not there', 'DATABASE_FAILED', (file: string) => rmSync(join(file, '..'), { recursive: true })],
  ] as const) {
    it(`${words}: ${code}`, async (t) => {
      const file = fileFor(t);
      make(file);
      await assert.rejects(openDatabase(SCRIPT, { file, readOnly: false }), { code });
    });
  }

  it('read-only: writes are refused with DATABASE_READ_ONLY', async (t) => {
    const file = fileFor(t);
    await databaseFor(t, file);
    const reader = await openDatabase(SCRIPT, { file, readOnly: true });
    await assert.rejects(reader.run('insert', 1), { code: 'DATABASE_READ_ONLY' });
    assert.deepEqual(await valuesOf(reader), []);
    await reader.close();
  });
});

describe('a change outlives a last row id that JavaScript has no number for', () => {
  it('FTS5, which numbers the pages of what was deleted from 2^53 on', (t) => {
    const database = openDatabaseFile({ file: fileFor(t), readOnly: false }, [
      { version: 1, sql: "CREATE VIRTUAL TABLE text USING fts5(words, content = '', contentless_delete = 1)" },
    ]);
    t.after(() => database.close());
    const insert = database.prepare('INSERT INTO text (rowid, words) VALUES (?, ?)');
    const remove = database.prepare('DELETE FROM text WHERE rowid = ?');
    const last = database.prepare('SELECT last_insert_rowid() > 9007199254740991 AS tooLarge');
    let seen = 0;
    for (let n = 1; n <= 64; n++) {
      database.exec('BEGIN');
      insert.run(n + 1, `word${n}`);
      remove.run(n);
      seen += Number(last.get()!.tooLarge);
      database.exec('COMMIT');
    }
    assert.ok(seen > 0, 'else this shows nothing');
    assert.equal(database.prepare('SELECT COUNT(*) AS count FROM text').get()!.count, 1);
  });
});
