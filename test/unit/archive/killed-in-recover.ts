import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** A program of its own, `node killed-in-recover.ts <data folder> <n>`: opens the archive and ends by SIGKILL before its n-th change of a name. */
const [, , folder = '', at = ''] = process.argv;
let changes = 0;
const names = ['link', 'unlink', 'rmdir'] as const;
for (const name of names) {
  const real = fs.promises[name] as (...args: unknown[]) => Promise<void>;
  Object.assign(fs.promises, {
    [name](...args: unknown[]) {
      if (changes++ === Number(at)) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    },
  });
}
syncBuiltinESMExports();

const { openArchive } = await import('../../../app/archive/archive.ts'); // after that, so that it gets these
const { systemClock } = await import('../../../app/base/base.ts');
const quiet = () => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const archive = await openArchive({ folder, log, clock: systemClock, duplicatePolicy: 'overwrite', reserveBytes: 0 });
await archive.close();
