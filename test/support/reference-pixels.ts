import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import type { LocatedImage, Pixels } from '../../app/pixels/pixels.ts';
import { readFrame } from '../../app/pixels/pixels.ts';
import { runChild } from './child.ts';
import { missing } from './dcmtk.ts';
import { located } from './pixels-under-test.ts';

/** Debian's: that is the one with python3-pydicom. */
const PYTHON = '/usr/bin/python3';
const NATIVE = 'pydicom with numpy';

/** Which programs decode what, where they stand for what is right: the first that can. */
const REFERENCES: readonly (readonly [pattern: RegExp, ...names: string[]])[] = [
  [/^1\.2\.840\.10008\.1\.2\.4\.(5[0-9]|6[0-6]|70)$/, 'dcmdjpeg'],
  [/^1\.2\.840\.10008\.1\.2\.4\.8[01]$/, 'dcmdjpls', 'gdcmconv'],
  [/^1\.2\.840\.10008\.1\.2\.4\.9[01]$/, 'gdcmconv'],
  [/^1\.2\.840\.10008\.1\.2\.4\.20[123]$/, 'opj_decompress'],
  [/^1\.2\.840\.10008\.1\.2\.5$/, 'dcmdrle'],
  [/^1\.2\.840\.10008\.1\.2(\.1|\.2|\.1\.99)?$/, NATIVE],
];

/** Why the comparison is skipped; false where all references are here. */
export function referencesMissing(): string | false {
  if (spawnSync(PYTHON, ['-c', 'import pydicom, numpy']).status !== 0) return 'no python3-pydicom with python3-numpy: make setup-test';
  for (const program of ['gdcmconv', 'opj_decompress'])
    if (spawnSync(program, ['-h']).error) return `${program} is not installed: make setup-test`;
  return missing('dcmconv') || missing('dcmdjpeg') || missing('dcmdjpls') || missing('dcmdrle');
}

export interface ReferencePixels {
  readonly photometric: string;
  /** All frames, the samples of a pixel together, little endian. */
  readonly values: Buffer;
}

let files = 0;

/** All frames of a file as another program has them, and which one; undefined where none at hand decodes them. */
export async function referencePixels(
  path: string,
  image: LocatedImage,
  pixels: Pixels,
  folder: string,
): Promise<(ReferencePixels & { readonly by: string }) | undefined> {
  const [, ...names] = REFERENCES.find(([pattern]) => pattern.test(image.frames.transferSyntaxUid)) ?? [/none/];
  for (const by of names) {
    const out = join(folder, `out-${++files}`);
    try {
      return { by, ...(await decodedBy(by, path, image, pixels, out)) };
    } catch (error) {
      if (!(error instanceof CannotDecode)) throw error;
    } finally {
      rmSync(out, { force: true });
    }
  }
  return undefined;
}

class CannotDecode extends Error {}

async function decodedBy(by: string, path: string, image: LocatedImage, pixels: Pixels, out: string): Promise<ReferencePixels> {
  const { isBigEndian, header } = image.frames;
  if (by === NATIVE) return byPydicom(path, isBigEndian && header.bitsAllocated <= 8, out);
  if (by === 'opj_decompress') return byOpenJpeg(image, out);
  await run(by, by === 'gdcmconv' ? ['--raw', path, out] : [path, out]);
  const bytes = readFileSync(out);
  const { transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
  return allFrames(await located(bytes.subarray(datasetOffset), transferSyntaxUid), pixels);
}

/** @returns what it wrote to standard output */
async function run(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, output } = await runChild(program, args, { timeoutMs: 60_000 });
  if (code !== 0) throw new CannotDecode(`${program}: ${output.trim().split('\n').at(-1)}`);
  return stdout;
}

/** By ours. */
export async function allFrames(image: LocatedImage, pixels: Pixels): Promise<ReferencePixels> {
  const values: Uint8Array[] = [];
  let photometric = '';
  for (let frame = 1; frame <= image.frames.header.numberOfFrames; frame++) {
    const decoded = await pixels.decodeFrame(image, frame);
    values.push(decoded.bytes);
    photometric = decoded.photometric;
  }
  return { photometric, values: Buffer.concat(values) };
}

const SCRIPT = `
import sys, pydicom
dataset = pydicom.dcmread(sys.argv[1], force=True)
values = dataset.pixel_array
open(sys.argv[2], 'wb').write(values.astype(values.dtype.newbyteorder('<')).tobytes())
print(dataset.PhotometricInterpretation)
`;

/**
 * @param isTurned bytes in words of big endian (PS3.5 §8.1.1, §A.3): pydicom 2 leaves them as they are, so dcmconv turns them first
 */
async function byPydicom(path: string, isTurned: boolean, out: string): Promise<ReferencePixels> {
  const turned = `${out}.turned`;
  if (isTurned) await run('dcmconv', ['+te', path, turned]);
  const stdout = await run(PYTHON, ['-c', SCRIPT, isTurned ? turned : path, out]);
  rmSync(turned, { force: true });
  return { photometric: stdout.trim().replace(/_422$/, ''), values: readFileSync(out) };
}

/** Frame by frame, out of planes. */
async function byOpenJpeg({ frames, source }: LocatedImage, out: string): Promise<ReferencePixels> {
  const { numberOfFrames, samplesPerPixel, rows, columns, photometric } = frames.header;
  const all: Buffer[] = [];
  for (let frame = 1; frame <= numberOfFrames; frame++) {
    const [stream, raw] = [`${out}.j2k`, `${out}.rawl`];
    writeFileSync(stream, await readFrame(source, frames, frame));
    await run('opj_decompress', ['-i', stream, '-o', raw]);
    const planes = readFileSync(raw);
    const sampleBytes = planes.byteLength / (rows * columns * samplesPerPixel);
    const together = Buffer.alloc(planes.byteLength);
    for (let sample = 0; sample < samplesPerPixel; sample++)
      for (let at = 0; at < rows * columns; at++)
        planes.copy(
          together,
          (at * samplesPerPixel + sample) * sampleBytes,
          (sample * rows * columns + at) * sampleBytes,
          (sample * rows * columns + at + 1) * sampleBytes,
        );
    all.push(together);
    rmSync(stream);
    rmSync(raw);
  }
  return { photometric: photometric.startsWith('YBR_') && samplesPerPixel === 3 ? 'RGB' : photometric, values: Buffer.concat(all) };
}
