import { type ByteSpan, rangeOf, unsatisfiable } from './conditional.ts';
import type { DicomwebRequest } from './route.ts';
import type { Pieces, SendBuffers, Sending } from './sending.ts';

/** A body that is sent as a single part, whole or a range of it. */
export interface SingleBody {
  all(buffers: SendBuffers): Pieces;
  some(span: ByteSpan, buffers: SendBuffers): Pieces;
}

/**
 * A single part (PS3.18 §8.6.1.1); where its length is known, a range of it too (RFC 9110 §14).
 *
 * @param bytes of the whole body; undefined where only making it tells
 */
export function answerSingle(
  request: DicomwebRequest,
  headers: Readonly<Record<string, string>> & { readonly etag: string },
  bytes: number | undefined,
  body: SingleBody,
  sending: Sending,
): Promise<Response> | Response {
  if (bytes === undefined) return sending.answer(request, { headers }, (buffers) => body.all(buffers));
  const whole = { ...headers, 'accept-ranges': 'bytes', 'content-length': String(bytes) };
  const span = rangeOf(request.headers, bytes, headers.etag);
  if (span === undefined) return sending.answer(request, { headers: whole }, (buffers) => body.all(buffers));
  if (span === 'unsatisfiable') return unsatisfiable(bytes);
  const { begin, end } = span;
  const partial = { ...whole, 'content-range': `bytes ${begin}-${end - 1}/${bytes}`, 'content-length': String(end - begin) };
  return sending.answer(request, { status: 206, headers: partial }, (buffers) => body.some(span, buffers));
}
