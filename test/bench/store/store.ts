/** Storage: one load after another into Filmroom, Orthanc and storescp. `bench.ts store`; `--only` names candidates and scenarios. */
import { CANDIDATES, type Candidate } from '../candidates.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { loadRows, type Results, stageTable, verdicts } from './report.ts';
import { FULL, QUICK, type Sample, SCENARIOS, type Scenario, type Sizes } from './scenarios.ts';
import { stagesOfOne } from './stages.ts';

export const STORE: Part = { name: 'store', title: 'Storage', run };

async function run({ quick, rounds = quick ? 1 : 3, only, say }: PartOptions): Promise<PartResult> {
  const sizes = quick ? QUICK : FULL;
  const chosen = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] => {
    const named = items.filter(({ name }) => only.includes(name));
    return named.length > 0 ? named : items;
  };
  const withStages = only.length === 0 || only.includes('stages');
  const scenarios = only.length === 1 && withStages ? [] : chosen(SCENARIOS);
  const results = await measureAll(scenarios, chosen(CANDIDATES), { sizes, rounds, say });
  const stages = withStages ? await inFolder((folder) => stagesOfOne(folder, sizes.images)) : undefined;
  return {
    words: [
      `Medians of ${rounds} rounds, the candidates one after the other within each. Filmroom: everything durable before it answers.`,
      'storescp syncs nothing, and its memory is the sum over its processes.',
    ],
    tables: [
      {
        head: ['load', 'figure', 'Filmroom', 'Orthanc', 'storescp', '÷ Orthanc', '÷ storescp'],
        rows: scenarios.flatMap((scenario) => loadRows(results, scenario, sizes)),
      },
      ...(stages ? [stageTable(stages)] : []),
    ],
    verdicts: verdicts(results),
    samples: {
      sizes,
      stages,
      ...Object.fromEntries([...results].map(([name, byCandidate]) => [name, Object.fromEntries(byCandidate)])),
    },
  };
}

async function measureAll(
  scenarios: readonly Scenario[],
  candidates: readonly Candidate[],
  { sizes, rounds, say }: { readonly sizes: Sizes; readonly rounds: number; readonly say: (text: string) => void },
): Promise<Results> {
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
