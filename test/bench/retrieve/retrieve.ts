/** C-MOVE and C-GET of 100 CT from Filmroom and Orthanc, one and four at once; a 2 GB object. `bench.ts retrieve` */
import { type Candidate, FILMROOM, ORTHANC, type Running } from '../candidates.ts';
import { least, median, most, round, times } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { type LargeSample, retrieveLarge } from './large.ts';
import { fillWithStudies, getStudies, moveStudies, type Rate, startSink } from './transfer.ts';

export const RETRIEVE: Part = { name: 'retrieve', title: 'Retrieve', run };

interface Load {
  readonly images: number;
  readonly rounds: number;
  readonly frames: number;
}
const FULL: Load = { images: 100, rounds: 7, frames: 4096 };
const QUICK: Load = { images: 30, rounds: 2, frames: 512 };
const AT_ONCE = [1, 4] as const;
const SERVICES = ['C-MOVE', 'C-GET'] as const;

interface Row {
  readonly service: (typeof SERVICES)[number];
  readonly atOnce: number;
  readonly rates: Readonly<Record<'filmroom' | 'orthanc', Rate[]>>;
}

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const load = quick ? QUICK : FULL;
  const rounds = given ?? load.rounds;
  const rows = await inFolder((folder) => ofCt(folder, { ...load, rounds }, say));
  const large = await inFolder((folder) => retrieveLarge(folder, load.frames, say));
  const rateOf = (row: Row, name: 'filmroom' | 'orthanc') => median(row.rates[name].map(({ instances, seconds }) => instances / seconds));
  const cpuOf = (row: Row, name: 'filmroom' | 'orthanc') =>
    median(row.rates[name].map(({ instances, cpuSeconds }) => (cpuSeconds / instances) * 1000));
  return {
    words: [
      `Medians of ${rounds} rounds. movescu to one storescp --fork --ignore, getscu --ignore; start and end of the programs count.`,
      'The studies have been read before: from the page cache, over loopback.',
    ],
    tables: [
      {
        title: `${load.images} CT of 525 kB`,
        head: ['', 'at once', 'Filmroom instances/s', 'Orthanc', 'ratio', 'Filmroom CPU ms each', 'Orthanc'],
        rows: rows.map((row) => {
          const [ours, orthanc] = [rateOf(row, 'filmroom'), rateOf(row, 'orthanc')];
          const cpu = [round(cpuOf(row, 'filmroom')), round(cpuOf(row, 'orthanc'))];
          return [row.service, String(row.atOnce), round(ours), round(orthanc), times(ours / orthanc), ...cpu];
        }),
      },
      {
        title: `One object of ${(load.frames * 0.000524288).toFixed(2)} GB from Filmroom`,
        head: ['', 'MB/s', 'idle RSS MB', 'peak RSS MB', 'above idle MB'],
        rows: large.map(({ service, bytes, seconds, idleRssBytes, peakRssBytes }) => [
          ...[service, round(bytes / 1e6 / seconds)],
          ...[round(idleRssBytes / 1e6), round(peakRssBytes / 1e6), round((peakRssBytes - idleRssBytes) / 1e6)],
        ]),
      },
    ],
    verdicts: [
      ...rows.map((row) =>
        least(
          `${row.service}, ${row.atOnce} at once: instances/s`,
          rateOf(row, 'filmroom') / rateOf(row, 'orthanc'),
          ...([1.5, '× Orthanc'] as const),
        ),
      ),
      ...large.map((sample: LargeSample) =>
        most(
          `2 GB object, ${sample.service}: resident memory above idle`,
          (sample.peakRssBytes - sample.idleRssBytes) / 1e6,
          ...([40, 'MB'] as const),
        ),
      ),
    ],
    samples: { rows, large },
  };
}

async function ofCt(folder: string, { images, rounds }: Load, say: PartOptions['say']): Promise<readonly Row[]> {
  const sink = await startSink(`${folder}-sink`);
  const started: { readonly candidate: Candidate; readonly running: Running }[] = [];
  try {
    for (const candidate of [FILMROOM, ORTHANC]) {
      const running = await candidate.start({ folder: `${folder}-${candidate.name}`, destinations: [sink] });
      started.push({ candidate, running });
      await fillWithStudies(running.port, images, Math.max(...AT_ONCE));
    }
    const rows: Row[] = SERVICES.flatMap((service) => AT_ONCE.map((atOnce) => ({ service, atOnce, rates: { filmroom: [], orthanc: [] } })));
    for (let round = 0; round <= rounds; round++) {
      for (const { service, atOnce, rates } of rows) {
        for (const { candidate, running } of round % 2 ? started.toReversed() : started) {
          const rate =
            service === 'C-MOVE' ? await moveStudies(running, { images, atOnce, sink }) : await getStudies(running, { images, atOnce });
          if (round === 0) continue; // warms up
          rates[candidate.name === 'filmroom' ? 'filmroom' : 'orthanc'].push(rate);
          const perSecond = (rate.instances / rate.seconds).toFixed(0);
          say(`round ${round}/${rounds}  ${service} × ${atOnce}  ${candidate.name.padEnd(9)} ${perSecond}/s\n`);
        }
      }
    }
    return rows;
  } finally {
    await Promise.all(started.map(({ running }) => running.stop()));
    await sink.stop();
  }
}
