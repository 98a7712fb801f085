import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../../support/child.ts';
import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import type { PartOptions } from '../part.ts';
import { storeAll } from '../scu.ts';

export const WATCHERS = 20;
const TURN_SECONDS = 60;

/** One turn of storing. */
export interface Turn {
  /** Images a second. */
  readonly rate: number;
  /** Of the program's processor time, for an image. */
  readonly cpuMs: number;
}

export interface WatchedRates {
  readonly alone: Turn[];
  readonly watched: Turn[];
  /** What the watchers read, over all turns: that they did watch. */
  readonly readBytes: number;
}

/** CT of 525 kB over four associations, with nobody at the page and with `WATCHERS` pages open, by turns. */
export async function watchedRates(
  folder: string,
  { images, rounds, say }: { readonly images: number; readonly rounds: number; readonly say: PartOptions['say'] },
): Promise<WatchedRates> {
  const filmroom = await startFilmroom({ dataFolder: folder, config: { listeners: [{ calledAePolicy: 'any' }] } });
  const rates = { alone: [] as Turn[], watched: [] as Turn[] };
  let readBytes = 0;
  try {
    for (let round = 0; round <= rounds; round++) {
      const names = ['alone', 'watched'] as const;
      for (const name of round % 2 ? names : names.toReversed()) {
        const watching = name === 'watched' ? await watch(filmroom) : undefined;
        const turn = await storeTurn(filmroom, images, 2 * round + (name === 'watched' ? 1 : 0));
        readBytes += (await watching?.stop()) ?? 0;
        if (round > 0) rates[name].push(turn); // the first warms up
        say(
          `page round ${round}/${rounds}  ${name.padEnd(7)} ${turn.rate.toFixed(0)}/s, ${turn.cpuMs.toFixed(2)} ms of processor time an image\n`,
        );
      }
    }
    return { ...rates, readBytes };
  } finally {
    await filmroom.stop();
  }
}

async function storeTurn(filmroom: Filmroom, images: number, seed: number): Promise<Turn> {
  const [begun, cpu] = [performance.now(), filmroom.cpuSeconds()];
  const load = { count: images, associations: 4, sopClassUid: CT_IMAGE_STORAGE, transferSyntax: EXPLICIT_LE };
  await storeAll(filmroom.dicomPort, load, (number) => {
    const image = ctImage(number, { seed: 700 + seed });
    return { ...image, dataset: datasetOfImage(image) };
  });
  const rate = images / ((performance.now() - begun) / 1000);
  return { rate, cpuMs: ((filmroom.cpuSeconds() - cpu) * 1000) / images };
}

async function watch(filmroom: Filmroom): Promise<{ stop(): Promise<number> }> {
  const script = new URL('watchers.ts', import.meta.url).pathname;
  const child = startChild(process.execPath, [script, filmroom.webUrl, await filmroom.cookie(), String(WATCHERS)]);
  const until = performance.now() + TURN_SECONDS * 1000;
  while (!child.stdout().includes('watching') && performance.now() < until) await pause(20);
  await pause(500); // each has its first snapshot
  return {
    async stop() {
      const { code } = await child.end('SIGTERM');
      if (code !== 0) throw new Error(`the watchers ended with ${code}: ${child.stderr()}`);
      return Number(child.stdout().trim().split('\n').at(-1));
    },
  };
}
