import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FindWrites } from '../../../app/archive/find-writes.ts';
import { withRowIdsOfAnySize } from '../../../app/base/database-worker.ts';

const AT_ONCE = 2000;

/** Makes what studies are found by, which the program itself would make little by little beside its work. @returns of how many studies */
export function makeFindable(dataFolder: string): number {
  const database = withRowIdsOfAnySize(new DatabaseSync(join(dataFolder, 'index.sqlite')));
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  try {
    const finds = new FindWrites(database);
    let studies = 0;
    for (let made = AT_ONCE; made === AT_ONCE; studies += made) {
      database.exec('BEGIN');
      made = finds.update(AT_ONCE);
      database.exec('COMMIT');
    }
    return studies;
  } finally {
    database.close();
  }
}
