import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../../', import.meta.url).pathname;
const BINARY = join(ROOT, 'dist/filmroom-linux-x64');

/** The binary as the tree has it now; `startFilmroom` takes it. Not where FILMROOM_BINARY names one. */
export function buildBinary(): void {
  if (process.env.FILMROOM_BINARY) return;
  process.stderr.write('building the binary…\n');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'os-image/binary/build.ts'), 'x64'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: ROOT,
  });
  if (status !== 0) throw new Error('the binary could not be built: make binary, or --source');
  process.env.FILMROOM_BINARY = BINARY;
}

/** What a figure depends on, a line each. */
export function circumstances(): string[] {
  const load = `load ${loadavg()[0]!.toFixed(1)} at the end`;
  return [
    `${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB, other work on the machine: ${load}; ratios are firmer than figures.`,
    `Filmroom: ${process.env.FILMROOM_BINARY ? 'the x64 binary' : 'from source'}.`,
    `Orthanc ${versionOf('Orthanc')} as Debian packages it, DCMTK ${versionOf('storescp')}; with TCP_NODELAY=1 but where a row says otherwise.`,
  ];
}

function versionOf(program: string): string {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /(?:storescp v|Orthanc )([\d.]+)/.exec(stdout + stderr)?.[1] ?? 'none';
}
