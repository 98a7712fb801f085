import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, openArchive } from '../../app/archive/archive.ts';
import { systemClock } from '../../app/base/base.ts';
import { logInto, objectWith, send } from '../support/archive-under-test.ts';

/* Images a second into an empty archive and into one whose index is in <folder>, by turns: `node test/bench/million-ingest.ts <folder> [images]`. */

const [full, count] = [process.argv[2], Number(process.argv[3] ?? 1500)];
if (!full) throw new Error('node test/bench/million-ingest.ts <folder with index.sqlite> [images]');
const PIXEL_BYTES = 526_000;
const AT_ONCE = 4;
const [SOP, STUDY_DATE, PATIENT, PATIENT_ID, STUDY, SERIES, NUMBER] = [
  0x00080018, 0x00080020, 0x00100010, 0x00100020, 0x0020000d, 0x0020000e, 0x00200013,
] as const;

function open(folder: string): Promise<Archive> {
  return openArchive({ folder, log: logInto([]), clock: systemClock, duplicatePolicy: 'overwrite', reserveBytes: 0 });
}

/** `round` tells the studies of this run from those of others. */
async function rate(archive: Archive, round: string): Promise<number> {
  const one = objectWith({}, { bytes: PIXEL_BYTES });
  const pixels = one.dataset.subarray(-PIXEL_BYTES - 8);
  const began = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const study = Math.floor(n / 50);
      const uid = `1.2.840.113619.2.55.3.${round}.${study}`;
      const head = objectWith(
        {
          [SOP]: `${uid}.1.${n}`,
          [STUDY]: uid,
          [SERIES]: `${uid}.1`,
          [PATIENT]: `Load^${study}`,
          [PATIENT_ID]: `L${round}${study}`,
          [STUDY_DATE]: '20260102',
          [NUMBER]: String(n),
        },
        { bytes: 0 },
      );
      await send(archive, { ...head, dataset: Buffer.concat([head.dataset.subarray(0, -8), pixels]) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return count / ((performance.now() - began) / 1000);
}

const empty = mkdtempSync(join(tmpdir(), 'filmroom-empty-'));
try {
  const archives = [await open(empty), await open(full)] as const;
  await rate(archives[0], `${Date.now()}0`); // warm
  for (const round of [1, 2, 3]) {
    const [ofEmpty, ofFull] = [await rate(archives[0], `${Date.now()}${round}`), await rate(archives[1], `${Date.now()}${round}`)];
    console.log(`empty ${ofEmpty.toFixed(0)}/s, with all there ${ofFull.toFixed(0)}/s: ${((ofFull / ofEmpty) * 100).toFixed(0)} %`);
  }
  console.log(`RSS ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
  await Promise.all(archives.map((archive) => archive.close()));
} finally {
  rmSync(empty, { recursive: true, force: true });
}
