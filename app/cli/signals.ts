import type { Io } from './run.ts';

/**
 * Waits for SIGINT, SIGTERM or SIGHUP (the terminal was closed). From then on a second one ends the process at once: everything acknowledged is on the disk already.
 *
 * @returns the name of the signal
 */
export function stopSignal(io: Pick<Io, 'onSignal' | 'exit' | 'error'>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let stopping = false;
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    io.onSignal(signal, () => {
      if (stopping) {
        io.error('Stopped at once.\n');
        io.exit(128 + number);
        return;
      }
      stopping = true;
      resolve(signal);
    });
  }
  return promise;
}
