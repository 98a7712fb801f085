/** The page beside the archive: what open pages cost the ingest, and how soon a letter typed into the search is answered. `bench.ts page` */
import { median, most, percentile, round } from '../figures.ts';
import { inFolder } from '../folders.ts';
import { millionFolder } from '../million/folder.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { keystrokes } from './keystrokes.ts';
import { WATCHERS, watchedRates } from './watched.ts';

export const PAGE: Part = { name: 'page', title: 'The page', run };

const FULL = { studies: 1_000_000, words: 60, images: 600, rounds: 7 };
const QUICK = { studies: 20_000, words: 8, images: 60, rounds: 1 };

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const { studies, words, images, ...plan } = quick ? QUICK : FULL;
  const rounds = given ?? plan.rounds;
  const watched = await inFolder((folder) => watchedRates(folder, { images, rounds, say }));
  const typed = await keystrokes(millionFolder(studies, say).dataFolder, { words, studies, say });
  const of = (name: 'alone' | 'watched', figure: 'rate' | 'cpuMs') => median(watched[name].map((turn) => turn[figure]));
  const cost = (1 - of('watched', 'rate') / of('alone', 'rate')) * 100;
  const row = (words: string, name: 'alone' | 'watched') => [words, round(of(name, 'rate')), round(of(name, 'cpuMs'))];
  return {
    words: [
      `Ingest: medians of ${rounds} rounds of ${images} CT of 525 kB over four associations, by turns with nobody at the page and with ${WATCHERS} pages open, which read ${round(watched.readBytes / 1e6)} MB.`,
      `Search: ${typed.ms.length} letters of ${typed.typed} names and dates typed one after the other into the search over ${studies} studies; ${typed.found} of the words found something.`,
    ],
    tables: [
      {
        head: ['', 'images a second', 'ms of processor time an image'],
        rows: [row('no page', 'alone'), row(`${WATCHERS} pages`, 'watched')],
      },
      {
        words: 'From a letter to its answer, in ms.',
        head: ['', 'p50', 'p95', 'longest'],
        rows: [['search', ...[0.5, 0.95, 1].map((part) => round(percentile(typed.ms, part)))]],
      },
    ],
    verdicts: [
      most(`${WATCHERS} open pages: images a second fall by`, cost, 3, '%'),
      most('a letter typed into the search: p95', percentile(typed.ms, 0.95), 100, 'ms'),
    ],
    samples: { watched, typed },
  };
}
