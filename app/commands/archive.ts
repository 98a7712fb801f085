/** The commands that look at an archive that nobody serves: all of its files read, or its index made anew. */
import { reindex, verify } from '../archive/archive.ts';
import { type Flags, type Io, reportReindexed, reportVerified, withProgress } from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { begin } from '../program/begin.ts';

const LINE_GAP_MS = 500;

export async function reindexCommand(flags: Flags, io: Io): Promise<void> {
  const { dataFolder } = begin(flags, io).config;
  const done = await withProgress(io, (update) => reindex(dataFolder, (files) => update(files, undefined, 'files'), LIMITS.dataset));
  reportReindexed(done, flags, io);
}

export async function verifyCommand(flags: Flags, io: Io): Promise<void> {
  const { dataFolder } = begin(flags, io).config;
  const found = flags.progress
    ? await verify(dataFolder, progressLines(io))
    : await withProgress(io, (update) => verify(dataFolder, (done, total) => update(done, total, 'images')));
  reportVerified(found, flags, io);
}

/** For a program that waits: a line of JSON now and then. */
function progressLines(io: Io): (done: number, total: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const now = performance.now();
    if (now - last < LINE_GAP_MS && done < total) return;
    last = now;
    io.error(`${JSON.stringify({ done, total })}\n`);
  };
}
