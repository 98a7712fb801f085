/**
 * Storage commitment: how long 2,000 CT images take beside what the disk takes to give the same files, and what a request costs those who store
 * meanwhile. `node test/bench/commitment/commitment.ts [images] [rounds]`; prints JSON.
 */
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { alignedBuffer } from '../../../app/base/base.ts';
import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { newUid } from '../../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { actionInformation, actionRq, type Named, PUSH_MODEL, takeReport } from '../../support/raw-commitment.ts';
import { cStoreRq, EXPLICIT_LE, IMPLICIT_LE, message, rawAssociate, statusOf } from '../../support/raw-peer.ts';

const IMAGES = Number(process.argv[2] ?? 2000);
const STORED_MEANWHILE = Math.min(300, IMAGES);
const ROUNDS = Number(process.argv[3] ?? 5);
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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'filmroom-commitment-'));
const filmroom = await startFilmroom({ dataFolder: join(folder, 'data') });
try {
  const { named } = await store(filmroom, IMAGES, 1);
  await delay(1000);
  const reads: number[] = [];
  const commits: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const read = readAll(filmroom);
    bytes = read.bytes;
    reads.push(read.ms);
    commits.push(await commit(filmroom, named));
  }
  const [alone, beside]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push((await store(filmroom, STORED_MEANWHILE, 100 + round)).ms);
    const asked = commit(filmroom, named);
    beside.push((await store(filmroom, STORED_MEANWHILE, 200 + round)).ms);
    await asked;
  }
  const figures = {
    ...{ images: IMAGES, megabytes: Math.round(bytes / 1e6), readMs: reads.map(Math.round), commitMs: commits.map(Math.round) },
    ofDiskSpeed: Math.round((median(reads) / median(commits)) * 100) / 100,
    ...{ storeAloneMs: alone.map(Math.round), storeBesideMs: beside.map(Math.round) },
    slowdown: Math.round((median(beside) / median(alone) - 1) * 1000) / 1000,
  };
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
} finally {
  await filmroom.stop();
  rmSync(folder, { recursive: true, force: true });
}
