/** How much a long query delays a C-STORE on another association. `bench.ts delay` */
import { setTimeout as pause } from 'node:timers/promises';
import { QUERY_KEYS, tagText } from '../../../app/registry/registry.ts';
import { type Child, startChild } from '../../support/child.ts';
import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { DCMTK_ENVIRONMENT, dcmtk, to } from '../../support/dcmtk.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import { FILMROOM } from '../candidates.ts';
import { most, percentile, round } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { fill } from '../query/load.ts';
import { associate } from '../scu.ts';

export const DELAY: Part = { name: 'delay', title: 'Storage while a long query runs', run };

const FULL = { studies: 10_000, images: 400, rounds: 4 };
const QUICK = { studies: 1000, images: 60, rounds: 1 };
/** A modality that sends, waits for the answer, and makes the next image. */
const BETWEEN_IMAGES_MS = 10;
/** Every key at the top that a study query may ask for, unless it is a sequence: no command line holds those. */
const ALL_KEYS = [...QUERY_KEYS.values()].filter(({ kind, level }) => kind !== 'sequence' && (level === 'PATIENT' || level === 'STUDY'));
const LONG_QUERY = [
  ...['-S', '-sr', '-aec', 'ANY'],
  ...ALL_KEYS.flatMap(({ tag, keyword }) => [
    '-k',
    `${tagText(tag).replace(/[()]/g, '')}${keyword === 'QueryRetrieveLevel' ? '=STUDY' : ''}`,
  ]),
];

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const { studies, images, ...plan } = quick ? QUICK : FULL;
  const rounds = given ?? plan.rounds;
  const without: number[] = [];
  const during: number[] = [];
  const queries: number[] = [];
  await inFolder(async (folder) => {
    const running = await FILMROOM.start({ folder });
    try {
      await fill(running.port, 0, studies);
      await checkQuery(running.port, studies);
      await storeTimes(running.port, { images: 30, round: 9000 }); // warms up
      for (let turn = 1; turn <= rounds; turn++) {
        without.push(...(await storeTimes(running.port, { images, round: turn * 2 })));
        const asking = keepAsking(running.port);
        during.push(...(await storeTimes(running.port, { images, round: turn * 2 + 1 })));
        queries.push(...(await asking.stop()));
        say(
          `round ${turn}/${rounds}: ${queries.length} queries, p99 ${round(percentile(without, 0.99))} and ${round(percentile(during, 0.99))} ms\n`,
        );
      }
    } finally {
      await running.stop();
    }
  });
  const row = (words: string, times: readonly number[]) => [words, ...[0.5, 0.95, 0.99, 1].map((part) => round(percentile(times, part)))];
  return {
    words: [
      `CT of 525 kB over one association, ${images} in each of ${rounds} rounds with and ${rounds} without queries, ${BETWEEN_IMAGES_MS} ms between them.`,
      `The query, again and again by findscu: all ${studies} studies with ${ALL_KEYS.length} keys; ${queries.length} of them, ${round(percentile(queries, 0.5))} ms each.`,
    ],
    tables: [
      {
        words: 'From the C-STORE request to its response, in ms.',
        head: ['', 'p50', 'p95', 'p99', 'longest'],
        rows: [row('no query', without), row('while a query runs', during)],
      },
    ],
    verdicts: [most('a long query: p99 of C-STORE grows by', percentile(during, 0.99) - percentile(without, 0.99), 20, 'ms')],
    samples: { without, during, queries },
  };
}

/** Milliseconds from request to response of each image. */
async function storeTimes(port: number, { images, round }: { readonly images: number; readonly round: number }): Promise<number[]> {
  const { requestor } = await associate(port, [CT_IMAGE_STORAGE], EXPLICIT_LE);
  const taken: number[] = [];
  for (let number = 0; number < images; number++) {
    const image = ctImage(number, { seed: 100 + round });
    const dataset = datasetOfImage(image);
    await pause(BETWEEN_IMAGES_MS);
    const begun = performance.now();
    const { status } = await requestor.store({ ...image, dataset });
    taken.push(performance.now() - begun);
    if (status !== 0) throw new Error(`C-STORE: status ${status.toString(16)}`);
  }
  await requestor.release();
  return taken;
}

/** That findscu gets every study: it ends with 0 whatever comes. */
async function checkQuery(port: number, studies: number): Promise<void> {
  const { output } = await dcmtk('findscu', [...LONG_QUERY, '-v', ...to(port)]);
  if (output.includes(`Find Response ${studies} (Pending)`) && output.includes('Final Find Response (Success)')) return;
  throw new Error(`findscu did not get ${studies} answers: ${output.slice(-1000)}`);
}

/** One query after the other in a process of its own each: what it does with the answers is not on this thread. */
function keepAsking(port: number): { stop(): Promise<number[]> } {
  const taken: number[] = [];
  let isOver = false;
  let child: Child | undefined;
  const asking = (async () => {
    while (!isOver) {
      const begun = performance.now();
      child = startChild('findscu', [...LONG_QUERY, ...to(port)], { env: DCMTK_ENVIRONMENT });
      const { code } = await child.exited;
      if (isOver) return;
      if (code !== 0) throw new Error(`findscu ended with ${code}: ${child.stderr()}`);
      taken.push(performance.now() - begun);
    }
  })();
  asking.catch(() => undefined); // heard when it is stopped
  return {
    async stop() {
      isOver = true;
      await child?.end('SIGTERM');
      await asking;
      return taken;
    },
  };
}
