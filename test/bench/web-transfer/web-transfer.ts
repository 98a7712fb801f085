/** WADO-RS and STOW-RS of 100 CT by Filmroom and by Orthanc with orthanc-dicomweb; a 2 GB object in and out. `bench.ts web-transfer` */
import { createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { ctImage, datasetPieces, type LoadImage, multiFrameImage, repeatedPieces } from '../../support/ct-load.ts';
import { peakRssBytes, rssBytes } from '../../support/proc.ts';
import { EXPLICIT_LE } from '../../support/raw-peer.ts';
import { least, median, most, percentile, round, times } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { post, take } from './curl.ts';
import { ask, startFilmroomWeb, startOrthancWeb, type WebPeer } from './peers.ts';

export const WEB_TRANSFER: Part = { name: 'web-transfer', title: 'WADO-RS and STOW-RS', run };

const FULL = { images: 100, rounds: 7, frames: 4096, single: 200 };
const QUICK = { images: 50, rounds: 2, frames: 512, single: 30 };
type Load = typeof FULL;

const BOUNDARY = 'boundary-of-the-bench';
const PART = Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
const END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
const STOW = {
  'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
  accept: 'application/dicom+json',
};
const STUDY = { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };
const JPEG = { accept: 'image/jpeg' };
const FRAME = { accept: 'multipart/related; type="application/octet-stream"' };

function* partOf(image: LoadImage, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield PART;
  yield encodeFileMeta({ ...image, transferSyntaxUid: EXPLICIT_LE });
  yield* pieces;
}

/** Fifty images are a series of the load, a hundred a study. */
function* bodyOf(images: readonly LoadImage[]): Generator<Uint8Array> {
  for (const image of images) yield* partOf(image, datasetPieces(image));
  yield END;
}

type Rates = Readonly<Record<WebPeer['name'], number[]>>;
interface Measured {
  readonly stow: Rates;
  readonly study: Rates;
  readonly frame: Rates;
  readonly instance: Rates;
  readonly rendered: Rates;
}

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const load = quick ? QUICK : FULL;
  const rounds = given ?? load.rounds;
  const rates = await inFolder((folder) => ofCt(folder, { ...load, rounds }, say));
  const large = await inFolder((folder) => ofLarge(folder, load.frames, say));
  const ratio = (of: Rates) => median(of.filmroom) / median(of.orthanc);
  const ms = (values: readonly number[], part: number) => round(percentile(values, part));
  return {
    words: [
      `Medians of ${rounds} rounds over loopback, HTTP without TLS, one connection; curl for both, ${WARM_UP} rounds before to warm up. What is sent was read before.`,
      'Orthanc has SyncStorageArea, as Debian packages it: both are durable before they answer.',
    ],
    tables: [
      {
        title: `${load.images} CT of 525 kB`,
        head: ['', 'Filmroom', 'Orthanc', 'ratio'],
        rows: [
          ['STOW-RS, MB/s', round(median(rates.stow.filmroom)), round(median(rates.stow.orthanc)), times(ratio(rates.stow))],
          ['WADO-RS study, MB/s', round(median(rates.study.filmroom)), round(median(rates.study.orthanc)), times(ratio(rates.study))],
          ['WADO-RS instance, ms (median, p95)', ...both(rates.instance, ms), times(1 / ratio(rates.instance))],
          ['WADO-RS frame, ms (median, p95)', ...both(rates.frame, ms), times(1 / ratio(rates.frame))],
          ['WADO-RS rendered, ms (median, p95)', ...both(rates.rendered, ms), times(1 / ratio(rates.rendered))],
        ],
      },
      {
        title: `One object of ${(load.frames * 0.000524288).toFixed(2)} GB by Filmroom`,
        head: ['', 'MB/s', 'idle RSS MB', 'peak RSS MB', 'above idle MB'],
        rows: large.map(({ what, rate, idle, peak }) => [
          what,
          round(rate),
          round(idle / 1e6),
          round(peak / 1e6),
          round((peak - idle) / 1e6),
        ]),
      },
    ],
    verdicts: [
      least('WADO-RS of a 100-slice study: MB/s', ratio(rates.study), 1.5, '× Orthanc'),
      least('STOW-RS of 100 CT: MB/s', ratio(rates.stow), 2, '× Orthanc'),
      least('an image rendered as JPEG: times as fast', 1 / ratio(rates.rendered), 1, '× Orthanc'),
      most('one frame, p95', percentile(rates.frame.filmroom, 0.95), 5, 'ms'),
      ...large.map(({ what, idle, peak }) => most(`2 GB object, ${what}: resident memory above idle`, (peak - idle) / 1e6, 60, 'MB')),
    ],
    samples: { rates, large },
  };
}

const both = (of: Rates, ms: (values: readonly number[], part: number) => string) =>
  [of.filmroom, of.orthanc].map((values) => `${ms(values, 0.5)}, ${ms(values, 0.95)}`);

async function ofCt(folder: string, { images, rounds, single }: Load, say: PartOptions['say']): Promise<Measured> {
  const none = (): Rates => ({ filmroom: [], orthanc: [] });
  const measured: Measured = { stow: none(), study: none(), frame: none(), instance: none(), rendered: none() };
  const peers = [await startFilmroomWeb(`${folder}-filmroom`), await startOrthancWeb(`${folder}-orthanc`)].filter(
    (peer) => peer !== undefined,
  );
  try {
    const kept = loadOf(images, 0);
    const path = `/studies/${kept[0]!.studyInstanceUid}`;
    for (const peer of peers) await stow(peer, kept, `${folder}-body`);
    await delay(SETTLED_MS);
    const instances = Array.from({ length: Math.ceil(single / rounds) }, (_, at) => kept[at % images]!).map(
      ({ seriesInstanceUid, sopInstanceUid }) => `${path}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`,
    );
    for (let n = -WARM_UP; n < rounds; n++) {
      for (const peer of n % 2 ? peers.toReversed() : peers) {
        const stored = await stow(peer, loadOf(images, n + WARM_UP + 1), `${folder}-body`);
        const studies = await take(
          peer,
          Array.from({ length: STUDIES }, () => path),
          STUDY,
        );
        const ofInstances = await take(peer, instances, STUDY);
        const ofFrames = await take(
          peer,
          instances.map((instance) => `${instance}/frames/1`),
          FRAME,
        );
        const ofRendered = await take(
          peer,
          instances.map((instance) => `${instance}/rendered`),
          JPEG,
        );
        const studyRates = studies.map(({ bytes, seconds }) => bytes / 1e6 / seconds);
        const name = `${n < 0 ? 'warm-up' : `round ${n + 1}/${rounds}`}  ${peer.name.padEnd(9)}`;
        say(`${name} STOW ${round(stored)} MB/s, study ${studyRates.map(round).join(', ')} MB/s\n`);
        if (n < 0) continue;
        measured.stow[peer.name].push(stored);
        measured.study[peer.name].push(...studyRates);
        measured.instance[peer.name].push(...ofInstances.map(({ seconds }) => seconds * 1000));
        measured.rendered[peer.name].push(...ofRendered.map(({ seconds }) => seconds * 1000));
        measured.frame[peer.name].push(...ofFrames.map(({ seconds }) => seconds * 1000));
      }
    }
    return measured;
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

/** How often it is asked for over one connection. */
const STUDIES = 4;
/** Rounds before those that count: what is kept is held against its digest, and the engine of a program that runs all day has compiled it. */
const WARM_UP = 5;
/** After so long Filmroom takes a file that was found sound for settled, and does not compute its digest each time. */
const SETTLED_MS = 2500;

const loadOf = (images: number, seed: number) => Array.from({ length: images }, (_, at) => ctImage(at, { seed: seed + 1 }));

/** @returns MB/s */
async function stow(peer: WebPeer, images: readonly LoadImage[], file: string): Promise<number> {
  const bytes = await written(bodyOf(images), file);
  const { seconds } = await post(peer, '/studies', STOW, file);
  rmSync(file);
  return bytes / 1e6 / seconds;
}

async function written(pieces: Iterable<Uint8Array>, file: string): Promise<number> {
  const stream = createWriteStream(file);
  await pipeline(Readable.from(pieces), stream);
  return stream.bytesWritten;
}

interface LargeSample {
  readonly what: string;
  readonly rate: number;
  readonly idle: number;
  readonly peak: number;
}

/** In, and out of a program that was just started on it. */
async function ofLarge(folder: string, frames: number, say: PartOptions['say']): Promise<readonly LargeSample[]> {
  const image = multiFrameImage(frames);
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = image;
  const samples: LargeSample[] = [];
  const works = [
    ['STOW-RS', (peer: WebPeer) => ask(peer, '/studies', { method: 'POST', headers: STOW, body: largeBody(image) })],
    [
      'WADO-RS',
      (peer: WebPeer) =>
        ask(peer, `/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`, { headers: STUDY }),
    ],
  ] as const;
  for (const [what, work] of works) {
    const peer = await startFilmroomWeb(folder);
    try {
      await delay(2000);
      const idle = rssBytes(peer.pid);
      const { status, seconds } = await work(peer);
      if (status !== 200) throw new Error(`${what}: ${status}`);
      const rate = image.pixelBytes / 1e6 / seconds;
      samples.push({ what, rate, idle, peak: peakRssBytes(peer.pid) });
      say(`${what} of ${(image.pixelBytes / 1e9).toFixed(2)} GB: ${round(rate)} MB/s\n`);
    } finally {
      await peer.stop();
    }
  }
  return samples;
}

function* largeBody(image: LoadImage): Generator<Uint8Array> {
  yield* partOf(image, repeatedPieces(image));
  yield END;
}
