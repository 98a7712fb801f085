import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { OhifError } from './errors.ts';
import { digestOf, HEAD_BYTES, type Manifest, manifestBytesOf, type PackFile, readManifest } from './format.ts';
import type { OhifLimits } from './limits.ts';

/** A file of a pack, as it is sent. */
export interface Packed extends PackFile {
  readonly packed: Uint8Array<ArrayBuffer>;
}

/** @throws OhifError OHIF_UNKNOWN */
export function refuseUnknown(manifest: Manifest, known: readonly string[]): void {
  const { version } = manifest;
  if (known.includes(digestOf(manifest))) return;
  throw new OhifError(
    'OHIF_UNKNOWN',
    `This pack of OHIF (${version}) is none that this version of Filmroom was made for. Take the one that comes with it.`,
    {
      values: { version },
    },
  );
}

/**
 * A whole pack, every content of it inflated and held against the list; nothing is inflated of a pack that is not known.
 * It works in the threads of Node's pool, so that images go on meanwhile.
 *
 * @param pack stays the caller's, who does not change it any more: the files are parts of it
 * @throws OhifError OHIF_NOT_A_PACK, OHIF_TOO_LARGE, OHIF_UNKNOWN, OHIF_DAMAGED
 */
export async function checkPack(
  pack: Uint8Array<ArrayBuffer>,
  known: readonly string[],
  limits: OhifLimits,
): Promise<{ readonly version: string; readonly files: ReadonlyMap<string, Packed> }> {
  const manifestBytes = manifestBytesOf(pack.subarray(0, HEAD_BYTES), limits);
  const json = pack.subarray(HEAD_BYTES, HEAD_BYTES + manifestBytes);
  if (json.byteLength < manifestBytes) throw new OhifError('OHIF_NOT_A_PACK', 'This is no pack of OHIF: it ends in the list of its files.');
  const manifest = readManifest(json, pack.byteLength, limits);
  refuseUnknown(manifest, known);
  const files = new Map<string, Packed>();
  let at = HEAD_BYTES + manifestBytes;
  for (const file of manifest.files) {
    const packed = pack.subarray(at, at + file.packedBytes);
    at += file.packedBytes;
    if ((await digestOfContent(file, packed)) !== file.sha256)
      throw new OhifError('OHIF_DAMAGED', `The pack of OHIF is damaged: ${file.path} is not what its list says. Get it again.`, {
        values: { path: file.path },
      });
    files.set(file.path, { ...file, packed });
  }
  return { version: manifest.version, files };
}

/** SHA-256 of what it inflates to, hexadecimal; none where that is not as long as the list says. */
async function digestOfContent({ encoding, bytes }: PackFile, packed: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const content = encoding === 'br' ? await inflated(packed, bytes) : packed;
  if (content?.byteLength !== bytes) return undefined;
  return Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');
}

/** Stops where it would become longer than `most`. */
async function inflated(packed: Uint8Array, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await promisify(brotliDecompress)(packed, { maxOutputLength: Math.max(1, most) });
  } catch {
    return undefined; // no brotli, or too long
  }
}
