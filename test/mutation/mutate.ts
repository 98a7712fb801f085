/**
 * Breaks the program on purpose, one behaviour at a time, and runs the conformance test that claims to guard it: the test has to fail.
 * `node test/mutation/mutate.ts [--only <part of a source, a test or its file>]`. Works in a copy of the tree; yours stays as it is.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTATIONS, type Mutation } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TIME_LIMIT_MS = 180_000;
const TEST_TIMEOUT_MS = 60_000;

function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'filmroom-mutation-'));
  chmodSync(copy, 0o755); // some tests run the program as another user
  for (const name of ['app', 'test', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: (path) => !path.endsWith('/fixtures/dicom') });
  }
  symlinkSync(join(ROOT, 'test/fixtures/dicom'), join(copy, 'test/fixtures/dicom'));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** True where the tests with this name pass in the tree at `folder`. */
function passes(folder: string, mutation: Mutation): boolean {
  const args = ['--test', `--test-timeout=${TEST_TIMEOUT_MS}`, '--test-name-pattern', RegExp.escape(mutation.test), mutation.file];
  const run = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  if (!/^ℹ tests [1-9]|^# tests [1-9]/m.test(run.stdout))
    throw new Error(`no test matches '${mutation.test}' in ${mutation.file}:\n${run.stdout}`);
  const broken = /\b(?:SyntaxError|ReferenceError|ERR_MODULE_NOT_FOUND)\b.*/.exec(run.stdout);
  if (broken) throw new Error(`the program does not run: ${broken[0]}`); // what every test notices shows nothing of this one
  return run.status === 0;
}

/** A test that fails anyway catches nothing. */
function passesUnchanged(mutation: Mutation, copy: string): boolean {
  const key = `${mutation.file} ${mutation.test}`;
  const known = unchanged.get(key) ?? passes(copy, mutation);
  unchanged.set(key, known);
  return known;
}
const unchanged = new Map<string, boolean>();

/** @returns undefined where the mutation was caught, otherwise what is wrong */
function problemWith(mutation: Mutation, copy: string): string | undefined {
  if (!passesUnchanged(mutation, copy)) return 'the test fails without it too';
  const path = join(copy, mutation.source);
  const original = readFileSync(path, 'utf8');
  if (original.split(mutation.find).length !== 2) return `'${mutation.find}' is not there exactly once in ${mutation.source}`;
  writeFileSync(
    path,
    original.replace(mutation.find, () => mutation.replace),
  );
  try {
    return passes(copy, mutation) ? 'the test still passes' : undefined;
  } finally {
    writeFileSync(path, original);
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const wanted = MUTATIONS.filter(({ test, source, file }) => `${test} ${source} ${file}`.includes(values.only));
const copy = copyOfTree();
let missed = 0;
try {
  for (const mutation of wanted) {
    const problem = problemWith(mutation, copy);
    if (problem) missed++;
    process.stdout.write(`${problem ? `MISSED (${problem})` : 'caught'}  ${mutation.source}: ${mutation.breaks}  ←  ${mutation.test}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${wanted.length - missed} passed, ${missed} failed\n`);
process.exitCode = missed ? 1 : 0;
