import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What is taken from the npm registry, and nothing else. */
export const PACKAGE = '@ohif/app';
export const VERSION = '3.13.2';
const INTEGRITY = 'sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==';

/** The registry does not answer: not a fault of what is built. */
export class NoRegistry extends Error {}

/**
 * The package as the registry has it, 50 MB, in `folder`; fetched where it is not there yet.
 *
 * @returns the path of its archive
 * @throws NoRegistry; Error where the archive is not the one that was looked at
 */
export function fetchPackage(folder: string, timeoutMs: number): string {
  const archive = join(folder, `${PACKAGE.replace('@', '').replace('/', '-')}-${VERSION}.tgz`);
  if (existsSync(archive) && integrityOf(archive) === INTEGRITY) return archive;
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', folder, '--fetch-retries=1'], {
    encoding: 'utf8',
    cwd: folder, // where no package.json of ours is read
    timeout: timeoutMs,
  });
  if (status !== 0 || !existsSync(archive))
    throw new NoRegistry(
      `npm cannot fetch ${PACKAGE} ${VERSION} within ${timeoutMs / 1000} s (${/^npm error code (\S+)/m.exec(stderr ?? '')?.[1] ?? 'no answer'})`,
    );
  const found = integrityOf(archive);
  if (found === INTEGRITY) return archive;
  rmSync(archive);
  throw new Error(`${PACKAGE} ${VERSION} is not what it was: ${found} instead of ${INTEGRITY}`);
}

const integrityOf = (file: string): string => `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
