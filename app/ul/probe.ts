import net from 'node:net';
import { type Clock, errnoOf } from '../base/base.ts';

/** What became of a TCP connection that was tried and closed at once: an errno, e.g. `ECONNREFUSED`, or that nothing came in time. */
export type ProbeOutcome =
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly errno: string }
  | { readonly kind: 'silent' };

/** Tries whether a TCP connection can be made (PS3.8 §9.1); nothing is sent over it. An abort of the signal counts as silence. */
export function probeTcp(
  { host, port }: { readonly host: string; readonly port: number },
  { timeoutMs, clock, signal }: { readonly timeoutMs: number; readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<ProbeOutcome> {
  const { promise, resolve } = Promise.withResolvers<ProbeOutcome>();
  const socket = net.connect({ host, port });
  const onAbort = () => resolve({ kind: 'silent' });
  const timer = clock.after(timeoutMs, onAbort);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('connect', () => resolve({ kind: 'connected' }));
  socket.on('error', (error) => resolve({ kind: 'failed', errno: errnoOf(error) ?? 'unknown' }));
  return promise.finally(() => {
    timer.cancel();
    signal?.removeEventListener('abort', onAbort);
    socket.destroy();
  });
}
