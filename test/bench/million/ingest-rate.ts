import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import { FILMROOM } from '../candidates.ts';
import type { PartOptions } from '../part.ts';
import { storeAll } from '../scu.ts';

/** Images a second of each round. */
export interface IngestRates {
  readonly empty: number[];
  readonly full: number[];
}

/** CT of 525 kB over four associations into an empty archive and into a copy of the full one, by turns. */
export async function ingestRates(
  dataFolder: string,
  folder: string,
  { images, rounds, say }: { readonly images: number; readonly rounds: number; readonly say: PartOptions['say'] },
): Promise<IngestRates> {
  const copy = `${folder}-full`;
  mkdirSync(copy, { recursive: true });
  copyFileSync(join(dataFolder, 'index.sqlite'), join(copy, 'index.sqlite'));
  const empty = await FILMROOM.start({ folder: `${folder}-empty` });
  const full = await FILMROOM.start({ folder: copy });
  const rates: IngestRates = { empty: [], full: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      const ports = { empty: empty.port, full: full.port };
      const names = ['empty', 'full'] as const;
      for (const name of round % 2 ? names : names.toReversed()) {
        const begun = performance.now();
        await storeAll(
          ports[name],
          { count: images, associations: 4, sopClassUid: CT_IMAGE_STORAGE, transferSyntax: EXPLICIT_LE },
          (number) => {
            const image = ctImage(number, { seed: 500 + round });
            return { ...image, dataset: datasetOfImage(image) };
          },
        );
        const rate = images / ((performance.now() - begun) / 1000);
        if (round > 0) rates[name].push(rate); // the first warms up
        say(`ingest round ${round}/${rounds}  ${name.padEnd(5)} ${rate.toFixed(0)}/s\n`);
      }
    }
    return rates;
  } finally {
    await Promise.all([empty.stop(), full.stop()]);
  }
}
