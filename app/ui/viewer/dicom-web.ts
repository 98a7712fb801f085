import { AskError, refusalOf, signInAgain } from '../shell/ask.ts';
import { type InstanceAt, seriesPath, studyPath, thumbnailPath } from './addresses.ts';
import type { Attribute, Dataset } from './dicom-json.ts';
import { texts as T } from './texts/en.ts';

/* What the viewer asks of DICOMweb (PS3.18). It asks nothing else for a study. */

/** The series of a study (QIDO-RS, PS3.18 §10.6). @throws AskError */
export const seriesOf = async (study: string): Promise<readonly Dataset[]> =>
  (await asked(`${studyPath(study)}/series`, 'application/dicom+json')).json();

/** The attributes of all instances of a series, without bulk data (PS3.18 §10.4.1.1.2). @throws AskError */
export const metadataOf = async (study: string, series: string): Promise<readonly Dataset[]> =>
  (await asked(`${seriesPath(study, series)}/metadata`, 'application/dicom+json')).json();

/** The bytes of an attribute, wherever they are (PS3.18 §10.4.1.5). @throws AskError */
export async function bytesOf(attribute: Attribute | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (attribute?.InlineBinary !== undefined) return Uint8Array.from(atob(attribute.InlineBinary), (letter) => letter.charCodeAt(0));
  if (attribute?.BulkDataURI === undefined) return new Uint8Array();
  const url = new URL(attribute.BulkDataURI, location.href);
  const answer = await asked(url.pathname + url.search, 'multipart/related; type="application/octet-stream"');
  return onlyPart(new Uint8Array(await answer.arrayBuffer()), answer.headers.get('content-type') ?? '');
}

/** Why there is no picture of a frame: the box is asked once more, since an image that fails to load says nothing. Undefined where it gives one. */
export async function whyNoPicture(at: InstanceAt, frame: number): Promise<AskError | undefined> {
  try {
    const answer = await asked(thumbnailPath(at, frame), 'image/*');
    await answer.body?.cancel();
    return undefined;
  } catch (error) {
    if (error instanceof AskError) return error;
    throw error;
  }
}

async function asked(path: string, accept: string): Promise<Response> {
  const answer = await fetch(path, { headers: { accept } }).catch(() => {
    throw new AskError(T.unreachable, { status: 0, code: 'UNREACHABLE' });
  });
  if (answer.status === 401) signInAgain();
  if (answer.status === 204) return Response.json([]);
  if (answer.ok) return answer;
  throw await refusalOf(answer);
}

/** The content of the only part of a multipart body (RFC 2046 §5.1.1); the body itself where it is not multipart. */
export function onlyPart(body: Uint8Array<ArrayBuffer>, contentType: string): Uint8Array<ArrayBuffer> {
  if (!/^multipart\//i.test(contentType)) return body;
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? '';
  const begin = find(body, '\r\n\r\n', 0);
  if (begin < 0) return body.subarray(0, 0);
  const end = findLast(body, `\r\n--${boundary}`);
  return body.subarray(begin + 4, end > begin ? end : body.length);
}

function find(bytes: Uint8Array, text: string, from: number): number {
  for (let at = from; at + text.length <= bytes.length; at++) if (isAt(bytes, text, at)) return at;
  return -1;
}

function findLast(bytes: Uint8Array, text: string): number {
  for (let at = bytes.length - text.length; at >= 0; at--) if (isAt(bytes, text, at)) return at;
  return -1;
}

function isAt(bytes: Uint8Array, text: string, at: number): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[at + n] !== text.charCodeAt(n)) return false;
  return true;
}
