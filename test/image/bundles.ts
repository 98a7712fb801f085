/** Updates for the tests: made of the debug image that was built last, in a minute each. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BOARDS } from './boards.ts';
import { fromDrive } from './good-box.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

export interface Bundle {
  /** Below the repository. */
  readonly file: string;
  readonly bytes: number;
}

const made = (file: string): Bundle => ({ file, bytes: statSync(join(ROOT, file)).size });

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status, stdout, stderr } = spawnSync(join(ROOT, program), args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
}

export interface BundleOptions {
  /** A folder of keys that no image believes. */
  readonly keys?: string;
  /** Another program than the image's: a file below the repository, or one that says READY and does nothing. */
  readonly program?: 'dumb' | (string & {});
}

export function makeBundle(board: string, version: string, options: BundleOptions = {}): Bundle {
  if (!BOARDS[board]) throw new Error(`no board ${board}`);
  const folder = '.cache/image/bundles';
  mkdirSync(join(ROOT, folder), { recursive: true });
  const name = `${folder}/${board}-${version}`;
  const env = { DEBUG: '1', VERSION: version, TO: `${name}.raucb` };
  if (options.keys) {
    run('os-image/lib/keys.sh', [options.keys, 'somebody else']);
    run('os-image/bundle.sh', [board], { ...env, KEYS: options.keys, ROOT: 'package-lock.json' }); // refused before anybody looks inside
  } else {
    run('test/image/variant.sh', [board, version, `${name}.squashfs`, ...(options.program ? [options.program] : [])]);
    run('os-image/bundle.sh', [board], { ...env, ROOT: `${name}.squashfs` });
  }
  return made(`${name}.raucb`);
}

export const bundleFile = ({ file }: Bundle): string => join(ROOT, file);

/** What copies a bundle from a drive of a good box into it, under this name. */
export const copyCommand = ({ bytes }: Bundle, drive: number, name: string): string => {
  const to = `/var/lib/filmroom/updates/${name}.raucb`;
  return `(${fromDrive(drive, bytes)}) > ${to} && chown filmroom:filmroom ${to} && sync`;
};

/** Why none can be made; false where they can. */
export const missingBuild = (board: string): string | false =>
  existsSync(join(ROOT, `.cache/image/work/filmroom-${board}-debug/root.squashfs`)) ? false : 'needs the debug image: DEBUG=1 make image';
