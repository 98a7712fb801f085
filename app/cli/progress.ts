import type { Clock } from '../base/base.ts';

export interface Progress {
  /** @param total undefined while it is not known */
  update(done: number, total: number | undefined, what: string): void;
  /** Ends the bar. */
  done(): void;
}

const BAR = 24;
const TTY_GAP_MS = 100;
const LINE_GAP_MS = 5000;

/** How far a long command is: a bar that is redrawn on a terminal, a line every few seconds elsewhere. */
export function createProgress(options: {
  readonly isTty: boolean;
  readonly columns?: number;
  readonly write: (text: string) => void;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}): Progress {
  const { isTty, write, clock, columns = 80 } = options;
  const begun = clock.monotonicMs();
  let last = isTty ? Number.NEGATIVE_INFINITY : begun;
  let drawn = false;
  return {
    update(done, total, what) {
      const now = clock.monotonicMs();
      if (now - last < (isTty ? TTY_GAP_MS : LINE_GAP_MS)) return;
      last = now;
      const words = facts(done, total, what, now - begun);
      if (isTty) write(`\r${`${bar(done, total)}${words}`.slice(0, columns - 1)}\u001b[K`);
      else write(`${words}\n`);
      drawn ||= isTty;
    },
    done() {
      if (drawn) write('\r\u001b[K');
    },
  };
}

function bar(done: number, total: number | undefined): string {
  if (!total) return '';
  const full = Math.min(BAR, Math.round((done / total) * BAR));
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] `;
}

function facts(done: number, total: number | undefined, what: string, ms: number): string {
  if (!total) return `${done} ${what}`;
  const leftMs = done > 0 && ms > 2000 ? (ms / done) * (total - done) : undefined;
  const left =
    leftMs === undefined ? '' : `, about ${leftMs < 90_000 ? `${Math.ceil(leftMs / 1000)} s` : `${Math.ceil(leftMs / 60_000)} min`} left`;
  return `${done} of ${total} ${what}${left}`;
}
