import type { InstanceRef, MarkedSeries } from '../archive/archive.ts';
import { etagOf, isNotModified, notModified } from './conditional.ts';
import { DicomwebError } from './errors.ts';
import { seriesMetadata } from './metadata-series.ts';
import { BASE_URL_MARK, type MetadataTexts } from './metadata-texts.ts';
import { refOf } from './retrieve-refs.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Sending } from './sending.ts';
import { codingFor } from './text-body.ts';
import { type TextType, textTypeOf, writeObjects } from './text-type.ts';
import { uidIn } from './uids.ts';

/** Metadata of a study, a series, an instance (PS3.18 §10.4.1.1.2): all attributes, long values as where they are to be had. */
export function metadataRoutes(parts: DicomwebParts, sending: Sending): readonly DicomwebRoute[] {
  const { metadata: texts, log } = parts;
  const ofSeries = async (request: DicomwebRequest): Promise<Response> => {
    const type = textTypeOf(request);
    const studyInstanceUid = uidIn(request.params, 'study');
    const seriesInstanceUid = request.params.series === undefined ? undefined : uidIn(request.params, 'series');
    const series = await parts.archive.notes.seriesOf({ studyInstanceUid, ...(seriesInstanceUid !== undefined && { seriesInstanceUid }) });
    if (series.length === 0) throw notFound(seriesInstanceUid === undefined ? 'study' : 'series');
    log.info('metadata retrieved', { studyInstanceUid, seriesInstanceUid, series: series.length, by: request.by });
    const etag = etagOf(...series.map(({ mark }) => mark), ...formOf(type, request));
    return answer(() => inSeries(series, request, parts), { type, etag, request, sending });
  };
  const ofInstance = async (request: DicomwebRequest): Promise<Response> => {
    const type = textTypeOf(request);
    const ref = await refOf(request, parts);
    log.info('metadata retrieved', { sopInstanceUid: ref.sopInstanceUid, by: request.by });
    const etag = etagOf(ref.sopInstanceUid, ref.sha256, ...formOf(type, request));
    const text = await textOf(ref, texts);
    return answer(() => once(text.replaceAll(BASE_URL_MARK, request.baseUrl)), { type, etag, request, sending });
  };
  return [
    { method: 'GET', path: '/studies/:study/metadata', handle: ofSeries },
    { method: 'GET', path: '/studies/:study/series/:series/metadata', handle: ofSeries },
    { method: 'GET', path: '/studies/:study/series/:series/instances/:instance/metadata', handle: ofInstance },
  ];
}

/** What decides on the bytes beside the instances. */
function formOf({ mediaType }: TextType, { baseUrl, headers }: DicomwebRequest): readonly string[] {
  return [mediaType, baseUrl, codingFor(headers) ?? ''];
}

async function answer(
  objects: () => AsyncGenerator<readonly string[]>,
  {
    type,
    etag,
    request,
    sending,
  }: { readonly type: TextType; readonly etag: string; readonly request: DicomwebRequest; readonly sending: Sending },
): Promise<Response> {
  const headers = { etag, vary: 'accept, accept-encoding', 'cache-control': 'no-store' }; // patient data
  if (isNotModified(request.headers, etag)) return notModified(headers);
  return await writeObjects(objects(), { type, isEmpty: false, headers, request, sending });
}

async function* inSeries(
  series: readonly MarkedSeries[],
  request: DicomwebRequest,
  { archive, metadata: texts, log }: DicomwebParts,
): AsyncGenerator<readonly string[]> {
  for (const each of series)
    for await (const page of seriesMetadata(each, { archive, texts, log, signal: request.signal }))
      yield page.map((line) => line.replaceAll(BASE_URL_MARK, request.baseUrl));
}

async function* once(object: string): AsyncGenerator<readonly string[]> {
  yield [object];
}

async function textOf(ref: InstanceRef, texts: MetadataTexts): Promise<string> {
  const [text] = await texts.of([ref]);
  if (text === undefined) throw new DicomwebError('DICOMWEB_NO_METADATA', 'The file of the instance cannot be read; the log says why.');
  return text;
}

function notFound(what: 'study' | 'series'): DicomwebError {
  return new DicomwebError('DICOMWEB_NOT_FOUND', `There is no such ${what} here.`);
}
