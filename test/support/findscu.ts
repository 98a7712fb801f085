import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFileMeta } from '../../app/dataset/dataset.ts';
import { dcmtk, to } from './dcmtk.ts';
import { dumpFiles } from './dump.ts';
import { IMPLICIT_LE } from './raw-bytes.ts';

export interface FindscuAnswer {
  /** Values as dcmdump reads them, one byte a character, by tag: `0010,0020`. */
  readonly values: ReadonlyMap<string, string>;
  /** The Part 10 file that findscu made of it. */
  readonly file: Buffer;
}

export interface FindscuResult {
  readonly code: number | null;
  /** What it logged. */
  readonly words: string;
  readonly answers: readonly FindscuAnswer[];
}

/**
 * Asks with `findscu`, which writes each answer to a file that dcmdump reads.
 *
 * @param keys as `-k` takes them
 * @param options.identifier an identifier in implicit VR little endian, for keys that no command line holds
 */
export async function findscu(
  port: number,
  model: '-S' | '-P' | '-O',
  keys: readonly string[],
  options: { readonly identifier?: Uint8Array; readonly args?: readonly string[]; readonly tags?: readonly string[] } = {},
): Promise<FindscuResult> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-findscu-'));
  try {
    const queryFile = join(folder, 'query.dcm');
    const files = options.identifier ? [queryFile] : [];
    if (options.identifier) {
      const meta = encodeFileMeta({ sopClassUid: '1.2.3', sopInstanceUid: '1.2.3', transferSyntaxUid: IMPLICIT_LE });
      writeFileSync(queryFile, Buffer.concat([meta, options.identifier]));
    }
    const args = [model, '-v', '-X', '-od', folder, '-aec', 'FILMROOM', ...(options.args ?? []), ...keys.flatMap((key) => ['-k', key])];
    const { code, stdout, stderr } = await dcmtk('findscu', [...args, ...to(port), ...files]);
    const found = readdirSync(folder)
      .filter((name) => name.startsWith('rsp'))
      .sort()
      .map((name) => join(folder, name));
    const dumps = found.length > 0 ? dumpFiles(found, options.tags ?? TAGS) : new Map<string, ReadonlyMap<string, string>>();
    const answers = found.map((path) => ({ values: dumps.get(path) ?? new Map<string, string>(), file: readFileSync(path) }));
    return { code, words: `${stdout}${stderr}`, answers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TAGS = [
  ...['0008,0005', '0008,0018', '0008,0020', '0008,0050', '0008,0052', '0008,0054', '0008,0056', '0008,0060', '0008,0061', '0008,1030'],
  ...['0010,0010', '0010,0020', '0020,000d', '0020,000e', '0020,0010', '0020,0011', '0020,0013', '0020,1206', '0020,1208', '0020,1209'],
];
