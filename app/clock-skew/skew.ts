/** `config/limits.ts` has the words. */
export const CLOCK_SKEW_LIMITS = { maxAes: 200, samples: 31, sampleEveryMs: 10_000 } as const;
export type ClockSkewLimits = { readonly [Name in keyof typeof CLOCK_SKEW_LIMITS]: number };

/** Of one calling AE title. */
export interface Skew {
  readonly aeTitle: string;
  /** Arrival less making, in ms: above zero the device's clock is behind, or it keeps images for a while; below zero it is ahead. */
  readonly medianMs: number;
  /** The least of them: below zero, the clock is ahead by at least that much, for nothing arrives before it is made. */
  readonly leastMs: number;
  readonly samples: number;
  readonly lastAt: number;
}

export interface ClockSkew {
  /** Whether another sample of it is of use now: a series of a thousand images is one. */
  wants(aeTitle: string, at: number): boolean;
  add(aeTitle: string, arrivedAt: number, madeAt: number): void;
  /** The one heard last first. */
  list(): readonly Skew[];
}

export function createClockSkew(limits: ClockSkewLimits = CLOCK_SKEW_LIMITS): ClockSkew {
  const known = new Map<string, { readonly samples: number[]; lastAt: number }>(); // the one heard longest ago first

  return {
    wants: (aeTitle, at) => at - (known.get(aeTitle)?.lastAt ?? Number.NEGATIVE_INFINITY) >= limits.sampleEveryMs,
    add(aeTitle, arrivedAt, madeAt) {
      const samples = known.get(aeTitle)?.samples ?? [];
      samples.push(arrivedAt - madeAt);
      if (samples.length > limits.samples) samples.shift();
      known.delete(aeTitle);
      known.set(aeTitle, { samples, lastAt: arrivedAt });
      const oldest = known.keys().next().value;
      if (known.size > limits.maxAes && oldest !== undefined) known.delete(oldest);
    },
    list: () =>
      [...known]
        .map(([aeTitle, { samples, lastAt }]) => ({
          aeTitle,
          medianMs: medianOf(samples),
          leastMs: Math.min(...samples),
          samples: samples.length,
          lastAt,
        }))
        .reverse(),
  };
}

function medianOf(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1]!;
}
