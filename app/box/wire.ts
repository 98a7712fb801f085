import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import { BoxError } from './errors.ts';

/** Where systemd listens for the hands (filmroom-hands.socket). */
export const HANDS_SOCKET = '/run/filmroom-hands.sock';

/** One request: one line. */
export const Request = z.strictObject({ verb: z.string().check(z.maxLength(64)), args: z.optional(z.unknown()) });
export type Request = z.infer<typeof Request>;

/** One answer: one line. */
export const Answer = z.union([
  z.strictObject({ ok: z.optional(z.unknown()) }),
  z.strictObject({ error: z.strictObject({ code: z.string(), words: z.string() }) }),
]);
export type Answer = z.infer<typeof Answer>;

export function lineOf(message: Request | Answer): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * The first line that arrives; the rest is not read.
 *
 * @returns undefined where the other end closed before it said anything
 * @throws BoxError BOX_TOO_LONG before more than `maxBytes` are kept; BOX_NO_ANSWER where it closed in the middle of a line
 */
export function readLine(socket: Socket, maxBytes: number): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const parts: Buffer[] = [];
  let bytes = 0;
  const take = (data: Buffer) => {
    const end = data.indexOf(0x0a);
    const part = end < 0 ? data : data.subarray(0, end);
    bytes += part.byteLength;
    if (bytes > maxBytes) return stop(() => reject(new BoxError('BOX_TOO_LONG', `A line of more than ${maxBytes} bytes is not taken.`)));
    parts.push(part);
    if (end >= 0) stop(() => resolve(Buffer.concat(parts).toString('utf8')));
  };
  const stop = (settle: () => void) => {
    socket.pause();
    socket.off('data', take);
    settle();
  };
  socket.on('data', take);
  socket.once('end', () => (bytes === 0 ? resolve(undefined) : reject(new BoxError('BOX_NO_ANSWER', 'The connection ended in a line.'))));
  socket.once('error', reject);
  socket.once('close', () => reject(new BoxError('BOX_NO_ANSWER', 'The connection was closed.')));
  return promise;
}
