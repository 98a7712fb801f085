/** QIDO-RS and metadata by Filmroom and by Orthanc with orthanc-dicomweb, the same studies in both. `bench.ts web-query` */
import { encodeFileMeta } from '../../../app/dataset/dataset.ts';
import { ctImage, datasetPieces } from '../../support/ct-load.ts';
import { EXPLICIT_LE, IMPLICIT_LE } from '../../support/raw-bytes.ts';
import { median } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { dayOf, patientIdOf, studyObject } from '../query/load.ts';
import type { Outgoing } from '../scu.ts';
import { ask, startFilmroomWeb, startOrthancWeb, type Taken, type WebPeer } from '../web-transfer/peers.ts';
import { type Measured, type Times, webQueryTables, webQueryVerdicts } from './report.ts';

export const WEB_QUERY: Part = { name: 'web-query', title: 'QIDO-RS and metadata', run };

const FULL = { sizes: [1000, 10_000], repeats: 15, repeatsOfAll: 5, slices: 1000 };
const QUICK = { sizes: [200, 1000], repeats: 5, repeatsOfAll: 3, slices: 100 };
/** Turns before the ones that count: a server that has been asked for a minute, not one that has just started. */
const WARM_UP = 60;
/** Objects of one STOW-RS request. */
const SMALL_AT_ONCE = 200;
const SLICES_AT_ONCE = 50;

const BOUNDARY = 'boundary-of-the-bench';
const STOW = {
  method: 'POST',
  headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`, accept: 'application/dicom+json' },
};
const JSON_ANSWER = { headers: { accept: 'application/dicom+json' } };

/** The queries of `research/peers.md` §3.2. */
const QUESTIONS: readonly { readonly name: string; readonly path: (turn: number, studies: number) => string; readonly isAll?: boolean }[] =
  [
    { name: 'PatientID', path: (turn, studies) => `/studies?PatientID=${patientIdOf((turn * 7919) % studies)}` },
    { name: 'name GARCIA*', path: () => '/studies?PatientName=GARCIA*' },
    { name: 'one month', path: (turn) => `/studies?StudyDate=${dayOf((turn * 211) % 1770)}-${dayOf(((turn * 211) % 1770) + 29)}` },
    { name: 'limit=100', path: () => '/studies?limit=100' },
    { name: 'limit=100&offset=900', path: (_, studies) => `/studies?limit=100&offset=${Math.min(900, studies - 100)}` },
    { name: 'all studies', path: () => '/studies', isAll: true },
  ];

async function run({ quick, rounds, say }: PartOptions): Promise<PartResult> {
  const plan = quick ? QUICK : FULL;
  const repeats = rounds ?? plan.repeats;
  return await inFolder(async (folder) => {
    const peers = [await startFilmroomWeb(`${folder}-filmroom`), await startOrthancWeb(`${folder}-orthanc`)].filter(
      (peer) => peer !== undefined,
    );
    try {
      const measured: Measured[] = [];
      let there = 0;
      for (const studies of plan.sizes) {
        for (const peer of peers) await fill(peer, there, studies, say);
        there = studies;
        measured.push({ studies, questions: await askAll(peers, studies, { ...plan, repeats }) });
      }
      const metadata = await ofMetadata(peers, plan.slices, { repeats: Math.min(repeats, plan.repeatsOfAll), say });
      return {
        words: [
          `Over loopback, HTTP without TLS, one connection, bodies read and not looked at; both archives run side by side and are asked by turns, ${repeats} times each question, after ${WARM_UP} times that do not count.`,
          'What is asked for is the same; each answers with what it answers with by itself.',
        ],
        tables: webQueryTables(measured, metadata),
        verdicts: webQueryVerdicts(measured, metadata),
        samples: { measured, metadata },
      };
    } finally {
      for (const peer of peers) await peer.stop();
    }
  });
}

async function fill(peer: WebPeer, from: number, to: number, say: PartOptions['say']): Promise<void> {
  const begun = performance.now();
  for (let at = from; at < to; at += SMALL_AT_ONCE) {
    const objects = Array.from({ length: Math.min(SMALL_AT_ONCE, to - at) }, (_, n) => studyObject(at + n));
    await store(peer, objects, IMPLICIT_LE);
  }
  say(`${peer.name}: ${to} studies, ${((to - from) / ((performance.now() - begun) / 1000)).toFixed(0)}/s\n`);
}

async function store(peer: WebPeer, objects: readonly Outgoing[], transferSyntaxUid: string): Promise<void> {
  const part = Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
  const body = objects.flatMap((object) => [part, encodeFileMeta({ ...object, transferSyntaxUid }), object.dataset]);
  const { status } = await ask(peer, '/studies', { ...STOW, body: [...body, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)] });
  if (status !== 200) throw new Error(`STOW-RS to ${peer.name}: ${status}`);
}

async function get(peer: WebPeer, path: string): Promise<Taken> {
  const taken = await ask(peer, path, JSON_ANSWER);
  if (taken.status !== 200) throw new Error(`${peer.name} answers ${taken.status} to ${path}`);
  return taken;
}

async function askAll(
  peers: readonly WebPeer[],
  studies: number,
  { repeats, repeatsOfAll }: { readonly repeats: number; readonly repeatsOfAll: number },
): Promise<Measured['questions']> {
  const questions = QUESTIONS.map(({ name, isAll = false }) => ({ name, isAll, ms: times(), bytes: times() }));
  for (let turn = -WARM_UP; turn < repeats; turn++) {
    for (const [at, { path, isAll = false }] of QUESTIONS.entries()) {
      if (isAll && (turn < -2 || turn >= Math.min(repeats, repeatsOfAll))) continue;
      for (const peer of turn % 2 ? peers.toReversed() : peers) {
        const { seconds, bytes } = await get(peer, path(turn + WARM_UP, studies));
        if (turn < 0) continue;
        questions[at]!.ms[peer.name].push(seconds * 1000);
        questions[at]!.bytes[peer.name].push(bytes);
      }
    }
  }
  return questions;
}

/** One series of slices as a CT sends them: the first time it is asked for, and after that. */
async function ofMetadata(
  peers: readonly WebPeer[],
  slices: number,
  { repeats, say }: { readonly repeats: number; readonly say: PartOptions['say'] },
): Promise<{ readonly slices: number; readonly first: Times; readonly again: Times; readonly bytes: Times }> {
  const measured = { slices, first: times(), again: times(), bytes: times() };
  for (const peer of peers) {
    for (let at = 0; at < slices; at += SLICES_AT_ONCE) {
      const images = Array.from({ length: Math.min(SLICES_AT_ONCE, slices - at) }, (_, n) => ctImage(at + n, { series: 0 }));
      await store(
        peer,
        images.map((image) => ({ ...image, dataset: Buffer.concat([...datasetPieces(image)]) })),
        EXPLICIT_LE,
      );
    }
    const path = `/studies/${ctImage(0, { series: 0 }).studyInstanceUid}/metadata`;
    const first = await get(peer, path);
    measured.first[peer.name].push(first.seconds * 1000);
    measured.bytes[peer.name].push(first.bytes);
    for (let n = 0; n < repeats; n++) measured.again[peer.name].push((await get(peer, path)).seconds * 1000);
    say(
      `${peer.name}: metadata of ${slices} slices, first ${first.seconds.toFixed(2)} s, again ${median(measured.again[peer.name]).toFixed(0)} ms\n`,
    );
  }
  return measured;
}

const times = (): Times => ({ filmroom: [], orthanc: [] });
