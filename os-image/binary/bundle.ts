import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { buildPage } from '../../app/ui/build-page.ts';
import { licenseNotices } from './licenses.ts';

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node26',
  format: 'cjs', // starts as fast as a module and takes the CommonJS packages as they are
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: true, // errors are named for their class
  legalComments: 'none',
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' }, // base/assets.ts asks for it in the source tree only
  external: ['*/build-page.ts'], // compiles the page; the binary carries the result
};

/** What `packageBytes` of base/assets.ts is asked for. */
const PACKAGE_FILES = [
  '@cornerstonejs/codec-charls/decodewasm',
  '@cornerstonejs/codec-libjpeg-turbo-8bit/wasm',
  '@cornerstonejs/codec-openjpeg/decodewasm',
  '@cornerstonejs/codec-openjph/wasm',
];

function packageFile(root: string, specifier: string): string {
  return createRequire(join(root, 'package.json')).resolve(specifier);
}

/** The program as one CommonJS file, and the notices of what is in it. */
export async function bundleMain(root: string, folder: string): Promise<{ main: string; licenses: string }> {
  const main = join(folder, 'main.cjs');
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [join(root, 'app/main.ts')],
    outfile: main,
    absWorkingDir: root,
    metafile: true,
  });
  const licenses = join(folder, 'licenses.txt');
  const packageFiles = PACKAGE_FILES.map((specifier) => `node_modules/${specifier}`);
  writeFileSync(licenses, licenseNotices(root, [...Object.keys(metafile.inputs), ...packageFiles]));
  return { main, licenses };
}

/** What base/assets.ts finds in the executable, by its path below app/: worker scripts (bundled), SQL, the built page; and files of packages. */
export async function bundleAssets(root: string, folder: string): Promise<Record<string, string>> {
  const app = join(root, 'app');
  const assets: Record<string, string> = {};
  for (const path of globSync('**/*-worker.ts', { cwd: app })) {
    const outfile = join(folder, 'assets', path);
    await build({ ...OPTIONS, entryPoints: [join(app, path)], outfile });
    assets[path] = outfile;
  }
  for (const path of globSync('**/*.{sql,wasm}', { cwd: app })) assets[path] = join(app, path);
  for (const specifier of PACKAGE_FILES) assets[specifier] = packageFile(root, specifier);
  for (const { path, bytes } of await buildPage()) {
    const file = join(folder, 'assets', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    assets[path] = file;
  }
  return assets;
}
