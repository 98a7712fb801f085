import { randomUUID } from 'node:crypto';
import { acceptables, choose, notAcceptable } from './accept.ts';
import type { DicomwebRequest } from './route.ts';
import type { Sending } from './sending.ts';
import { codingFor, textPieces } from './text-body.ts';
import { xmlOf } from './xml.ts';

/** The media types of objects without their bulk data (PS3.18 Tables 8.7.3-2, 8.7.4-1): the first is the default. */
const OFFERS = [
  { packaging: 'single', mediaType: 'application/dicom+json' },
  { packaging: 'single', mediaType: 'application/json' },
  { packaging: 'multipart', mediaType: 'application/dicom+xml' },
] as const;
export type TextType = (typeof OFFERS)[number];

/** @throws DicomwebError DICOMWEB_NOT_ACCEPTABLE */
export function textTypeOf(request: Pick<DicomwebRequest, 'url' | 'headers'>): TextType {
  const chosen = choose(acceptables(request), OFFERS);
  if (!chosen) throw notAcceptable(['application/dicom+json', 'multipart/related; type="application/dicom+xml"']);
  return chosen.offer;
}

export interface ObjectsAnswer {
  readonly type: TextType;
  /** JSON: an empty array. XML: 204, since a multipart message has a part at least (RFC 2046 §5.1.1). */
  readonly isEmpty: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: DicomwebRequest;
  readonly sending: Sending;
}

/**
 * An answer of any number of objects of the DICOM JSON model: one array of them (PS3.18 §F.2.1), or a part of XML for each (PS3.19 §A.1).
 *
 * @throws DicomwebError DICOMWEB_BUSY, and what `pages` throws before the first of them
 */
export async function writeObjects(
  pages: AsyncGenerator<readonly string[]>,
  { type, isEmpty, headers, request, sending }: ObjectsAnswer,
): Promise<Response> {
  const isXml = type.packaging === 'multipart';
  if (isXml && isEmpty) return new Response(null, { status: 204, headers });
  const coding = codingFor(request.headers);
  const boundary = `filmroom-${randomUUID()}`;
  const head = {
    ...headers,
    ...{ 'content-type': isXml ? `multipart/related; type="${type.mediaType}"; boundary=${boundary}` : type.mediaType },
    ...{ vary: 'accept, accept-encoding', ...(coding && { 'content-encoding': coding }) },
  };
  return await sending.answer(request, { headers: head }, () => textPieces(isXml ? xmlParts(pages, boundary) : array(pages), coding));
}

async function* array(pages: AsyncGenerator<readonly string[]>): AsyncGenerator<string> {
  let begin = '[';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield begin + page.join(',');
    begin = ',';
  }
  yield begin === '[' ? '[]' : ']';
}

async function* xmlParts(pages: AsyncGenerator<readonly string[]>, boundary: string): AsyncGenerator<string> {
  for await (const page of pages) {
    for (const object of page) yield `--${boundary}\r\nContent-Type: application/dicom+xml\r\n\r\n${xmlOf(object)}\r\n`;
  }
  yield `--${boundary}--\r\n`;
}
