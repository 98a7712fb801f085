/** What is known of a disk, by lsblk and blkid, and whether an image may be written over it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A disk, a partition of it, or what is made of one (LVM, encryption). */
export interface BlockDevice {
  readonly path: string;
  /** `8:16`. */
  readonly number: string;
  /** The kernel counts each disk, and each card that is put in; undefined where it is older than 5.15. */
  readonly sequence: string | undefined;
  readonly type: string;
  readonly size: number;
  readonly ro: boolean;
  readonly rm: boolean;
  readonly tran: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly partlabel: string | null;
  /** Of the file system, of the table of partitions, of the partition: what is there. */
  readonly ids: readonly string[];
  readonly mountpoints: readonly (string | null)[];
  readonly children?: readonly BlockDevice[];
}

const COLUMNS = 'PATH,MAJ:MIN,TYPE,SIZE,RO,RM,TRAN,MODEL,SERIAL,MOUNTPOINTS';
const WHOLE_DISKS = ['disk', 'loop'];

/** @throws Error in plain words where lsblk knows no such device */
export function readDisk(path: string): BlockDevice {
  try {
    const words = execFileSync('lsblk', ['--json', '--bytes', '--output', COLUMNS, '--', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return withContent((JSON.parse(words) as { blockdevices: [Listed] }).blockdevices[0]);
  } catch (cause) {
    throw new Error(`${path} is no disk. lsblk lists those that there are.`, { cause });
  }
}

type Listed = Omit<BlockDevice, 'number' | 'sequence' | 'fstype' | 'label' | 'partlabel' | 'ids' | 'children'> & {
  readonly 'maj:min': string;
  readonly children?: readonly Listed[];
};

/** blkid reads the disk itself; lsblk would ask udev, which not every machine has. */
function withContent({ 'maj:min': number, children = [], ...device }: Listed): BlockDevice {
  const { stdout } = spawnSync('blkid', ['--probe', '--output', 'export', '--', device.path], { encoding: 'utf8' });
  const found = new Map(stdout.split('\n').map((line): [string, string] => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')]));
  const ids = ['UUID', 'PTUUID', 'PART_ENTRY_UUID'].flatMap((name) => found.get(name) ?? []);
  const content = {
    fstype: found.get('TYPE') ?? null,
    label: found.get('LABEL') ?? null,
    partlabel: found.get('PART_ENTRY_NAME') ?? null,
    ids,
  };
  const counted = `/sys/dev/block/${number.trim()}/diskseq`;
  const sequence = existsSync(counted) ? readFileSync(counted, 'utf8').trim() : undefined;
  return { ...device, ...content, number: number.trim(), sequence, children: children.map(withContent) };
}

/** Why the disk that is there now is not written: it is not the one that was shown, whose owner said yes; undefined where it is. */
export function whyOther(path: string, shown: BlockDevice, now: BlockDevice): string | undefined {
  const known = (disk: BlockDevice) => JSON.stringify(within(disk).map(({ mountpoints, children, ...facts }) => facts));
  if (known(now) === known(shown)) return undefined;
  return `${path} is not the disk that was shown any more. It is now:\n${describeDisk(now).join('\n')}\nNothing was written. Start again, if that is the one.`;
}

const within = (device: BlockDevice): BlockDevice[] => [device, ...(device.children ?? []).flatMap(within)];

/** Why an image of `bytes` is not written to it; undefined where it may be, once its owner has said so. */
export function whyNot(disk: BlockDevice, bytes: number): string | undefined {
  if (!WHOLE_DISKS.includes(disk.type)) return `${disk.path} is a ${disk.type === 'part' ? 'partition' : disk.type}, not a whole disk.`;
  if (disk.ro) return `${disk.path} is read-only: look for a switch on the card or its adapter.`;
  if (disk.size < bytes) return `${disk.path} holds ${gigabytes(disk.size)}, the image needs ${gigabytes(bytes)}.`;
  const mounts = within(disk).flatMap((device) => device.mountpoints.filter((at) => at !== null).map((at) => ({ at, path: device.path })));
  if (mounts.some(({ at }) => ['/', '/boot', '/boot/efi', '/usr', '[SWAP]'].includes(at)))
    return `${disk.path} is the disk that this machine runs from.`;
  const [mounted] = mounts;
  if (mounted) return `${mounted.path} is mounted at ${mounted.at}: unmount it first.`;
  return undefined;
}

/** Sizes as they are printed on disks. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;

/** What its owner would lose, a line for each part. */
export function describeDisk(disk: BlockDevice): string[] {
  const how = [
    disk.model?.trim(),
    disk.tran ?? undefined,
    gigabytes(disk.size),
    disk.rm || disk.tran === 'usb' ? undefined : 'NOT removable',
  ];
  const parts = within(disk)
    .slice(1)
    .map((part) => {
      const what = [part.partlabel, part.fstype, part.label && `"${part.label}"`, gigabytes(part.size)];
      return `  ${part.path}: ${what.filter(Boolean).join(', ')}`;
    });
  const whole = disk.fstype ? [`  a file system without partitions: ${disk.fstype}${disk.label ? ` "${disk.label}"` : ''}`] : [];
  return [
    `${disk.path}: ${how.filter(Boolean).join(', ')}`,
    ...(parts.length + whole.length > 0 ? [...whole, ...parts] : ['  nothing that blkid knows']),
  ];
}
