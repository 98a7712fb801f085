/** A timer that was started; `cancel` may be called at any time, more than once. */
export interface Timer {
  cancel(): void;
}

/** Time as an argument, so that a test turns it by hand (`test/support/fake-clock.ts`). */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Never goes back; milliseconds, with fractions. For durations. */
  monotonicMs(): number;
  /** Calls `then` once after `ms`; does not keep the process alive. */
  after(ms: number, then: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
