/**
 * Writes an image to a disk or card: `make flash DEVICE=/dev/…`. Shows what is on it, asks, writes with a progress bar, reads it back.
 * usage: node os-image/flash/flash.ts <image.img.xz> <device>
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { showBar } from './bar.ts';
import { type BlockDevice, describeDisk, gigabytes, readDisk, whyNot, whyOther } from './disk.ts';

const BLOCK = 4 * 1024 * 1024;

/** Bytes of what is packed in `image`: xz says so in its totals line. */
function unpackedBytes(image: string): number {
  const totals = execFileSync('xz', ['--robot', '--list', '--', image], { encoding: 'utf8' })
    .split('\n')
    .find((line) => line.startsWith('totals'));
  return Number(totals?.split('\t')[4]);
}

/** @returns the SHA-256 of what was written, all of it on the disk */
async function write(image: string, disk: FileHandle, bytes: number): Promise<string> {
  const xz = spawn('xz', ['--decompress', '--stdout', '--threads=0', '--', image], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => xz.once('close', resolve));
  const hash = createHash('sha256');
  const bar = showBar('writing ', bytes);
  let at = 0;
  let synced = 0;
  for await (const chunk of xz.stdout as AsyncIterable<Buffer>) {
    hash.update(chunk);
    for (let from = 0; from < chunk.byteLength; ) from += (await disk.write(chunk, from, chunk.byteLength - from, at + from)).bytesWritten;
    at += chunk.byteLength;
    if (at - synced < 8 * BLOCK) continue;
    await disk.datasync(); // else the bar tells of memory, and the last tenth of it lasts for minutes
    synced = at;
    bar.at(at);
  }
  if ((await ended) !== 0 || at !== bytes) throw new Error(`${image} is damaged: it ends after ${gigabytes(at)} of ${gigabytes(bytes)}.`);
  await disk.sync();
  bar.end();
  return hash.digest('hex');
}

/** @returns the SHA-256 of the first `bytes` of the disk, not of what the kernel remembers of it */
async function readBack(path: string, disk: FileHandle, bytes: number): Promise<string> {
  spawnSync('blockdev', ['--flushbufs', path]);
  const hash = createHash('sha256');
  const bar = showBar('checking', bytes);
  const block = Buffer.alloc(BLOCK);
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await disk.read(block, 0, Math.min(BLOCK, bytes - at), at);
    if (bytesRead === 0) break;
    hash.update(block.subarray(0, bytesRead));
    at += bytesRead;
    bar.at(at);
  }
  bar.end();
  return hash.digest('hex');
}

/** As lsblk and /sys write it, after gnu_dev_major(3). */
const deviceNumber = (rdev: bigint): string =>
  `${((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)}:${(rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)}`;

/**
 * A link may point elsewhere, and a card may have made room for another, while the question waited. What is open stays the disk that it is.
 *
 * @throws Error in plain words where it is not the disk that was shown, or one that may not be written any more
 */
async function checkIsShown(path: string, file: FileHandle, shown: BlockDevice, bytes: number): Promise<void> {
  const now = readDisk(path);
  if (now.number !== deviceNumber((await file.stat({ bigint: true })).rdev))
    throw new Error(`${path} is not the disk that was shown any more. Nothing was written. Start again.`);
  const refused = whyOther(path, shown, now) ?? whyNot(now, bytes);
  if (refused) throw new Error(refused);
}

async function flash(image: string, path: string): Promise<void> {
  if (!existsSync(image)) throw new Error(`${image} is not there: make image makes it.`);
  const bytes = unpackedBytes(image);
  const disk = readDisk(path);
  const refused = whyNot(disk, bytes);
  if (refused) throw new Error(refused);

  console.log(
    `${describeDisk(disk).join('\n')}\n\nAll of it, with the images that a box has kept there, gives way to ${image}, ${gigabytes(bytes)}.`,
  );
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const name = path.replace(/^.*\//, '');
  const answer = await new Promise<string>((resolve) => {
    question.once('close', () => resolve('')); // end of input
    question.question(`Type ${name} to go on: `).then(resolve, () => resolve(''));
  });
  question.close();
  if (answer.trim() !== name) throw new Error('Nothing was written.');

  const file = await open(path, constants.O_RDWR | constants.O_EXCL).catch((cause: NodeJS.ErrnoException) => {
    // O_EXCL: the kernel itself refuses a disk that it uses, mounted elsewhere or part of an array
    const why = cause.code === 'EBUSY' ? 'is in use by this machine.' : `cannot be opened (${cause.code}): is it still plugged in?`;
    throw new Error(`${path} ${why} Nothing was written.`, { cause });
  });
  try {
    await checkIsShown(path, file, disk, bytes);
    const written = await write(image, file, bytes);
    if ((await readBack(path, file, bytes)) !== written)
      throw new Error(`${path} does not hold what was written to it: take another card or disk.`);
  } finally {
    await file.close();
  }
  spawnSync('blockdev', ['--rereadpt', path]);
  console.log(`${path} is ready: put it into the box and switch it on.`);
}

const [image, path] = process.argv.slice(2);
if (!image || !path) {
  console.error('usage: make flash DEVICE=/dev/… [BOARD=…]; lsblk lists the disks');
  process.exitCode = 2;
} else if (process.getuid?.() !== 0) {
  process.exitCode = spawnSync('sudo', [process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' }).status ?? 1;
} else {
  await flash(image, path).catch((error: Error) => {
    console.error(`flash: ${error.message}`);
    process.exitCode = 1;
  });
}
