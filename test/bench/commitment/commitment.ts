/** Storage commitment: what it takes beside what the disk takes to give the same files, and what it costs who stores meanwhile. `bench.ts commitment` */
import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { alignedBuffer } from '../../../app/base/base.ts';
import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { newUid } from '../../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { actionInformation, actionRq, type Named, PUSH_MODEL, takeReport } from '../../support/raw-commitment.ts';
import { cStoreRq, EXPLICIT_LE, IMPLICIT_LE, message, rawAssociate, statusOf } from '../../support/raw-peer.ts';
import { least, median, most, round } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';

export const COMMITMENT: Part = { name: 'commitment', title: 'Storage commitment', run };

const FULL = { images: 2000, storedMeanwhile: 300, rounds: 5 };
const QUICK = { images: 200, storedMeanwhile: 100, rounds: 2 };
/** What was stored last is on its way to the index still. */
const SETTLE_MS = 1000;

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const { images, storedMeanwhile, ...plan } = quick ? QUICK : FULL;
  const rounds = given ?? plan.rounds;
  const measured = await inFolder(async (dataFolder) => {
    const filmroom = await startFilmroom({ dataFolder });
    try {
      return await measure(filmroom, { images, storedMeanwhile, rounds, say });
    } finally {
      await filmroom.stop();
    }
  });
  const { bytes, read, committed, alone, beside } = measured;
  const ofDisk = (median(read) / median(committed)) * 100;
  const slower = (1 - median(alone) / median(beside)) * 100;
  const rate = (ms: number) => round(storedMeanwhile / (ms / 1000));
  return {
    words: [
      `${images} CT images of ${round(bytes / images / 1000)} kB: from N-ACTION-RQ to the N-EVENT-REPORT-RQ that says all are committed, on the same association; before each, the same files are read past the page cache, one after the other, and nothing is done with them. Medians of ${rounds} rounds.`,
      `C-STORE: ${storedMeanwhile} of the same images over one association, by turns alone and while all ${images} are being committed.`,
    ],
    tables: [
      {
        head: ['', 'ms', 'MB/s'],
        rows: [
          ['the files read', round(median(read)), round(bytes / 1000 / median(read))],
          ['committed', round(median(committed)), round(bytes / 1000 / median(committed))],
        ],
      },
      {
        head: ['C-STORE', 'images a second'],
        rows: [
          ['alone', rate(median(alone))],
          ['beside a commitment', rate(median(beside))],
        ],
      },
    ],
    verdicts: [
      least(`commitment of ${images} instances: of the speed at which the disk gives them`, ofDisk, 70, '%'),
      most('C-STORE beside it: images a second fall by', slower, 10, '%'),
    ],
    samples: measured,
  };
}

interface Load {
  readonly images: number;
  readonly storedMeanwhile: number;
  readonly rounds: number;
  readonly say: PartOptions['say'];
}

/** Times in ms. */
async function measure(filmroom: Filmroom, { images, storedMeanwhile, rounds, say }: Load) {
  const { named } = await store(filmroom, images, 1);
  await delay(SETTLE_MS);
  const [read, committed, alone, beside]: [number[], number[], number[], number[]] = [[], [], [], []];
  let bytes = 0;
  for (let turn = 0; turn < rounds; turn++) {
    const files = readAll(filmroom);
    bytes = files.bytes;
    read.push(files.ms);
    committed.push(await commit(filmroom, named));
    say(`${images} read in ${round(read.at(-1)!)} ms, committed in ${round(committed.at(-1)!)} ms\n`);
  }
  for (let turn = 0; turn < rounds; turn++) {
    alone.push((await store(filmroom, storedMeanwhile, 100 + turn)).ms);
    const committing = commitUntil(filmroom, named);
    beside.push((await store(filmroom, storedMeanwhile, 200 + turn)).ms);
    await committing.end();
  }
  return { images, bytes, read, committed, alone, beside };
}

/** One request after the other, so that all that is stored meanwhile is stored beside one. */
function commitUntil(filmroom: Filmroom, named: readonly Named[]): { end(): Promise<void> } {
  let isOver = false;
  const work = (async () => {
    while (!isOver) await commit(filmroom, named);
  })();
  return {
    end() {
      isOver = true;
      return work;
    },
  };
}

const contexts = [
  { abstractSyntax: PUSH_MODEL, transferSyntaxes: [IMPLICIT_LE] },
  { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [EXPLICIT_LE] },
];
const STORE = 3;

async function store(filmroom: Filmroom, count: number, seed: number): Promise<{ ms: number; named: Named[] }> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 60_000 });
  const named: Named[] = [];
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const image = ctImage(n, { seed });
    const { sopClassUid, sopInstanceUid } = image;
    peer.send(...message(STORE, cStoreRq(sopClassUid, sopInstanceUid), datasetOfImage(image), { maxPduLength: 65_536 }));
    if (statusOf((await peer.message()).command) !== 0) throw new Error('not stored');
    named.push({ sopClassUid, sopInstanceUid });
  }
  const ms = performance.now() - began;
  await peer.release();
  return { ms, named };
}

/** From N-ACTION-RQ to the report on the same association. */
async function commit(filmroom: Filmroom, references: readonly Named[]): Promise<number> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 600_000 });
  const began = performance.now();
  peer.send(...message(1, actionRq(), actionInformation(newUid(), references), { maxPduLength: 65_536 }));
  await peer.message();
  const { committed } = await takeReport(peer);
  const ms = performance.now() - began;
  if (committed.length !== references.length) throw new Error(`${committed.length} of ${references.length} committed`);
  await peer.release();
  return ms;
}

/** The same files from the disk, past the page cache, and nothing done with them. */
function readAll(filmroom: Filmroom): { ms: number; bytes: number } {
  const images = join(filmroom.dataFolder, 'images');
  const files = readdirSync(images, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const buffer = alignedBuffer(1024 * 1024);
  let bytes = 0;
  const began = performance.now();
  for (const { parentPath, name } of files) {
    const file = openSync(join(parentPath, name), constants.O_RDONLY | constants.O_DIRECT);
    for (let at = 0, read = -1; read !== 0; at += read, bytes += read) read = readSync(file, buffer, 0, buffer.byteLength, at);
    closeSync(file);
  }
  return { ms: performance.now() - began, bytes };
}
