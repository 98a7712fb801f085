import type { Archive, MarkedSeries } from '../archive/archive.ts';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { seriesMetadata } from './metadata-series.ts';
import type { MetadataTexts } from './metadata-texts.ts';

/** Nothing was stored for so long: images come first, and whoever looks at a study comes a little later. */
const QUIET_MS = 3000;
/** A shorter series is quickly read when somebody asks, and is not worth a commit. */
const LEAST_INSTANCES = 64;
/** Studies that wait; the one that waits longest makes room, and is read when somebody asks. */
const MOST_STUDIES = 256;

/**
 * Makes the metadata of long series before anybody asks, while nothing is received: whatever is stored meanwhile ends it, and it begins anew later.
 */
export function startMetadataAhead(options: {
  readonly archive: Pick<Archive, 'instancesOf' | 'notes' | 'onStored'>;
  readonly texts: MetadataTexts;
  readonly clock: Clock;
  readonly log: Log;
}): { close(): Promise<void> } {
  const { archive, texts, clock, log } = options;
  const due = new Map<string, number>(); // studies, each with how many instances of it came
  let storedAt = 0;
  let timer: Timer | undefined;
  let stop = new AbortController();
  let working: Promise<void> | undefined;
  let isClosed = false;

  const stopListening = archive.onStored(({ studyInstanceUid, outcome }) => {
    storedAt = clock.monotonicMs();
    stop.abort();
    if (outcome !== 'stored' && outcome !== 'overwritten') return;
    const came = (due.get(studyInstanceUid) ?? 0) + 1;
    due.delete(studyInstanceUid);
    due.set(studyInstanceUid, came);
    if (due.size > MOST_STUDIES) due.delete(due.keys().next().value!);
    if (came % LEAST_INSTANCES === 0) texts.warm(); // somebody may ask before it is quiet
    schedule(QUIET_MS);
  });

  function schedule(ms: number): void {
    if (isClosed || timer || working) return;
    timer = clock.after(ms, () => {
      timer = undefined;
      const left = storedAt + QUIET_MS - clock.monotonicMs();
      if (left > 0) return schedule(left);
      stop = new AbortController();
      working = work(stop.signal).finally(() => {
        working = undefined;
        if (due.size > 0) schedule(QUIET_MS);
      });
    });
  }

  async function work(signal: AbortSignal): Promise<void> {
    for (const studyInstanceUid of due.keys()) {
      try {
        for (const series of await archive.notes.seriesOf({ studyInstanceUid })) {
          if (signal.aborted) return;
          if (series.instances >= LEAST_INSTANCES) await make(series, signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn('dicomweb.metadata-not-made', { studyInstanceUid, words: wordsOf(error) });
      }
      if (signal.aborted) return;
      due.delete(studyInstanceUid);
    }
  }

  /** Half of the time is left to others. */
  async function make(series: MarkedSeries, signal: AbortSignal): Promise<void> {
    if (await archive.notes.read(series)) return;
    let began = clock.monotonicMs();
    for await (const _ of seriesMetadata(series, { archive, texts, log, signal })) {
      signal.throwIfAborted();
      await pause(clock.monotonicMs() - began);
      began = clock.monotonicMs();
    }
  }

  function pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(ms, resolve);
    return promise;
  }

  return {
    async close() {
      isClosed = true;
      stopListening();
      timer?.cancel();
      stop.abort();
      await working;
    },
  };
}
