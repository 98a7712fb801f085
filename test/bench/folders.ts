import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Emptied when all is measured: ext4 looks for a free inode past each one that was freed in the last minutes, and the next candidate would pay for it. */
const used: string[] = [];
const ROOM_TO_KEEP_THEM = 40e9;

/** An empty folder for one measurement; what earlier ones left in the page cache is on the disk before it starts. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-bench-'));
  used.push(folder);
  spawnSync('sync');
  try {
    return await work(join(folder, 'data'));
  } finally {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < ROOM_TO_KEEP_THEM) removeUsed();
  }
}

function removeUsed(): void {
  for (const folder of used.splice(0)) rmSync(folder, { recursive: true, force: true });
}
process.once('exit', removeUsed);
