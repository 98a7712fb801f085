/** Milliseconds that ingest spent in each of its stages, summed since the start, so that the bench can say where the time goes. */
export interface Timings {
  add(stage: string, ms: number): void;
  /** One object is through. */
  done(): void;
  /** Per object, in milliseconds; stages of objects under way at the same time overlap. */
  summary(): { readonly objects: number; readonly meanMs: Readonly<Record<string, number>> };
}

export function createTimings(): Timings {
  const sums: Record<string, number> = {};
  let objects = 0;
  return {
    add(stage, ms) {
      sums[stage] = (sums[stage] ?? 0) + ms;
    },
    done() {
      objects++;
    },
    summary: () => ({
      objects,
      meanMs: Object.fromEntries(Object.entries(sums).map(([stage, ms]) => [stage, Math.round((ms / Math.max(1, objects)) * 1000) / 1000])),
    }),
  };
}
