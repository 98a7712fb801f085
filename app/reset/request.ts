import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { errnoOf, makeFolder, removeFile, replaceFile, syncFolder } from '../base/base.ts';

/** `keep-images`: identity, network, settings, users and logs go. `wipe`: everything goes. */
export type ResetKind = z.infer<typeof Request>['reset'];

const Request = z.strictObject({ reset: z.enum(['keep-images', 'wipe']), askedAt: z.string() });

/** In the EFI system partition: the data partition may be missing, foreign or broken, and is what gets emptied. */
const REQUEST_FILE = 'filmroom/reset.json';
/** Which file system is this box's own; written by overlays/common/usr/lib/filmroom/data-disk. */
const KNOWN_DISK_FILE = 'filmroom/data-disk';

/** @param esp where the EFI system partition is mounted */
export async function writeRequest(esp: string, reset: ResetKind, now: Date): Promise<void> {
  const file = join(esp, REQUEST_FILE);
  await makeFolder(dirname(file));
  await syncFolder(esp);
  await replaceFile(file, `${JSON.stringify({ reset, askedAt: now.toISOString() } satisfies z.infer<typeof Request>)}\n`);
}

/** @returns undefined where there is none, or one that a power cut left unfinished: then nothing was promised to anybody */
export async function readRequest(esp: string): Promise<ResetKind | undefined> {
  const text = await readFile(join(esp, REQUEST_FILE), 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  });
  try {
    const { success, data } = Request.safeParse(JSON.parse(text));
    return success ? data.reset : undefined;
  } catch {
    return undefined; // no JSON
  }
}

export async function removeRequest(esp: string): Promise<void> {
  await removeDurably(join(esp, REQUEST_FILE));
}

/** Copies for a start without the data partition; written by `app/network/mirror.ts`. */
const COPIES = ['filmroom/network.json', 'filmroom/links.json'];

/** The network is that of a new box, without the data partition too. */
export async function forgetCopies(esp: string): Promise<void> {
  for (const file of COPIES) await removeDurably(join(esp, file));
}

/** This file system is the box's own. */
export async function knowDisk(esp: string, uuid: string): Promise<void> {
  await replaceFile(join(esp, KNOWN_DISK_FILE), `${uuid}\n`);
}

/** The next file system that is found becomes the box's own. */
export async function forgetDisk(esp: string): Promise<void> {
  await removeDurably(join(esp, KNOWN_DISK_FILE));
}

async function removeDurably(file: string): Promise<void> {
  await removeFile(file);
  await syncFolder(dirname(file));
}
