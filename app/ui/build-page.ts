import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { BuildOptions, Plugin } from 'esbuild';

/** A file of the page under the name that it has as an asset of the single executable: `ui/…`. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const LANGUAGES = ['en', 'ru', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];

/**
 * Compiles the page once for each language, so that only the chosen one travels: an import of `…/texts/en.ts` becomes that of `…/texts/ru.ts`.
 * Makes `ui/index.html` (English), `ui/index.ru.html` …, the entry script and those loaded later, style and icon with the hash of their content in
 * the name (scripts without a text are the same in all languages), a `.br` and a `.gz` beside each, and `ui/files.json` with the list of all. What was built from the same sources before is taken from `build/ui`.
 *
 * Runs from the source tree only, never in the single executable, which carries the result (`embeddedPage()` in web).
 */
export async function buildPage(): Promise<BuiltFile[]> {
  const here = fileURLToPath(new URL('./', import.meta.url));
  const root = join(here, '../..');
  const own = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  const sources = [...own.map((name) => join(here, name)), join(here, '../web/schema.ts'), join(root, 'package-lock.json')];
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
  const { build } = await loadEsbuild();
  const files = new Map<string, Uint8Array>();
  const icon = readFileSync(join(here, 'icon.svg'));
  files.set(`ui/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`, icon);
  const style = await build({ ...SETTINGS, entryPoints: [join(here, 'app.css')], minify: true });
  for (const { path, contents } of style.outputFiles) files.set(`ui/${basename(path)}`, contents);
  for (const language of LANGUAGES) {
    const script = await build({
      ...SETTINGS,
      entryPoints: [join(here, 'app.tsx')],
      splitting: true,
      metafile: true,
      plugins: [textsIn(language)],
    });
    for (const { path, contents } of script.outputFiles) files.set(`ui/${basename(path)}`, contents);
    const [entry, { imports }] = Object.entries(script.metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('app.tsx'))!;
    const first = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => `/ui/${basename(path)}`);
    const pathOf = (ext: string) => `/${[...files.keys()].find((path) => path.endsWith(ext))!}`;
    const html = readFileSync(join(here, 'index.html'), 'utf8')
      .replace('lang="en"', `lang="${language}"`)
      .replace('%ICON%', pathOf('.svg'))
      .replace('%STYLE%', pathOf('.css'))
      .replace('%SCRIPT%', `/ui/${basename(entry)}`)
      .replace('%FIRST%\n', first.map((path) => `<link rel="modulepreload" href="${path}">\n`).join(''));
    files.set(language === 'en' ? 'ui/index.html' : `ui/index.${language}.html`, Buffer.from(html));
  }
  const all: BuiltFile[] = [];
  for (const [path, bytes] of files) {
    all.push({ path, bytes });
    all.push({ path: `${path}.br`, bytes: await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }) });
    all.push({ path: `${path}.gz`, bytes: await promisify(gzip)(bytes, { level: 9 }) });
  }
  const list = [...all.map(({ path }) => path), 'ui/files.json'];
  return [...all, { path: 'ui/files.json', bytes: Buffer.from(JSON.stringify(list)) }];
}

const SETTINGS = {
  outdir: 'ui',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'], // light-dark()
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  charset: 'utf8',
} as const satisfies BuildOptions;

function textsIn(language: Language): Plugin {
  return {
    name: 'texts',
    setup({ onResolve }) {
      onResolve({ filter: /\/en\.ts$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/en\.ts$/, `${language}.ts`)) }));
    },
  };
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
