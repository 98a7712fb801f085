import { parentPort, workerData } from 'node:worker_threads';

/**
 * The side of a thread that `startWorker` has started: each message is answered by what `answer` makes of it, in order.
 *
 * @param prepare what the thread was given as `workerData`
 */
export function serveThread<Setup, Call, Answer>(prepare: (setup: Setup) => (call: Call) => Answer): void {
  const port = parentPort;
  if (!port) throw new Error('serveThread runs in a worker');
  const answer = prepare(workerData as Setup);
  port.on('message', (call: Call) => port.postMessage(answer(call)));
}
