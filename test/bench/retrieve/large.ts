import { setTimeout as delay } from 'node:timers/promises';
import { multiFrameImage, repeatedPieces } from '../../support/ct-load.ts';
import { dcmtk, to } from '../../support/dcmtk.ts';
import { peakRssBytes, rssBytes } from '../../support/proc.ts';
import { EXPLICIT_LE, rawAssociate } from '../../support/raw-peer.ts';
import { acceptedLength, streamStore } from '../../support/stream-store.ts';
import { FILMROOM } from '../candidates.ts';
import type { PartOptions } from '../part.ts';
import { allCame, startSink, studyKeys } from './transfer.ts';

export interface LargeSample {
  readonly service: 'C-MOVE' | 'C-GET';
  readonly bytes: number;
  readonly seconds: number;
  readonly idleRssBytes: number;
  readonly peakRssBytes: number;
}

const IDLE_AFTER_MS = 2000;
const TIMEOUT_MS = 600_000;

/** One object of so many frames of 524 kB, by each service from a Filmroom that was just started on it. */
export async function retrieveLarge(folder: string, frames: number, say: PartOptions['say']): Promise<readonly LargeSample[]> {
  const image = multiFrameImage(frames);
  const sink = await startSink(`${folder}-sink`);
  try {
    await keep(folder, frames);
    const samples: LargeSample[] = [];
    for (const service of ['C-MOVE', 'C-GET'] as const) {
      const running = await FILMROOM.start({ folder, destinations: [sink] });
      try {
        await delay(IDLE_AFTER_MS);
        const idleRssBytes = rssBytes(running.pid);
        const begun = performance.now();
        const [program, own] = service === 'C-MOVE' ? (['movescu', ['-aem', sink.aeTitle]] as const) : (['getscu', ['--ignore']] as const);
        const args = ['-v', '-S', '-aec', 'ANY', ...own, ...studyKeys(image.studyInstanceUid), ...to(running.port)];
        const { code, output } = await dcmtk(program, args, { timeoutMs: TIMEOUT_MS });
        const seconds = (performance.now() - begun) / 1000;
        if (code !== 0 || !allCame(output, 1)) throw new Error(`${program} ended with ${code}: ${output}`);
        const bytes = image.head.byteLength + image.pixelBytes;
        samples.push({ service, bytes, seconds, idleRssBytes, peakRssBytes: peakRssBytes(running.pid) });
        say(`${service} of ${(bytes / 1e9).toFixed(2)} GB: ${seconds.toFixed(1)} s\n`);
      } finally {
        await running.stop();
      }
    }
    return samples;
  } finally {
    await sink.stop();
  }
}

/** Stores it, and ends the program that did. */
async function keep(folder: string, frames: number): Promise<void> {
  const image = multiFrameImage(frames);
  const running = await FILMROOM.start({ folder });
  try {
    const contexts = [{ abstractSyntax: image.sopClassUid, transferSyntaxes: [EXPLICIT_LE] }];
    const peer = await rawAssociate(running.port, { contexts, calledAeTitle: 'FILMROOM' }, { waitMs: TIMEOUT_MS });
    const maxPduLength = acceptedLength(peer.ac.body);
    const status = await streamStore(peer, { contextId: 1, ...image, pieces: repeatedPieces(image), maxPduLength });
    if (status !== 0) throw new Error(`C-STORE: status ${status.toString(16)}`);
    await peer.release();
  } finally {
    await running.stop();
  }
}
