import { Session } from 'node:inspector';

/** Which blocks of the program under test have run, from V8's own counters. */
export interface Coverage {
  /** True when, since the last call, a block of `app/` ran that had never run before. */
  sawNewBlock(): boolean;
  readonly blocks: number;
}

interface PreciseCoverage {
  result: { url: string; functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[] }[];
}

export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  const ask = <T>(method: string, parameters: object = {}): T => {
    let answer: T | undefined;
    session.post(method, parameters, (error, result) => {
      if (error) throw error;
      answer = result as T;
    });
    return answer as T; // the inspector answers in the same thread before post returns
  };
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    sawNewBlock() {
      const before = seen.size;
      for (const { url, functions } of ask<PreciseCoverage>('Profiler.takePreciseCoverage').result) {
        if (!url.includes('/app/')) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) if (count > 0) seen.add(`${url}:${startOffset}-${endOffset}`);
        }
      }
      return seen.size > before;
    },
    get blocks() {
      return seen.size;
    },
  };
}
