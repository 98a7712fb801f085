import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, type Log, makeFolder, replaceFile, syncFolder, wordsOf } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import { ResetError } from './errors.ts';
import { KEPT_NAMES } from './kept.ts';
import { forgetCopies, forgetDisk, knowDisk, type ResetKind, readRequest, removeRequest } from './request.ts';

/** Where a test may end the process. */
export type ResetStep = 'begun' | 'disk-forgotten' | 'formatted' | 'half-emptied' | 'emptied' | 'machine-id' | 'request-removed';

export interface CarryOutOptions {
  /** Where the EFI system partition is mounted, writable. */
  readonly esp: string;
  /** The data partition; nobody has it mounted. To keep images it must hold a sound file system. */
  readonly device: string;
  /** An empty folder to mount the data partition on meanwhile. */
  readonly mountPoint: string;
  /** The running system was given the old machine id already: the next start is to find another one. */
  readonly hasOldMachineId: boolean;
  readonly log: Log;
  readonly faults?: { at(step: ResetStep): void | Promise<void> };
}

export interface CarriedOut {
  readonly kind: ResetKind;
}

/** Below /var. Read by the initramfs. */
export const MACHINE_ID_FILE = 'lib/filmroom-machine-id';
const PROGRAM_FOLDER = 'lib/filmroom';
const FORMAT_TIMEOUT_MS = 30 * 60_000; // a large disk, discarded block by block

/**
 * Does what was asked for. Ended anywhere, by a power cut too, it can be begun again: it only removes, and the request goes last.
 *
 * @throws ResetError RESET_NOT_ASKED, RESET_FAILED
 */
export async function carryOutReset(options: CarryOutOptions): Promise<CarriedOut> {
  const { esp, device, log, faults } = options;
  const kind = await readRequest(esp);
  if (kind === undefined) {
    await removeRequest(esp); // what cannot be read now cannot be read tomorrow
    throw new ResetError('RESET_NOT_ASKED', `no factory reset: nothing in ${esp} asks for one in a form that can be read. Ask again.`);
  }
  log.warn('reset.begun', { kind, device });
  await faults?.at('begun');
  try {
    await forgetCopies(esp);
    if (kind === 'wipe') {
      await forgetDisk(esp);
      await faults?.at('disk-forgotten');
      const uuid = await format(device, log);
      await knowDisk(esp, uuid); // before the request goes: a disk of another box may be in, and would be taken then
      await faults?.at('formatted');
    }
    await withMounted(options, async (folder) => {
      if (kind === 'keep-images') await keepOnlyImages(folder, options);
      if (options.hasOldMachineId) await replaceMachineId(folder);
      await faults?.at('machine-id');
    });
  } catch (error) {
    if (error instanceof ResetError) throw error;
    throw new ResetError('RESET_FAILED', `the factory reset could not be carried out: ${wordsOf(error)}`, { cause: error });
  }
  await removeRequest(esp);
  await faults?.at('request-removed');
  log.warn('reset.done', { kind });
  return { kind };
}

/** A new, empty file system, by its UUID. What the old one held is discarded where the disk can do that; else it is only out of reach. */
async function format(device: string, log: Log): Promise<string> {
  await runTool('blkdiscard', ['--force', device], { timeoutMs: FORMAT_TIMEOUT_MS }).catch((error) =>
    log.info('reset.no-discard', { words: wordsOf(error) }),
  );
  const uuid = randomUUID();
  await runTool('mkfs.ext4', ['-q', '-F', '-L', 'filmroom-data', '-U', uuid, device], { timeoutMs: FORMAT_TIMEOUT_MS });
  return uuid;
}

async function withMounted({ device, mountPoint }: CarryOutOptions, use: (folder: string) => Promise<void>): Promise<void> {
  await makeFolder(mountPoint);
  await runTool('mount', ['-t', 'ext4', '-o', 'nodev,nosuid,noexec,noatime', device, mountPoint]);
  try {
    await use(mountPoint);
    await syncFolder(mountPoint);
  } finally {
    await runTool('umount', [mountPoint]); // writes what is left
  }
}

/** Everything goes but what belongs to the images, and the folders above it. */
async function keepOnlyImages(folder: string, { faults }: CarryOutOptions): Promise<void> {
  await removeAllBut(join(folder, PROGRAM_FOLDER), KEPT_NAMES);
  await faults?.at('half-emptied');
  await removeAllBut(join(folder, 'lib'), ['filmroom']);
  await removeAllBut(folder, ['lib', 'lost+found']);
  await faults?.at('emptied');
}

async function removeAllBut(folder: string, kept: readonly string[]): Promise<void> {
  const names = await readdir(folder).catch((error) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) if (!kept.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  if (names.length > 0) await syncFolder(folder);
}

/** As systemd makes one (machine-id(5)): a random UUID (RFC 9562 §5.4) without hyphens. */
async function replaceMachineId(folder: string): Promise<void> {
  const id = randomBytes(16);
  id[6] = (id[6]! & 0x0f) | 0x40;
  id[8] = (id[8]! & 0x3f) | 0x80;
  const file = join(folder, MACHINE_ID_FILE);
  await makeFolder(dirname(file));
  await replaceFile(file, `${id.toString('hex')}\n`, 0o444);
}
