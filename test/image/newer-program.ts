/** A program of the next version: the index has one step more in it, which an older program passes over. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatedBoard } from './boards.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SOURCES = '.cache/image/newer-program';
const STEPS = 'app/archive/index-worker.ts';
const LAST_STEP = /^( *\{ version: (\d+), sql: assetText\('archive\/schema\/[^']+'\)(?:, writableBy: \d+)? \},\n)(?=\])/m;

/** @returns the program, a file below the repository, and the numbers of both schemas */
export function makeNewerProgram(architecture: EmulatedBoard['architecture']): {
  readonly program: string;
  readonly schema: number;
  readonly before: number;
} {
  const copy = join(ROOT, SOURCES);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of ['app', 'os-image/binary', 'package.json', 'package-lock.json', 'LICENSE'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  symlinkSync(join(ROOT, 'os-image/runtime'), join(copy, 'os-image/runtime'));
  const before = Number(LAST_STEP.exec(readFileSync(join(copy, STEPS), 'utf8'))?.[2]);
  if (!before) throw new Error(`${STEPS} has no steps that newer-program.ts finds`);
  const schema = before + 1;
  const sql = `archive/schema/${String(schema).padStart(4, '0')}-next.sql`;
  writeFileSync(join(copy, 'app', sql), 'CREATE TABLE of_the_next_version (number INTEGER PRIMARY KEY) STRICT;\n');
  const steps = readFileSync(join(copy, STEPS), 'utf8');
  const step = `  { version: ${schema}, sql: assetText('${sql}'), writableBy: ${before} },\n`;
  writeFileSync(
    join(copy, STEPS),
    steps.replace(LAST_STEP, (last) => last + step),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'os-image/binary/build.ts'), architecture], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the newer program could not be built: ${stdout}${stderr}`);
  return { program: `${SOURCES}/dist/filmroom-linux-${architecture}`, schema, before };
}
