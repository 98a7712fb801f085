/** From the tap on a study in the list to its first image in the viewer, in a browser that has never been here. `bench.ts viewer` */
import type { Browser } from 'playwright-core';
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { launch, openIn } from '../../interop/chromium.ts';
import { ctImage, datasetPieces } from '../../support/ct-load.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import { median, most, round } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';

export const VIEWER: Part = { name: 'viewer', title: 'The first image', run };

const FULL = { slices: 200, rounds: 7 };
const QUICK = { slices: 20, rounds: 2 };
const WIDTHS = [390, 1366] as const;

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const { slices, ...plan } = quick ? QUICK : FULL;
  const rounds = given ?? plan.rounds;
  const measured = await inFolder(async (dataFolder) => {
    const filmroom = await startFilmroom({ dataFolder });
    const browser = await launch();
    try {
      for (let at = 0; at < slices; at++) await upload(filmroom, at);
      const times = WIDTHS.map((width) => ({ width, first: [] as number[], whole: [] as number[] }));
      for (let turn = 0; turn < rounds; turn++)
        for (const { width, first, whole } of times) {
          const seen = await opened(browser, filmroom, width);
          first.push(seen.first);
          whole.push(seen.whole);
          say(`${width} px: first image after ${round(seen.first)} ms, drawn from its pixels after ${round(seen.whole)} ms\n`);
        }
      return times;
    } finally {
      await browser.close();
      await filmroom.stop();
    }
  });
  return {
    words: [
      `A CT of ${slices} slices; ${rounds} times at each width in a browser context of its own, so that nothing of the page is in its cache. From the click in the list of studies until an image is drawn: first as a picture that Filmroom renders where that is sooner, then from its pixels in the browser, on the same two cores.`,
    ],
    tables: [
      {
        words: 'Milliseconds.',
        head: ['', 'first image, median', 'longest', 'from its pixels, median', 'longest'],
        rows: measured.map(({ width, first, whole }) => [
          `${width} px`,
          ...[median(first), Math.max(...first), median(whole), Math.max(...whole)].map(round),
        ]),
      },
    ],
    verdicts: measured.map(({ width, first }) => most(`first image after the tap, ${width} px wide`, median(first), 1500, 'ms')),
    samples: measured,
  };
}

async function upload(filmroom: Filmroom, at: number): Promise<void> {
  const image = ctImage(at, { series: 0 });
  const body = Buffer.concat([encodeFileMeta({ ...image, transferSyntaxUid: EXPLICIT_LE }), ...datasetPieces(image)]);
  const answer = await filmroom.ask('/api/uploads', { method: 'POST', body, headers: { 'content-type': 'application/dicom' } });
  if (answer.status !== 201) throw new Error(`an upload is answered ${answer.status}: ${await answer.text()}`);
}

/** Milliseconds after the click. */
async function opened(browser: Browser, filmroom: Filmroom, width: number): Promise<{ readonly first: number; readonly whole: number }> {
  await using open = await openIn(browser, filmroom.webUrl, { cookie: await filmroom.cookie(), viewport: { width, height: 844 } });
  const { page } = open;
  await page.goto(`${filmroom.webUrl}/studies`);
  const link = page.locator('a[href^="/view/"]').first();
  await link.waitFor();
  const begun = performance.now();
  await link.click();
  await page.locator('.stage[data-shown]:not([data-shown="-1"])').first().waitFor();
  const first = performance.now() - begun;
  await page.locator('.stage[data-shown-by="pixels"]').first().waitFor();
  return { first, whole: performance.now() - begun };
}
