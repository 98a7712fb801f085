import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFindable } from './findable.ts';
import { type Million, makeMillion } from './generate.ts';
import { writeSample } from './sample.ts';

/** A data folder with an index of many studies, and how big it was when it was made. */
export interface MillionFolder extends Million {
  readonly dataFolder: string;
  /** Numbers of the studies whose files are there. */
  readonly sample: readonly number[];
}

const SEED = 1;
const STUDIES_WITH_FILES = 20;

/**
 * The folder of so many studies below build/: the one that an earlier run made, where it is whole and what makes it has not changed since.
 */
export function millionFolder(studies: number, say: (text: string) => void): MillionFolder {
  const folder = new URL(`../../../build/million/${studies}-${SEED}/`, import.meta.url).pathname;
  const facts = join(folder, 'made.json'); // written last
  const dataFolder = join(folder, 'data');
  const recipe = recipeOf();
  const made = readMade(facts);
  if (made?.recipe === recipe) {
    say(`${studies} studies are in ${folder} since ${made.at}\n`);
    makeFindable(dataFolder); // where it was cut short
    return { ...made, dataFolder };
  }
  say(`making ${studies} studies in ${folder}: half a minute for each 50 000…\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const million = makeMillion({ folder: dataFolder, studies, seed: SEED });
  const every = Math.floor(studies / STUDIES_WITH_FILES);
  const sample = Array.from({ length: STUDIES_WITH_FILES }, (_, at) => 1 + at * every);
  writeSample(dataFolder, sample);
  writeFileSync(facts, JSON.stringify({ ...million, sample, recipe, at: new Date().toISOString() }));
  say(`made in ${million.seconds.toFixed(0)} s; making what ${makeFindable(dataFolder)} of them are found by took a while more\n`);
  return { ...million, sample, dataFolder };
}

function readMade(file: string): (Million & { readonly sample: number[]; readonly recipe: string; readonly at: string }) | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a folder follows from: the schema and this generator. */
function recipeOf(): string {
  const schema = new URL('../../../app/archive/schema/', import.meta.url);
  const files = [
    ...readdirSync(schema)
      .sort()
      .map((name) => new URL(name, schema)),
    ...['generate.ts', 'names.ts', 'sample.ts'].map((name) => new URL(name, import.meta.url)),
  ];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
