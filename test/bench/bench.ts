/**
 * Filmroom against Orthanc and DCMTK's storescp on one load in one run. `make bench` measures everything and keeps the result beside this file.
 * usage: bench.ts [--quick] [--rounds N] [--only name,…] [--source] [--keep]
 *   --quick     one round of a fifth of the load
 *   --only      these candidates and scenarios: filmroom orthanc storescp, ct-1 ct-4 ct-10 multi-frame nagle large start stages
 *   --source    measure app/main.ts, not the binary
 *   --keep      write RESULT.md and RESULT.json even where not everything was measured
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CANDIDATES, type Candidate } from './candidates.ts';
import { type Results, report, verdicts } from './report.ts';
import { FULL, QUICK, type Sample, SCENARIOS, type Scenario, type Sizes } from './scenarios.ts';
import { stagesOfOne } from './stages.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const BINARY = join(ROOT, 'dist/filmroom-linux-x64');
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    source: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const only = options.only?.split(',') ?? [];
const sizes: Sizes = options.quick ? QUICK : FULL;
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const chosen = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] => {
  const named = items.filter(({ name }) => only.includes(name));
  return named.length > 0 ? named : items;
};
const say = (text: string): void => void process.stderr.write(text);

if (!options.source && !process.env.FILMROOM_BINARY && chosen(CANDIDATES).some(({ name }) => name === 'filmroom')) {
  say('building the binary…\n');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'os-image/binary/build.ts'), 'x64'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: ROOT,
  });
  if (status !== 0) throw new Error('the binary could not be built: make binary, or --source');
  process.env.FILMROOM_BINARY = BINARY;
}

/** Emptied when all is measured: ext4 looks for a free inode past each one that was freed in the last minutes, and the next candidate would pay for it. */
const used: string[] = [];
const ROOM_TO_KEEP_THEM = 40e9;

/** An empty folder for one measurement; what earlier ones left in the page cache is on the disk before it starts. */
async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-bench-'));
  used.push(folder);
  spawnSync('sync');
  try {
    return await work(join(folder, 'data'));
  } finally {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < ROOM_TO_KEEP_THEM) removeUsed();
  }
}

function removeUsed(): void {
  for (const folder of used.splice(0)) rmSync(folder, { recursive: true, force: true });
}

async function measureAll(scenarios: readonly Scenario[], candidates: readonly Candidate[]): Promise<Results> {
  const results = new Map<string, Map<Candidate['name'], Sample[]>>(scenarios.map(({ name }) => [name, new Map()]));
  for (let round = 1; round <= rounds; round++) {
    for (const scenario of scenarios) {
      for (const candidate of candidates) {
        if (scenario.only && scenario.only !== candidate.name) continue;
        const sample = await inFolder((folder) => scenario.run(candidate, folder, sizes));
        const samples = results.get(scenario.name)!;
        samples.set(candidate.name, [...(samples.get(candidate.name) ?? []), sample]);
        say(`round ${round}/${rounds}  ${scenario.name.padEnd(12)} ${candidate.name.padEnd(9)} ${sampleWords(sample)}\n`);
      }
    }
  }
  return results;
}

function sampleWords({ seconds, instances, bytes, cpuSeconds, idleRssBytes, peakRssBytes }: Sample): string {
  const rates = instances ? `${(instances / seconds).toFixed(1)}/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ` : '';
  const memory = `RSS ${(idleRssBytes / 1e6).toFixed(0)} to ${(peakRssBytes / 1e6).toFixed(0)} MB`;
  return `${seconds.toFixed(2)} s, ${rates}CPU ${cpuSeconds.toFixed(1)} s, ${memory}`;
}

function firstLine(program: string): string {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /(?:storescp v|Orthanc )([\d.]+)/.exec(stdout + stderr)?.[1] ?? 'none';
}

const withStages = only.length === 0 || only.includes('stages');
const scenarios = only.length === 1 && withStages ? [] : chosen(SCENARIOS);
process.once('exit', removeUsed);
const results = await measureAll(scenarios, chosen(CANDIDATES));
const stages = withStages ? await inFolder((folder) => stagesOfOne(folder, sizes.images)) : undefined;
const about = {
  rounds,
  sizes,
  stages,
  program: process.env.FILMROOM_BINARY ? 'the x64 binary' : 'from source',
  versions: `Orthanc ${firstLine('Orthanc')} as Debian packages it, DCMTK ${firstLine('storescp')}.`,
  machine: `${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB, other work on the machine: load ${loadavg()[0]!.toFixed(1)} at the end; ratios are firmer than figures.`,
};
const text = report(results, scenarios, about);
process.stdout.write(`${text}\n`);
if (options.keep || (only.length === 0 && !options.quick)) {
  const file = (name: string) => new URL(name, import.meta.url);
  writeFileSync(file('RESULT.md'), text);
  const samples = Object.fromEntries([...results].map(([name, byCandidate]) => [name, Object.fromEntries(byCandidate)]));
  writeFileSync(file('RESULT.json'), `${JSON.stringify({ ...about, verdicts: verdicts(results), samples }, undefined, 1)}\n`);
  say(`kept in test/bench/RESULT.md (${readFileSync(file('RESULT.md')).byteLength} bytes) and RESULT.json\n`);
}
if (verdicts(results).some(({ met }) => met === false)) process.exitCode = 1;
