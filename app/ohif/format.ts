import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { OhifError } from './errors.ts';
import type { OhifLimits } from './limits.ts';

/*
 * A pack is one file: eight bytes that name the format, the length of the manifest (32 bits, big endian), the manifest (JSON), then the contents of its
 * files one after the other, as the browser gets them. It is never unpacked to a disk: its paths are names in a table.
 */

const MAGIC = Buffer.from('FRPACK\0\u0001', 'latin1');
export const HEAD_BYTES = MAGIC.byteLength + 4;

/** No part is empty or begins with a dot. */
const PATH = /^(?!\.)[\w@.+-]+(\/(?!\.)[\w@.+-]+)*$/;
const size = z.int().check(z.nonnegative());

const PackFile = z.strictObject({
  path: z.string().check(z.maxLength(200), z.regex(PATH)),
  /** As they are in the pack. */
  packedBytes: size,
  /** As they are when the browser has inflated them. */
  bytes: size,
  encoding: z.enum(['br', 'identity']),
  /** Of the inflated content, hexadecimal. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
export type PackFile = z.infer<typeof PackFile>;

const Manifest = z.strictObject({
  /** Of OHIF, and which of our packs of it: `3.13.2-1`. */
  version: z.string().check(z.maxLength(32), z.regex(/^\d+\.\d+\.\d+-\d+$/)),
  files: z.array(PackFile).check(z.minLength(1)),
});
export type Manifest = z.infer<typeof Manifest>;

const notAPack = (words: string) => new OhifError('OHIF_NOT_A_PACK', `This is no pack of OHIF: ${words}.`);
const tooLarge = (what: string, most: number) =>
  new OhifError('OHIF_TOO_LARGE', `This is no pack of OHIF: ${what} exceeds ${most}.`, { values: { what, most } });

/**
 * How long the manifest is, by the first bytes of a pack.
 *
 * @throws OhifError OHIF_NOT_A_PACK, OHIF_TOO_LARGE
 */
export function manifestBytesOf(head: Uint8Array, limits: OhifLimits): number {
  if (head.byteLength < HEAD_BYTES || !MAGIC.equals(head.subarray(0, MAGIC.byteLength))) throw notAPack('it begins otherwise');
  const bytes = new DataView(head.buffer, head.byteOffset).getUint32(MAGIC.byteLength);
  if (bytes > limits.maxManifestBytes) throw tooLarge('the list of its files', limits.maxManifestBytes);
  return bytes;
}

/**
 * The manifest of a pack of so many bytes. Nothing of the contents is looked at.
 *
 * @throws OhifError OHIF_NOT_A_PACK, OHIF_TOO_LARGE
 */
export function readManifest(json: Uint8Array, packBytes: number, limits: OhifLimits): Manifest {
  const read = Manifest.safeParse(parsed(json));
  if (!read.success) throw notAPack('the list of its files is not as it has to be');
  const { files } = read.data;
  if (files.length > limits.maxFiles) throw tooLarge('the number of its files', limits.maxFiles);
  if (new Set(files.map(({ path }) => path)).size < files.length) throw notAPack('it has a file twice');
  for (const { bytes, packedBytes, encoding } of files) {
    if (bytes > limits.maxFileBytes) throw tooLarge('one of its files', limits.maxFileBytes);
    if (encoding === 'identity' && bytes !== packedBytes) throw notAPack('its lengths contradict each other');
  }
  const inflated = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (inflated > limits.maxInflatedBytes) throw tooLarge('what it inflates to', limits.maxInflatedBytes);
  const packed = files.reduce((sum, { packedBytes }) => sum + packedBytes, HEAD_BYTES + json.byteLength);
  if (packed !== packBytes) throw notAPack(`it has ${packBytes} bytes and says ${packed}`);
  return read.data;
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

/** What a pack is known by: SHA-256 of its version and of the list of its contents, whatever compressed them; hexadecimal. */
export function digestOf({ version, files }: Manifest): string {
  const lines = files.map(({ sha256, path }) => `${sha256}  ${path}\n`).toSorted();
  return createHash('sha256')
    .update(`ohif ${version}\n${lines.join('')}`)
    .digest('hex');
}

/** A file on its way into a pack. */
export interface ToPack extends Pick<PackFile, 'path' | 'encoding'> {
  readonly content: Uint8Array;
  /** The content by that encoding. */
  readonly packed: Uint8Array;
}

export function writePack(version: string, files: readonly ToPack[]): { readonly pack: Buffer; readonly digest: string } {
  const manifest: Manifest = {
    version,
    files: files.map(({ path, encoding, content, packed }) => ({
      ...{ path, encoding, bytes: content.byteLength, packedBytes: packed.byteLength },
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
  const json = Buffer.from(JSON.stringify(manifest));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.byteLength);
  return { pack: Buffer.concat([MAGIC, length, json, ...files.map(({ packed }) => packed)]), digest: digestOf(manifest) };
}
