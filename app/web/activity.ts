import type { Clock } from '../base/base.ts';
import type { Activity } from './schema.ts';
import type { WebSources } from './sources.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than a day in every time zone of those who look. */
const SHOWN_MS = 36 * HOUR_MS;
const SHOWN_FOR_MS = 10_000;
/** Weekends and weekdays alike. */
const GROWTH_MS = 28 * DAY_MS;
const GROWTH_FOR_MS = 600_000;

/** Studies that one reading looks at: the newest day of a hospital, four weeks of a clinic. */
export interface ActivityLimits {
  readonly shownStudies: number;
  readonly growthStudies: number;
}

/** How much arrives, read again now and then while somebody watches; several that ask at once share one reading. */
export function createActivity(source: WebSources['activity'], clock: Clock, limits: ActivityLimits): () => Promise<Activity> {
  const hours = kept(clock, SHOWN_FOR_MS, async () => {
    const read = await source({ since: clock.now() - SHOWN_MS, most: limits.shownStudies });
    return read.map(({ at, studies }) => ({ at, studies }));
  });
  const growth = kept(clock, GROWTH_FOR_MS, async () => {
    const now = clock.now();
    const read = await source({ since: now - GROWTH_MS, most: limits.growthStudies });
    const spanMs = now - (read[0]?.at ?? now);
    if (spanMs < DAY_MS) return undefined;
    return Math.round((read.reduce((sum, { bytes }) => sum + bytes, 0) * DAY_MS) / spanMs);
  });
  return async () => {
    const bytesPerDay = await growth();
    return { hours: await hours(), ...(bytesPerDay !== undefined && { bytesPerDay }) };
  };
}

function kept<Value>(clock: Clock, forMs: number, read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  let readAtMs = 0;
  return () => {
    if (value && clock.monotonicMs() - readAtMs < forMs) return value;
    readAtMs = clock.monotonicMs();
    const reading = read();
    value = reading;
    reading.catch(() => {
      if (value === reading) value = undefined;
    });
    return reading;
  };
}
