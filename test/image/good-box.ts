/**
 * A box with a debug image that has started, and found its slot good by its own self-test: started once for all the tests that begin with one, saved,
 * and resumed by each. Beside its disk it has two drives, for what a test wants to bring into it.
 */
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneMaker } from '../support/one-maker.ts';
import { type DebugShell, debugShell, SHELL_ARGS } from './debug-shell.ts';
import { type Box, boxFolder, imageOf, newBox, type PoweredBox, READY } from './machine.ts';

const GIGABYTES = 8;
const DRIVES = ['drive-0', 'drive-1'] as const;
const DRIVE_BYTES = 512 * 1024 * 1024;
const ARGS = [
  ...SHELL_ARGS,
  ...DRIVES.flatMap((name) => [
    ...['-drive', `if=none,id=${name},format=raw,readonly=on,file=FOLDER/${name}.img`],
    ...['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  ]),
];

export interface GoodBox {
  readonly box: Box;
  readonly powered: PoweredBox;
  readonly shell: DebugShell;
}

export const SLOT_IS_GOOD = 'for i in $(seq 120); do systemctl is-active -q filmroom-mark-good && exit 0; sleep 2; done; exit 1';

function boxOf(board: string, name: string, options: { readonly isKept?: boolean } = {}): Box {
  const box = newBox(board, name, GIGABYTES, { image: `${board}-debug`, args: ARGS, ...options });
  for (const drive of DRIVES) emptyDrive(join(box.folder, `${drive}.img`));
  return box;
}

function emptyDrive(file: string): void {
  if (!existsSync(file)) writeFileSync(file, '');
  truncateSync(file, DRIVE_BYTES);
}

/** What the saved box was made of: it is made anew where this has changed. */
function stamp(board: string): string {
  const { size, mtimeMs } = statSync(imageOf(`${board}-debug`));
  return JSON.stringify({ size, mtimeMs, args: ARGS, GIGABYTES });
}

async function savedBox(board: string): Promise<Box> {
  const file = join(boxFolder(board, 'good'), 'stamp.json');
  if (existsSync(file) && readFileSync(file, 'utf8') === stamp(board)) return boxOf(board, 'good', { isKept: true });
  const box = boxOf(board, 'good');
  const powered = await box.start();
  await powered.until(READY);
  const shell = await debugShell(join(box.folder, 'shell'));
  await shell.run(SLOT_IS_GOOD, 250_000);
  shell.close();
  await box.save(powered);
  rmSync(join(box.folder, 'disk.img'));
  writeFileSync(file, stamp(board));
  return box;
}

/** @param drives files that the box finds on its drives, in their order; see `fromDrive` */
export async function goodBox(board: string, name: string, drives: readonly string[] = []): Promise<GoodBox> {
  const saved = await oneMaker(boxFolder(board, 'good.lock'), () => savedBox(board));
  const box = boxOf(board, name);
  for (const [at, file] of drives.entries()) {
    const drive = join(box.folder, `${DRIVES[at]}.img`);
    writeFileSync(drive, readFileSync(file));
    emptyDrive(drive);
  }
  const powered = await box.resume(saved);
  try {
    return { box, powered, shell: await debugShell(join(box.folder, 'shell')) };
  } catch (error) {
    await powered.cut();
    throw error;
  }
}

/** A command that writes what is on a drive; what the box has read of it before was another box's. */
export const fromDrive = (at: number, bytes: number): string => {
  const device = `/dev/disk/by-id/virtio-${DRIVES[at]}`;
  return `blockdev --flushbufs ${device} && head -c ${bytes} ${device}`;
};
