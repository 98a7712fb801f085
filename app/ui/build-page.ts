import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { type BuiltFile, built, compressed } from './build-cache.ts';
import { buildEngine } from './build-engine.ts';

export type { BuiltFile } from './build-cache.ts';

const LANGUAGES = ['en', 'ru', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];
type Build = typeof import('esbuild')['build'];

/**
 * Compiles the page once for each language, so that only the chosen one travels: an import of `…/texts/en.ts` becomes that of `…/texts/ru.ts`.
 * Makes `ui/index.html` (English), `ui/index.ru.html` …, the entry script and those loaded later, style and icon with the hash of their content in
 * the name (scripts without a text are the same in all languages), the same for the viewer, which is a page of its own (`ui/viewer.html` …), a `.br`
 * and a `.gz` beside each, and `ui/files.json` with the list of all. What was built from the same sources before is taken from `build/ui`.
 *
 * Runs from the source tree only, never in the single executable, which carries the result (`embeddedPage()` in web).
 *
 * @param onCompile called before it is compiled, which takes a while
 */
export async function buildPage(onCompile: () => void = () => {}): Promise<BuiltFile[]> {
  const here = fileURLToPath(new URL('./', import.meta.url));
  const root = join(here, '../..');
  const own = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  const sources = [...own.map((name) => join(here, name)), join(here, '../web/schema.ts'), join(root, 'package-lock.json')];
  return await built(join(root, 'build/ui'), sources, root, () => {
    onCompile();
    return compile(here, root);
  });
}

async function compile(here: string, root: string): Promise<BuiltFile[]> {
  const { build } = await loadEsbuild();
  const engine = await buildEngine(build, here, root);
  const files = new Map<string, Uint8Array>();
  const icon = readFileSync(join(here, 'icon.svg'));
  files.set(`ui/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`, icon);
  for (const entry of ['app.css', 'viewer/viewer.css'])
    for (const { path, contents } of (await build({ ...SETTINGS, entryPoints: [join(here, entry)] })).outputFiles)
      files.set(`ui/${basename(path)}`, contents);
  const pathOf = (name: RegExp) => `/${[...files.keys(), ...engine.map(({ path }) => path)].find((path) => name.test(path))!}`;
  for (const language of LANGUAGES) {
    const page = await compileScript(build, join(here, 'app.tsx'), language, files);
    const viewer = await compileScript(build, join(here, 'viewer/viewer.tsx'), language, files);
    const filled = (file: string, { entry, first }: Script) =>
      readFileSync(join(here, file), 'utf8')
        .replace('lang="en"', `lang="${language}"`)
        .replace('%ICON%', pathOf(/\.svg$/))
        .replace('%STYLE%', pathOf(/app-\w+\.css$/))
        .replace('%VIEWER_STYLE%', pathOf(/viewer-\w+\.css$/))
        .replace('%ENGINE%', pathOf(/viewer-engine-\w+\.js$/))
        .replace('%LICENCES%', pathOf(/viewer-licences-\w+\.txt$/))
        .replace('%SCRIPT%', entry)
        .replace('%FIRST%\n', first.map((path) => `<link rel="modulepreload" href="${path}">\n`).join(''));
    const ending = language === 'en' ? 'html' : `${language}.html`;
    files.set(`ui/index.${ending}`, Buffer.from(filled('index.html', page)));
    files.set(`ui/viewer.${ending}`, Buffer.from(filled('viewer/viewer.html', viewer)));
  }
  const all = [...(await compressed(files)), ...engine];
  const list = [...all.map(({ path }) => path), 'ui/files.json'];
  return [...all, { path: 'ui/files.json', bytes: Buffer.from(JSON.stringify(list)) }];
}

/** A script by its address, with those that it imports at once. */
interface Script {
  readonly entry: string;
  readonly first: readonly string[];
}

async function compileScript(build: Build, source: string, language: Language, files: Map<string, Uint8Array>): Promise<Script> {
  const script = await build({ ...SETTINGS, entryPoints: [source], splitting: true, metafile: true, plugins: [textsIn(language)] });
  for (const { path, contents } of script.outputFiles) files.set(`ui/${basename(path)}`, contents);
  const [entry, { imports }] = Object.entries(script.metafile.outputs).find(([, { entryPoint }]) =>
    entryPoint?.endsWith(basename(source)),
  )!;
  const first = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => `/ui/${basename(path)}`);
  return { entry: `/ui/${basename(entry)}`, first };
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
