import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { type BuiltFile, built, compressed } from './build-cache.ts';

/**
 * The engine of the viewer (Cornerstone3D): `ui/viewer-engine-….js`, the worker that decodes `ui/viewer-decoder-….js`, the decoders
 * `ui/viewer-….wasm`, and the licences of what is in them. It is the same in all languages and changes seldom, so that it has a cache of its own, `build/engine`.
 */
export async function buildEngine(build: typeof import('esbuild')['build'], here: string, root: string): Promise<BuiltFile[]> {
  const folder = join(here, 'viewer/engine');
  const sources = [
    ...readdirSync(folder).map((name) => join(folder, name)),
    ...['build-engine.ts', 'build-cache.ts'].map((name) => join(here, name)),
    join(root, 'package-lock.json'),
  ];
  return await built(join(root, 'build/engine'), sources, root, async () => {
    const files = new Map<string, Uint8Array>();
    const worker = await build({
      ...SETTINGS,
      entryPoints: { 'viewer-decoder': join(root, DECODER) },
      plugins: [withoutBundler(folder), withoutNode],
    });
    for (const { path, contents } of worker.outputFiles) files.set(`ui/${basename(path)}`, contents);
    const decoder = [...files.keys()].find((path) => path.endsWith('.js'))!;
    const engine = await build({
      ...SETTINGS,
      entryPoints: { 'viewer-engine': join(folder, 'engine.ts') },
      plugins: [withoutBundler(folder), withoutNode],
      define: { VIEWER_DECODER: JSON.stringify(`/${decoder}`) },
    });
    for (const { path, contents } of engine.outputFiles) files.set(`ui/${basename(path)}`, contents);
    const texts = licenceTexts(root, [...Object.keys(worker.metafile.inputs), ...Object.keys(engine.metafile.inputs)]);
    files.set(`ui/viewer-licences-${createHash('sha256').update(texts).digest('hex').slice(0, 8)}.txt`, Buffer.from(texts));
    return await compressed(files);
  });
}

/** The packages among the inputs, each with its licence as it has it: all of them ask for that where they are passed on. */
function licenceTexts(root: string, inputs: readonly string[]): string {
  const found = inputs
    .map((path) => /node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/(?!.*node_modules)/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const parts = [...new Set(found)].toSorted().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license?: string };
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version}: ${license ?? 'see below'}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}`;
  });
  return `What the viewer of Filmroom contains of others.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Its package names it for bundlers alone, by no export. */
const DECODER = 'node_modules/@cornerstonejs/dicom-image-loader/dist/esm/decodeImageFrameWorker.js';

/**
 * What Cornerstone leaves to other bundlers: `new URL('@cornerstonejs/…/wasm', import.meta.url)` becomes the address of the file, and that of the worker is
 * ours, so that it is one of Trusted Types.
 */
const withoutBundler = (folder: string): Plugin => ({
  name: 'without-bundler',
  setup({ onLoad }) {
    onLoad({ filter: /dicom-image-loader[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const imports: string[] = [];
      const contents = readFileSync(path, 'utf8')
        .replace(/new URL\(\s*'(@cornerstonejs\/[^']+)'\s*,\s*import\.meta\.url\s*\)/g, (_, name: string) => {
          imports.push(`import wasm${imports.length} from '${name}';`);
          return `new URL(wasm${imports.length - 1}, location.href)`;
        })
        .replace(/new URL\('\.\/decodeImageFrameWorker\.js', import\.meta\.url\)/, () => {
          imports.push(`import { workerAddress } from ${JSON.stringify(join(folder, 'worker-address.ts'))};`);
          return 'workerAddress()';
        });
      return { contents: `${imports.join('')}${STALE.has(basename(path)) ? freshEachFrame(contents, path) : contents}`, loader: 'js' };
    });
  },
});

/** Of OpenJPEG and libjpeg-turbo. */
const STALE: ReadonlySet<string> = new Set(['decodeJPEG2000.js', 'decodeJPEGBaseline8Bit.js']);

/**
 * These decoders do not throw when a codestream is broken: they leave in their buffer what they decoded before, so that the image of another frame,
 * or of another patient, would be shown in its place (5.14.0; `viewer.test.ts` has a damaged frame). Each frame gets a decoder of its own, and an empty buffer is an error.
 */
function freshEachFrame(source: string, path: string): string {
  const fresh = source
    .replace(
      'const decoder = local.decoder;',
      'const Decoder = local.decoder.constructor; local.decoder.delete(); const decoder = (local.decoder = new Decoder());',
    )
    .replace(/(decoder\.decode\([^;]*\);)/, "$1 if (decoder.getDecodedBuffer().length === 0) throw new Error('the codestream is broken');");
  if (!fresh.includes('new Decoder()') || !fresh.includes('is broken'))
    throw new Error(`${path} is not as it was: look at what it does with a broken frame`);
  return fresh;
}

/** What the packages name for Node alone, and never call in a browser; `events` is a base class there. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(fs|path|url|events|crypto|util|stream|string_decoder|buffer)$/ }, ({ path }) => ({
      path,
      namespace: 'without-node',
    }));
    onLoad({ filter: /.*/, namespace: 'without-node' }, ({ path }) => ({
      contents:
        path === 'events'
          ? 'class EventEmitter{} module.exports = EventEmitter; EventEmitter.EventEmitter = EventEmitter;'
          : 'module.exports = {};',
      loader: 'js',
    }));
  },
};

const SETTINGS = {
  outdir: 'ui',
  entryNames: '[name]-[hash]',
  assetNames: 'viewer-[name]-[hash]',
  publicPath: '/ui',
  loader: { '.wasm': 'file' },
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  define: {},
  target: ['chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  charset: 'utf8',
} satisfies BuildOptions;
