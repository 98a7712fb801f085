import { serveDatabase } from '../../../app/base/base.ts';

/** A database of numbers for the tests of `openDatabase`. */
const MIGRATIONS = [
  { version: 2, sql: "ALTER TABLE number ADD COLUMN words TEXT NOT NULL DEFAULT 'none'" },
  { version: 1, sql: 'CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT' },
];

serveDatabase(MIGRATIONS, (database) => {
  let rollbacks = 0;
  const insert = database.prepare('INSERT INTO number (value) VALUES (?)');
  return {
    reads: {
      all: () => database.prepare('SELECT value FROM number ORDER BY value').all(),
      rollbacks: () => rollbacks,
      settings: () =>
        ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]),
      die: () => process.exit(3), // ends the thread alone
      throwLater: () =>
        void setImmediate(() => {
          throw new Error('a bug');
        }),
    },
    writes: {
      insert(value: number) {
        insert.run(value);
        return value * 2;
      },
      insertThenThrow(value: number) {
        insert.run(value);
        throw new Error(`no ${value}`);
      },
    },
    rolledBack() {
      rollbacks++;
    },
  };
});
