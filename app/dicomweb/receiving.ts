import { type Clock, CodedError } from '../base/base.ts';
import { DicomwebError } from './errors.ts';

export interface ReceivingLimits {
  /** Over this time … */
  readonly slowMs: number;
  /** … a sender has to send at least so much, of the time that it is waited for. */
  readonly slowBytes: number;
}

/**
 * The bytes of a body as they come. Who sends a byte a second is cut off; who sends nothing at all is by the server (`requestTimeoutMs`). The time
 * that our disk takes is nobody's fault and is not counted.
 *
 * @throws DicomwebError DICOMWEB_TOO_SLOW, DICOMWEB_CUT
 */
export async function* received(
  body: AsyncIterable<Uint8Array>,
  { clock, limits }: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly limits: ReceivingLimits },
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = body[Symbol.asyncIterator]();
  let bytes = 0;
  let waitedMs = 0;
  try {
    while (true) {
      const askedAt = clock.monotonicMs();
      const { value, done } = await next(source);
      if (done) return;
      bytes += value.byteLength;
      waitedMs += clock.monotonicMs() - askedAt;
      if (waitedMs >= limits.slowMs) {
        if (bytes < limits.slowBytes)
          throw new DicomwebError(
            'DICOMWEB_TOO_SLOW',
            `${bytes} bytes came in ${Math.round(waitedMs)} ms, at least ${limits.slowBytes} must.`,
          );
        bytes = 0;
        waitedMs = 0;
      }
      yield value;
    }
  } finally {
    await source.return?.();
  }
}

async function next(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await source.next();
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new DicomwebError('DICOMWEB_CUT', 'The sender broke off.', { cause: error });
  }
}
