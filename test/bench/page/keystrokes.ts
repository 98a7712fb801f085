import { setTimeout as pause } from 'node:timers/promises';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { drawFrom, nameOf } from '../million/names.ts';
import type { PartOptions } from '../part.ts';

/** An index of before is gone through little by little: a million studies take a while, once. */
const FINDABLE_WITHIN_MS = 90 * 60_000;
const LOOK_EVERY_MS = 5000;

export interface Keystrokes {
  /** From the letter to the whole answer. */
  readonly ms: number[];
  readonly typed: number;
  readonly found: number;
}

/** Names, IDs and dates typed letter by letter into the page's search, one letter after the answer to the one before. */
export async function keystrokes(
  dataFolder: string,
  { words, studies, say }: { readonly words: number; readonly studies: number; readonly say: PartOptions['say'] },
): Promise<Keystrokes> {
  const filmroom = await startFilmroom({ dataFolder });
  try {
    await untilFindable(filmroom, say);
    const draw = drawFrom(11);
    const ms: number[] = [];
    let found = 0;
    for (let turn = 0; turn < words; turn++) {
      const word = wordOf(turn, draw(studies) + 1, draw);
      for (let letters = 1; letters <= word.length; letters++) {
        const begun = performance.now();
        const { studies: list } = await find(filmroom, word.slice(0, letters));
        ms.push(performance.now() - begun);
        if (letters === word.length && list.length > 0) found++;
      }
    }
    say(`${ms.length} letters typed, ${found} of ${words} words found\n`);
    return { ms, typed: words, found };
  } finally {
    await filmroom.stop();
  }
}

function wordOf(turn: number, number: number, draw: (below: number) => number): string {
  const [family = '', given = ''] = (nameOf(number, draw).split('=')[0] ?? '').split('^');
  const day = new Date(Date.UTC(2016, 0, 1 + draw(3000))).toISOString().slice(0, 10);
  return [`${family} ${given}`, given, day, family.toLowerCase()][turn % 4]!;
}

async function find(filmroom: Filmroom, text: string): Promise<{ readonly studies: readonly unknown[]; readonly due: number }> {
  const answer = await filmroom.ask(`/api/find?text=${encodeURIComponent(text)}`);
  if (answer.status !== 200) throw new Error(`find answers ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

async function untilFindable(filmroom: Filmroom, say: PartOptions['say']): Promise<void> {
  const until = performance.now() + FINDABLE_WITHIN_MS;
  for (let looks = 0; performance.now() < until; looks++) {
    const { due } = await find(filmroom, '');
    if (due === 0) return;
    if (looks % 12 === 0) say(`${due} studies are still to be made findable…\n`);
    await pause(LOOK_EVERY_MS);
  }
  throw new Error('the studies are not findable in time');
}
