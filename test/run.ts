/**
 * Runs suites one after the other, whatever fails, and ends with one line that sums them: `N passed, N failed`.
 * usage: node test/run.ts all | <suite>…
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

interface Suite {
  /** Commands that pass or fail as a whole. */
  readonly commands?: readonly (readonly string[])[];
  readonly files?: string;
  /** Of one test. */
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  /** Not part of `all`. */
  readonly onRequest?: boolean;
}

/** A package's program with our Node, not the machine's. */
const tool = (name: string, ...args: string[]) => [process.execPath, join('node_modules/.bin', name), ...args];
const SUITES: Readonly<Record<string, Suite>> = {
  check: { commands: [tool('biome', 'check', '--error-on-warnings', '.'), tool('tsc')] },
  unit: { files: 'test/unit/**/*.test.ts', timeoutMs: 60_000, concurrency: 2 },
  conformance: { files: 'test/conformance/**/*.test.ts', timeoutMs: 120_000, concurrency: 2 },
  interop: { files: 'test/interop/**/*.test.ts', timeoutMs: 300_000, concurrency: 1 },
  crash: { files: 'test/crash/**/*.test.ts', timeoutMs: 900_000, concurrency: 1 },
  fuzz: { files: 'test/fuzz/**/*.test.ts', timeoutMs: 1_800_000, concurrency: 2 },
  mutation: { commands: [[process.execPath, 'test/mutation/mutate.ts']], onRequest: true },
  image: { files: 'test/image/**/*.test.ts', timeoutMs: 3_600_000, concurrency: 2, onRequest: true },
  binary: {
    commands: [[process.execPath, 'os-image/binary/build.ts']],
    files: 'test/binary/**/*.test.ts',
    timeoutMs: 300_000,
    concurrency: 1,
  },
};

/** TEST_ONLY: of a suite, these files alone, by their names. */
const only = (process.env.TEST_ONLY ?? '').split(/\s+/).filter(Boolean);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function runSuite({ commands = [], files, timeoutMs, concurrency }: Suite): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [program = '', ...args] of commands) {
    const { status } = spawnSync(program, args, { stdio: 'inherit' });
    if (status === 0) counts.passed++;
    else counts.failed++;
  }
  if (!files || counts.failed > 0) return counts;
  const paths = globSync(files)
    .sort()
    .filter((path) => only.length === 0 || only.includes(basename(path, '.test.ts')));
  if (paths.length === 0) {
    console.log(`no file matches ${files}`);
    return counts;
  }
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-test-'));
  const summary = join(folder, 'summary.json');
  const { status } = spawnSync(
    process.execPath,
    [
      '--test',
      `--test-timeout=${timeoutMs}`,
      `--test-concurrency=${concurrency}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./test/support/summary-reporter.ts',
      `--test-reporter-destination=${summary}`,
      ...paths,
    ],
    { stdio: 'inherit' },
  );
  const said = summaryOf(summary);
  rmSync(folder, { recursive: true });
  counts.passed += said.passed;
  counts.skipped += said.skipped;
  counts.failed += said.failed === 0 && status !== 0 ? 1 : said.failed; // the runner itself fell
  return counts;
}

function summaryOf(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Built once, for all the tests that start the program: several that begin at the same moment would each build it. */
const startsTheProgram = (name: string) => !['check', 'image'].includes(name);

const asked = process.argv.slice(2);
const everything = Object.keys(SUITES).filter((name) => !SUITES[name]?.onRequest);
const names = asked.length === 0 ? everything : asked.flatMap((name) => (name === 'all' ? everything : [name]));
/** Where one run leaves its sums for the next, which goes on from them: CI runs two and wants one line. */
const sums = process.env.TEST_SUMS;
const total: Counts = sums && existsSync(sums) ? summaryOf(sums) : { passed: 0, failed: 0, skipped: 0 };
const before = total.failed;
const lines: string[] = [];
if (names.some(startsTheProgram)) await (await import('../app/ui/build-page.ts')).buildPage();
for (const name of names) {
  const suite = SUITES[name];
  if (!suite) {
    console.error(`no suite ${name}: there are ${Object.keys(SUITES).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n== ${name}`);
  const begun = performance.now();
  const { passed, failed, skipped } = runSuite(suite);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  lines.push(
    `${name.padEnd(12)} ${passed} passed, ${failed} failed, ${skipped} skipped, ${Math.round((performance.now() - begun) / 1000)} s`,
  );
}
console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`);
if (sums) writeFileSync(sums, JSON.stringify(total));
process.exitCode = total.failed > before ? 1 : 0;
