/**
 * Filmroom against Orthanc and DCMTK in one run, part by part. `make bench` measures everything and keeps the result beside this file.
 * usage: bench.ts [part …] [--quick] [--rounds N] [--only name,…] [--source] [--keep]
 *   part        store query retrieve worklist commitment web-query web-transfer viewer delay page million; without one, all
 *   --quick     a look: one round of a small load, and nothing is kept
 *   --only      of the part store these candidates and scenarios: filmroom orthanc storescp, ct-1 ct-4 ct-10 multi-frame nagle large start stages
 *   --source    measure app/main.ts, not the binary
 *   --keep      write RESULT.md and RESULT.json even where not everything was measured
 */
import { parseArgs } from 'node:util';
import { COMMITMENT } from './commitment/commitment.ts';
import { DELAY } from './delay/delay.ts';
import { MILLION } from './million/million.ts';
import { PAGE } from './page/page.ts';
import type { Part } from './part.ts';
import { buildBinary, circumstances } from './program.ts';
import { QUERY } from './query/query.ts';
import { type KeptResult, keepResults, markdownOf } from './result-file.ts';
import { RETRIEVE } from './retrieve/retrieve.ts';
import { STORE } from './store/store.ts';
import { VIEWER } from './viewer/viewer.ts';
import { WEB_QUERY } from './web-query/web-query.ts';
import { WEB_TRANSFER } from './web-transfer/web-transfer.ts';
import { WORKLIST } from './worklist/worklist.ts';

const PARTS: readonly Part[] = [STORE, QUERY, RETRIEVE, WORKLIST, COMMITMENT, WEB_QUERY, WEB_TRANSFER, VIEWER, DELAY, PAGE, MILLION];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    source: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const only = flags.only?.split(',') ?? [];
const named = positionals.length === 0 && only.length > 0 ? [STORE.name] : positionals;
const chosen = PARTS.filter(({ name }) => named.length === 0 || named.includes(name));
const unknown = named.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(', ')}: ${PARTS.map(({ name }) => name).join(' ')}`);
const say = (text: string): void => void process.stderr.write(text);

if (!flags.source) buildBinary();
const results: Record<string, KeptResult> = {};
for (const part of chosen) {
  say(`${part.title}\n`);
  const rounds = flags.rounds === undefined ? undefined : Number(flags.rounds);
  const result = await part.run({ quick: flags.quick, rounds, only, say });
  results[part.name] = { title: part.title, circumstances: circumstances(), ...result };
  if (flags.keep || (only.length === 0 && !flags.quick)) {
    keepResults(PARTS, { [part.name]: results[part.name]! });
    say('kept in test/bench/RESULT.md and RESULT.json\n');
  }
}
process.stdout.write(markdownOf(results));
if (Object.values(results).some(({ verdicts }) => verdicts.some(({ met }) => met === false))) process.exitCode = 1;
