import { randomUUID } from 'node:crypto';
import { acceptables, choose, notAcceptable, type Offer } from './accept.ts';
import type { DicomwebRequest } from './route.ts';
import { xmlOf } from './xml.ts';

/** The media types of PS3.18 Table 14.1.3-1: the first is the default. */
const OFFERS = [
  { packaging: 'single', mediaType: 'application/dicom+json' },
  { packaging: 'single', mediaType: 'application/json' },
  { packaging: 'single', mediaType: 'application/dicom+xml' },
  { packaging: 'multipart', mediaType: 'application/dicom+xml' },
  { packaging: 'multipart', mediaType: 'application/dicom+json' },
] as const satisfies readonly Offer[];
export type ObjectType = (typeof OFFERS)[number];

export interface ObjectHead {
  readonly type: ObjectType;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws DicomwebError DICOMWEB_NOT_ACCEPTABLE */
export function objectTypeOf(request: Pick<DicomwebRequest, 'url' | 'headers'>): ObjectType {
  const chosen = choose(acceptables(request), OFFERS);
  if (!chosen) throw notAcceptable(['application/dicom+json', 'application/dicom+xml', 'either of them in multipart/related']);
  return chosen.offer;
}

/**
 * Any number of data sets: an array of JSON (PS3.18 §F.2.1), or XML. A Native DICOM Model is one data set, so that several come in
 * multipart/related, and none is 204.
 *
 * @param objects each the text of an object of the DICOM JSON model
 */
export function objectsAnswer(objects: readonly string[], { type, status = 200, headers = {} }: ObjectHead): Response {
  const isJson = type.mediaType !== 'application/dicom+xml';
  const head = { 'cache-control': 'no-store', vary: 'accept', ...headers };
  if (isJson && type.packaging === 'single')
    return new Response(`[${objects.join(',')}]`, { status, headers: { ...head, 'content-type': type.mediaType } });
  if (objects.length === 0) return new Response(null, { status: 204, headers: head });
  const written = isJson ? objects : objects.map(xmlOf);
  if (type.packaging === 'single' && written.length === 1)
    return new Response(written[0]!, { status, headers: { ...head, 'content-type': type.mediaType } });
  const boundary = `filmroom-${randomUUID()}`;
  const parts = written.map((text) => `--${boundary}\r\nContent-Type: ${type.mediaType}\r\n\r\n${text}\r\n`);
  return new Response(`${parts.join('')}--${boundary}--\r\n`, {
    status,
    headers: { ...head, 'content-type': `multipart/related; type="${type.mediaType}"; boundary=${boundary}` },
  });
}

/** One data set, which in JSON is the object itself. */
export function objectAnswer(object: string, { type, status = 200, headers = {} }: ObjectHead): Response {
  if (type.packaging === 'multipart' || type.mediaType === 'application/dicom+xml')
    return objectsAnswer([object], { type, status, headers });
  return new Response(object, {
    status,
    headers: { 'cache-control': 'no-store', vary: 'accept', ...headers, 'content-type': type.mediaType },
  });
}

/** Warning (RFC 7234 §5.5): words that go with what was done. */
export function warning({ url }: Pick<DicomwebRequest, 'url'>, words: string): { readonly warning: string } {
  return { warning: `299 ${url.host} "${words.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ')}"` };
}
