import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A file of the page under the name that it has as an asset of the single executable: `ui/…`. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Compiles the page: `ui/index.html`, script, style and icon with the hash of their content in the name, a `.br` and a `.gz` beside each,
 * and `ui/files.json` with the list of all. What was built from the same sources before is taken from `build/ui`.
 *
 * Runs from the source tree only, never in the single executable, which carries the result (`embeddedPage()` in web).
 */
export async function buildPage(): Promise<BuiltFile[]> {
  const here = fileURLToPath(new URL('./', import.meta.url));
  const root = join(here, '../..');
  const sources = [...readdirSync(here).map((name) => join(here, name)), join(here, '../web/schema.ts'), join(root, 'package-lock.json')];
  const digest = createHash('sha256');
  for (const source of sources.sort())
    digest
      .update(`${source.slice(root.length)}\0`)
      .update(readFileSync(source))
      .update('\0');
  const cache = join(root, 'build/ui', digest.digest('hex').slice(0, 16));
  const cached = fromCache(cache);
  if (cached) return cached;
  const files = await compile(here);
  toCache(cache, files);
  return files;
}

async function compile(here: string): Promise<BuiltFile[]> {
  const esbuild = await loadEsbuild();
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(here, 'app.tsx'), join(here, 'app.css')],
    outdir: 'ui',
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'], // light-dark()
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
  });
  const icon = readFileSync(join(here, 'icon.svg'));
  const files: BuiltFile[] = outputFiles.map((file) => ({ path: `ui/${basename(file.path)}`, bytes: file.contents }));
  files.push({ path: `ui/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`, bytes: icon });
  const pathOf = (ext: string) => `/${files.find(({ path }) => path.endsWith(ext))!.path}`;
  const html = readFileSync(join(here, 'index.html'), 'utf8')
    .replace('%ICON%', pathOf('.svg'))
    .replace('%STYLE%', pathOf('.css'))
    .replace('%SCRIPT%', pathOf('.js'));
  files.unshift({ path: 'ui/index.html', bytes: Buffer.from(html) });
  const all: BuiltFile[] = [];
  for (const { path, bytes } of files) {
    all.push({ path, bytes });
    all.push({ path: `${path}.br`, bytes: await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }) });
    all.push({ path: `${path}.gz`, bytes: await promisify(gzip)(bytes, { level: 9 }) });
  }
  const list = [...all.map(({ path }) => path), 'ui/files.json'];
  return [...all, { path: 'ui/files.json', bytes: Buffer.from(JSON.stringify(list)) }];
}

/** The name in a variable keeps esbuild out of every bundle that contains this file. */
async function loadEsbuild(): Promise<typeof import('esbuild')> {
  const name = 'esbuild';
  try {
    return (await import(name)) as typeof import('esbuild');
  } catch (cause) {
    throw new Error('The page cannot be built: the package esbuild is missing. Run `make setup`.', { cause });
  }
}

function fromCache(folder: string): BuiltFile[] | undefined {
  try {
    const list = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as string[];
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
  for (const old of readdirSync(parent)) if (old !== basename(fresh) && !/\.\d+$/.test(old)) rmSync(join(parent, old), { recursive: true });
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true }); // another program was first, with the same content
  }
}
