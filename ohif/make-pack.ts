import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { checkPack, KNOWN_PACKS, OHIF_LIMITS, type ToPack, writePack } from '../app/ohif/ohif.ts';
import { fetchPackage, VERSION } from './fetch.ts';
import { LEFT_OUT, NOT_PASSED_ON } from './left-out.ts';
import { documentOf, minified, rewritten } from './rewrite.ts';

/** To be counted up with each pack of other content: browsers keep what is under a version for ever. */
const REVISION = 1;
export const PACK_VERSION = `${VERSION}-${REVISION}`;
const QUALITY = 9; // 11 takes half a minute more, for 7 %

const root = fileURLToPath(new URL('../', import.meta.url));

export interface MadePack {
  readonly file: string;
  readonly bytes: number;
  readonly digest: string;
}

/**
 * Makes `dist/ohif-pack-<version>.pack`; one that is there and known is left.
 *
 * @throws NoRegistry where the package is not here and cannot be fetched
 */
export async function makePack(options: { readonly say?: (words: string) => void; readonly fetchMs?: number } = {}): Promise<MadePack> {
  const { say = () => {}, fetchMs = 900_000 } = options;
  const file = join(root, 'dist', `ohif-pack-${PACK_VERSION}.pack`);
  const there = await known(file);
  if (there) return there;
  const folder = join(root, 'build/ohif');
  say(`fetching @ohif/app ${VERSION} …`);
  const archive = fetchPackage(folder, fetchMs);
  say('taking it apart, minifying, compressing …');
  const files = await filesOf(unpacked(archive, folder));
  const { pack, digest } = writePack(PACK_VERSION, files);
  await checkPack(new Uint8Array(pack), [digest], OHIF_LIMITS);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(`${file}.new`, pack);
  renameSync(`${file}.new`, file);
  return { file, bytes: pack.byteLength, digest };
}

async function known(file: string): Promise<MadePack | undefined> {
  const [digest = ''] = KNOWN_PACKS;
  try {
    const pack = new Uint8Array(readFileSync(file));
    await checkPack(pack, [digest], OHIF_LIMITS);
    return { file, bytes: pack.byteLength, digest };
  } catch {
    return undefined; // none yet, or another
  }
}

/** @returns the folder `dist` of the package */
function unpacked(archive: string, folder: string): string {
  const fresh = join(folder, 'package');
  rmSync(fresh, { recursive: true, force: true });
  const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', folder, '--exclude=*.map', '--exclude=package/dist/ort'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tar cannot unpack ${archive}: ${stderr}`);
  return join(fresh, 'dist');
}

async function filesOf(dist: string): Promise<ToPack[]> {
  const base = `/ohif/${PACK_VERSION}/`;
  const paths = globSync('**/*', { cwd: dist, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
    .filter((path) => !LEFT_OUT.some((each) => each.path.test(path)))
    .toSorted();
  const contents = new Map<string, Uint8Array>();
  const packages = new Set<string>();
  for (const path of paths) {
    const bytes = readFileSync(join(dist, path));
    const isScript = path.endsWith('.js');
    if (isScript && NOT_PASSED_ON.test(bytes.toString())) continue;
    if (isScript) for (const [, name] of bytes.toString().matchAll(MODULE_OF_PACKAGE)) packages.add(name!);
    contents.set(path, await rewritten(path, bytes, base));
  }
  contents.set('index.html', Buffer.from(documentOf(readFileSync(join(dist, 'index.html'), 'utf8'), base)));
  contents.set('app-config.js', await minified(readFileSync(join(root, 'ohif/app-config.js'), 'utf8'), 'js'));
  contents.set('LICENSE.txt', licences(join(dist, '..'), packages));
  return await Promise.all([...contents].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, content]) => toPack(path, content)));
}

/** What shrinks no further as it is; all else by brotli. */
async function toPack(path: string, content: Uint8Array): Promise<ToPack> {
  if (/^\.(png|jpe?g|gif|woff2?)$/.test(extname(path))) return { path, encoding: 'identity', content, packed: content };
  const packed = await promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength },
  });
  return { path, encoding: 'br', content, packed };
}

/** Each module of a script is headed by where it came from. */
const MODULE_OF_PACKAGE = /node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/(?!node_modules)/g;

/** OHIF's own licence, and whose else is in it; the notices that they ask for stand in the scripts. */
function licences(folder: string, packages: ReadonlySet<string>): Uint8Array {
  const own = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  const names = [...packages].filter((name) => name !== 'shepherd.js').toSorted();
  const inside = `It contains, each under its own licence:\n\n${names.join('\n')}`;
  return Buffer.from(`OHIF Viewer ${VERSION}\n\n${own}\n\n${inside}\n`);
}
