import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/child.ts';
import { type CtLoad, ctLoad, multiFrameImage, multiFrameLoad, repeatedPieces } from '../../support/ct-load.ts';
import { dcmtk, to } from '../../support/dcmtk.ts';
import { cpuSeconds, peakRssBytes, rssBytes, watchRss } from '../../support/proc.ts';
import { cEchoRq, EXPLICIT_LE, rawAssociate, statusOf } from '../../support/raw-peer.ts';
import { acceptedLength, streamStore } from '../../support/stream-store.ts';
import type { Candidate, Running, StartOptions } from '../candidates.ts';

/** One measurement of one candidate. */
export interface Sample {
  readonly seconds: number;
  readonly instances: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly idleRssBytes: number;
  readonly peakRssBytes: number;
}

export interface Sizes {
  readonly images: number;
  readonly nagleImages: number;
  readonly frames: number;
  readonly largeFrames: number;
}
export const FULL: Sizes = { images: 1000, nagleImages: 100, frames: 600, largeFrames: 4096 };
export const QUICK: Sizes = { images: 200, nagleImages: 50, frames: 100, largeFrames: 512 };

export interface Scenario {
  readonly name: string;
  readonly words: (sizes: Sizes) => string;
  /** Measured for these alone. */
  readonly only?: Candidate['name'];
  run(candidate: Candidate, folder: string, sizes: Sizes): Promise<Sample>;
}

const IDLE_AFTER_MS = 1500;

/** Starts the candidate, lets it settle, and measures what `send` costs it. */
async function measure(
  candidate: Candidate,
  options: StartOptions,
  load: { instances: number; bytes: number },
  send: (to: Running) => Promise<void>,
) {
  const running = await candidate.start(options);
  try {
    await delay(IDLE_AFTER_MS);
    const idleRssBytes = rssBytes(running.pid);
    const cpuBefore = cpuSeconds(running.pid, candidate.forks);
    const watch = watchRss(running.pid, { forks: candidate.forks, everyMs: candidate.forks ? 200 : 20 });
    const begun = performance.now();
    await send(running);
    const seconds = (performance.now() - begun) / 1000;
    const sampledPeak = watch.stop();
    return {
      ...load,
      seconds,
      cpuSeconds: cpuSeconds(running.pid, candidate.forks) - cpuBefore,
      idleRssBytes,
      peakRssBytes: candidate.forks ? sampledPeak : Math.max(sampledPeak, peakRssBytes(running.pid)),
    } satisfies Sample;
  } finally {
    await running.stop();
  }
}

/** One storescu for each folder, all at once; each must succeed. */
async function storescuAll(load: CtLoad, port: number, nagle = false): Promise<void> {
  const runs = await Promise.all(
    load.folders.map((folder) => dcmtk('storescu', ['-aec', 'ANY', '+sd', ...to(port), folder], { nagle, timeoutMs: 600_000 })),
  );
  for (const { code, output } of runs) if (code !== 0) throw new Error(`storescu ended with ${code}: ${output}`);
}

const ctScenario = (associations: number): Scenario => ({
  name: `ct-${associations}`,
  words: ({ images }) => `${images} CT of 525 kB, ${associations} association${associations > 1 ? 's' : ''}`,
  run(candidate, folder, { images }) {
    const load = ctLoad(images, associations);
    return measure(candidate, { folder }, { instances: load.count, bytes: load.bytes }, ({ port }) => storescuAll(load, port));
  },
});

const multiFrame: Scenario = {
  name: 'multi-frame',
  words: ({ frames }) => `one multi-frame of ${Math.round(frames * 0.524288)} MB`,
  run(candidate, folder, { frames }) {
    const load = multiFrameLoad(frames);
    return measure(candidate, { folder }, { instances: 1, bytes: load.bytes }, ({ port }) => storescuAll(load, port));
  },
};

const nagle: Scenario = {
  name: 'nagle',
  words: ({ nagleImages }) => `${nagleImages} CT, 1 association, everything as it comes: no TCP_NODELAY`,
  run(candidate, folder, { nagleImages }) {
    const load = ctLoad(nagleImages, 1);
    return measure(candidate, { folder, nagle: true }, { instances: load.count, bytes: load.bytes }, ({ port }) =>
      storescuAll(load, port, true),
    );
  },
};

const large: Scenario = {
  name: 'large',
  words: ({ largeFrames }) => `one object of ${(largeFrames * 0.000524288).toFixed(2)} GB`,
  only: 'filmroom',
  run(candidate, folder, { largeFrames }) {
    const image = multiFrameImage(largeFrames);
    const bytes = image.head.byteLength + image.pixelBytes;
    return measure(candidate, { folder }, { instances: 1, bytes }, async ({ port }) => {
      const peer = await rawAssociate(
        port,
        { contexts: [{ abstractSyntax: image.sopClassUid, transferSyntaxes: [EXPLICIT_LE] }], calledAeTitle: 'FILMROOM' },
        { waitMs: 120_000 },
      );
      const maxPduLength = acceptedLength(peer.ac.body);
      const status = await streamStore(peer, { contextId: 1, ...image, pieces: repeatedPieces(image), maxPduLength });
      if (status !== 0) throw new Error(`status ${status.toString(16)}`);
      await peer.release();
    });
  },
};

const start: Scenario = {
  name: 'start',
  words: () => 'from start to the first accepted C-ECHO; at rest 3 s later',
  async run(candidate, folder) {
    const port = await freePort();
    const begun = performance.now();
    const starting = candidate.start({ folder, port });
    const seconds = await firstEcho(port).then((at) => (at - begun) / 1000);
    const running = await starting;
    await delay(3000);
    const idleRssBytes = rssBytes(running.pid);
    const sample = {
      seconds,
      instances: 0,
      bytes: 0,
      cpuSeconds: cpuSeconds(running.pid),
      idleRssBytes,
      peakRssBytes: peakRssBytes(running.pid),
    };
    await running.stop();
    return sample;
  },
};

/** When a C-ECHO was answered with success. Raw bytes over loopback: nothing of echoscu's own start counts. */
async function firstEcho(port: number): Promise<number> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      const peer = await rawAssociate(port);
      const { command } = await peer.ask(1, cEchoRq());
      const at = performance.now();
      if (statusOf(command) !== 0) throw new Error(`C-ECHO status ${statusOf(command)}`);
      await peer.release();
      return at;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(4);
    }
  }
}

export const SCENARIOS: readonly Scenario[] = [ctScenario(1), ctScenario(4), ctScenario(10), multiFrame, nagle, large, start];
