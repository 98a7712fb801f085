/** A seeded source of chance (xorshift32), so that a finding can be made again from its seed. */
export interface Random {
  /** 0 ≤ n < limit. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number): number => (limit <= 1 ? 0 : next() % limit);
  return { below, pick: (from) => from[below(from.length)]! };
}
