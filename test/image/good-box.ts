/**
 * A box with a debug image that has started, and found its slot good by its own self-test. Beside its disk it has two drives, for what a test wants to
 * bring into it.
 */
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DebugShell, debugShell, SHELL_ARGS } from './debug-shell.ts';
import { type Box, newBox, type PoweredBox } from './machine.ts';
import { type Kind, savedOnce } from './saved-once.ts';

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

const kindOf = (board: string): Kind => ({
  name: 'good',
  image: `${board}-debug`,
  facts: { ARGS, GIGABYTES },
  make(name, options) {
    const box = newBox(board, name, GIGABYTES, { image: `${board}-debug`, args: ARGS, ...options });
    for (const drive of DRIVES) emptyDrive(join(box.folder, `${drive}.img`));
    return box;
  },
  async settle(box) {
    const shell = await debugShell(join(box.folder, 'shell'));
    await shell.run(SLOT_IS_GOOD, 250_000);
    shell.close();
  },
});

function emptyDrive(file: string): void {
  if (!existsSync(file)) writeFileSync(file, '');
  truncateSync(file, DRIVE_BYTES);
}

/** @param drives files that the box finds on its drives, in their order; see `fromDrive` */
export async function goodBox(board: string, name: string, drives: readonly string[] = []): Promise<GoodBox> {
  const kind = kindOf(board);
  const saved = await savedOnce(board, kind);
  const box = kind.make(name);
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
