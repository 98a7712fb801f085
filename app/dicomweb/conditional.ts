import { createHash } from 'node:crypto';
import { problem } from './problem.ts';

/** A strong entity tag (RFC 9110 §8.8.3) of everything that decides on the bytes of an answer. */
export function etagOf(...decides: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const one of decides) hash.update(one).update('\0');
  return `"${hash.digest('base64url').slice(0, 32)}"`;
}

/** Whether who asks has it already (RFC 9110 §13.1.2). */
export function isNotModified(headers: Headers, etag: string): boolean {
  const known = headers.get('if-none-match');
  if (known === null) return false;
  return known.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

export function notModified(headers: Readonly<Record<string, string>>): Response {
  const { etag, vary, 'cache-control': cacheControl } = headers;
  return new Response(null, {
    status: 304,
    headers: { ...(etag && { etag }), ...(vary && { vary }), ...(cacheControl && { 'cache-control': cacheControl }) },
  });
}

export interface ByteSpan {
  readonly begin: number;
  /** After the last byte. */
  readonly end: number;
}

/**
 * The one range of bytes that is asked for (RFC 9110 §14.2). Several at once, or another unit, are passed over as the RFC allows: all is sent.
 *
 * @returns undefined where all of it is to be sent
 */
export function rangeOf(headers: Headers, bytes: number, etag: string): ByteSpan | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(headers.get('range')?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const onlyIf = headers.get('if-range');
  if (onlyIf !== null && onlyIf !== etag) return undefined;
  if (from === '') return Number(to) === 0 ? 'unsatisfiable' : { begin: Math.max(0, bytes - Number(to)), end: bytes };
  if (to !== '' && Number(to) < Number(from)) return undefined; // no valid range, so none was asked for
  if (Number(from) >= bytes) return 'unsatisfiable';
  return { begin: Number(from), end: to === '' ? bytes : Math.min(bytes, Number(to) + 1) };
}

/** What of a body is in the range. */
export async function* sliced(
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  { begin, end }: ByteSpan,
): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0;
  for await (const piece of pieces) {
    const from = Math.max(0, begin - at);
    if (from < piece.byteLength) yield piece.subarray(from, end - at);
    at += piece.byteLength;
    if (at >= end) return;
  }
}

export function unsatisfiable(bytes: number): Response {
  const detail = `The range is outside of the ${bytes} bytes that there are.`;
  return problem(416, { title: 'Range not satisfiable', detail, code: 'DICOMWEB_BAD_RANGE' }, { 'content-range': `bytes */${bytes}` });
}
