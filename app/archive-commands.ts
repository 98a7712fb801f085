/** The commands that look at an archive that nobody serves: all of its files read, or its index made anew. */
import { reindex, verify } from './archive/archive.ts';
import { begin } from './begin.ts';
import { type Flags, type Io, reportReindexed, reportVerified, withProgress } from './cli/cli.ts';
import { LIMITS } from './config/config.ts';

export async function reindexCommand(flags: Flags, io: Io): Promise<void> {
  const { dataFolder } = begin(flags, io).config;
  const done = await withProgress(io, (update) => reindex(dataFolder, (files) => update(files, undefined, 'files'), LIMITS.dataset));
  reportReindexed(done, flags, io);
}

export async function verifyCommand(flags: Flags, io: Io): Promise<void> {
  const { dataFolder } = begin(flags, io).config;
  const found = await withProgress(io, (update) => verify(dataFolder, (done, total) => update(done, total, 'images')));
  reportVerified(found, flags, io);
}
