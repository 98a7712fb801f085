import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A file of the page under the name that it has as an asset of the single executable: `ui/…`. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What `make` makes of these sources, taken from `folder` where it was made of the same before. */
export async function built(
  folder: string,
  sources: readonly string[],
  root: string,
  make: () => Promise<BuiltFile[]>,
): Promise<BuiltFile[]> {
  const digest = createHash('sha256');
  for (const source of sources.toSorted())
    digest
      .update(`${source.slice(root.length)}\0`)
      .update(readFileSync(source))
      .update('\0');
  const cache = join(folder, digest.digest('hex').slice(0, 16));
  const cached = fromCache(cache);
  if (cached) return cached;
  const files = await make();
  toCache(cache, files);
  return files;
}

/** Each file with a `.br` and a `.gz` beside it. */
export async function compressed(files: ReadonlyMap<string, Uint8Array>): Promise<BuiltFile[]> {
  const all = [...files].map(async ([path, bytes]) => {
    const br = promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gz = promisify(gzip)(bytes, { level: 9 });
    return [
      { path, bytes },
      { path: `${path}.br`, bytes: await br },
      { path: `${path}.gz`, bytes: await gz },
    ];
  });
  return (await Promise.all(all)).flat();
}

const LIST = 'built.json';

function fromCache(folder: string): BuiltFile[] | undefined {
  try {
    const list = JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as string[];
    return list.map((path) => ({ path, bytes: readFileSync(join(folder, basename(path))) }));
  } catch {
    return undefined; // not built yet, or torn: build it
  }
}

/** Written beside and renamed, so that two programs that start together never read half a page; older ones are removed. */
function toCache(folder: string, files: readonly BuiltFile[]): void {
  const parent = join(folder, '..');
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const { path, bytes } of files) writeFileSync(join(fresh, basename(path)), bytes);
  writeFileSync(join(fresh, LIST), JSON.stringify(files.map(({ path }) => path)));
  for (const old of readdirSync(parent)) if (old !== basename(fresh) && !/\.\d+$/.test(old)) rmSync(join(parent, old), { recursive: true });
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true }); // another program was first, with the same content
  }
}
