import { DicomwebError } from './errors.ts';
import { parseMediaTypes } from './media-types.ts';
import type { FrameParts } from './retrieve-frames.ts';
import type { DicomwebRequest, DicomwebRoute } from './route.ts';

const DICOM = 'application/dicom';
const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif']);
const INSTANCE = '/studies/:study/series/:series/instances/:instance';

/**
 * The URI service (PS3.18 §9) for clients that know no other: one address, everything in its query. Each question is answered as the same one of the
 * RESTful service.
 *
 * @param routes those of the RESTful service
 */
export function wadoUriRoutes(frameParts: FrameParts, routes: readonly DicomwebRoute[]): readonly DicomwebRoute[] {
  const handlerOf = (path: string): DicomwebRoute['handle'] => {
    const route = routes.find((one) => one.method === 'GET' && one.path === path);
    if (!route) throw new Error(`${path} is no route`);
    return route.handle;
  };
  const instance = handlerOf(INSTANCE);
  const picture = handlerOf(`${INSTANCE}/frames/:frames/rendered`);
  const handle = async (request: DicomwebRequest): Promise<Response> => {
    const query = new Map([...request.url.searchParams].map(([name, value]) => [name.toLowerCase(), value] as const));
    if (query.get('requesttype') !== 'WADO') throw bad('requestType has to be WADO');
    if (query.get('anonymize') === 'yes') throw bad('anonymize is not done here');
    if (query.has('presentationuid')) throw bad('presentation states are not applied here');
    const params = { study: uid(query, 'studyUID'), series: uid(query, 'seriesUID'), instance: uid(query, 'objectUID') };
    const asked = parseMediaTypes(query.get('contenttype') ?? request.headers.get('accept') ?? '').map(({ type }) => type);
    const mediaType = asked.find((type) => type === DICOM || PICTURES.has(type)) ?? (await defaultType({ ...request, params }, frameParts));
    if (asked.length > 0 && !asked.some((type) => type === mediaType || type.endsWith('/*')))
      throw new DicomwebError('DICOMWEB_NOT_ACCEPTABLE', `contentType may be ${[DICOM, ...PICTURES].join(', ')}.`);
    if (mediaType === DICOM) {
      const transferSyntax = query.get('transfersyntax');
      const accept = `${DICOM}${transferSyntax === undefined ? '' : `; transfer-syntax=${transferSyntax}`}`;
      return instance(inside(request, params, accept, new URLSearchParams()));
    }
    const frames = query.get('framenumber') ?? '1';
    return picture(inside(request, { ...params, frames }, mediaType, await renderedQuery(query, { ...request, params }, frameParts)));
  };
  return [{ method: 'GET', path: '/wado', handle }];
}

/** PS3.18 Table 9.4-1: a picture of an image of one frame, the instance of everything else. */
async function defaultType(request: DicomwebRequest, { images, refs }: FrameParts): Promise<string> {
  const ref = await refs.of(request);
  const frames = await images.frames(ref).catch(() => undefined); // no image, or one that is not drawn here
  return frames?.header.numberOfFrames === 1 ? 'image/jpeg' : DICOM;
}

/** The request that the RESTful service would have got. */
function inside(request: DicomwebRequest, params: DicomwebRequest['params'], accept: string, query: URLSearchParams): DicomwebRequest {
  const headers = new Headers(request.headers);
  headers.set('accept', accept);
  const url = new URL(request.url);
  url.search = query.toString();
  const { method, body, outlet, signal, by, address, baseUrl } = request;
  return { method, headers, url, params, baseUrl, body, outlet, signal, by, address };
}

/** PS3.18 §9.1.2.2 in the words of §8.3.5.1. */
async function renderedQuery(
  query: ReadonlyMap<string, string>,
  request: DicomwebRequest,
  { images, refs }: FrameParts,
): Promise<URLSearchParams> {
  const rendered = new URLSearchParams();
  const [center, width] = [query.get('windowcenter'), query.get('windowwidth')];
  if (center !== undefined && width !== undefined) rendered.set('window', `${center},${width},linear`);
  else if (center !== undefined || width !== undefined) throw bad('windowCenter and windowWidth go together');
  const quality = query.get('imagequality');
  if (quality !== undefined) rendered.set('quality', quality);
  const annotation = query.get('annotation');
  if (annotation !== undefined) rendered.set('annotation', annotation);
  const [rows, columns, region] = ['rows', 'columns', 'region'].map((name) => query.get(name));
  if (rows === undefined && columns === undefined && region === undefined) return rendered;
  const { header } = await images.frames(await refs.of(request));
  const [left, top, right, bottom] = region === undefined ? [0, 0, 1, 1] : regionOf(region);
  const source = [left * header.columns, top * header.rows, (right - left) * header.columns, (bottom - top) * header.rows].map(Math.round);
  const [, , sourceWidth = 1, sourceHeight = 1] = source;
  const side = (name: string, text: string) => {
    if (!/^[1-9]\d{0,4}$/.test(text)) throw bad(`${name} is a number of pixels`);
    return Number(text);
  };
  const height = rows === undefined ? undefined : side('rows', rows);
  const across = columns === undefined ? undefined : side('columns', columns);
  const ratio = sourceWidth / sourceHeight;
  const shownWidth = across ?? (height === undefined ? sourceWidth : Math.max(1, Math.round(height * ratio)));
  const shownHeight = height ?? (across === undefined ? sourceHeight : Math.max(1, Math.round(across / ratio)));
  rendered.set('viewport', [shownWidth, shownHeight, ...(region === undefined ? [] : source)].join(','));
  return rendered;
}

/** Fractions of the image, 0.0 to 1.0: left, top, right, bottom. */
function regionOf(text: string): readonly [number, number, number, number] {
  const [left = -1, top = -1, right = -1, bottom = -1, ...more] = text
    .split(',')
    .map((one) => (/^\d*\.?\d+$/.test(one) ? Number(one) : -1));
  const isOne = more.length === 0 && left >= 0 && top >= 0 && right <= 1 && bottom <= 1 && left < right && top < bottom;
  if (!isOne) throw bad('region is left,top,right,bottom, each from 0 to 1');
  return [left, top, right, bottom];
}

function uid(query: ReadonlyMap<string, string>, name: string): string {
  const value = query.get(name.toLowerCase());
  if (value === undefined) throw bad(`${name} is missing`);
  return value;
}

function bad(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_PARAMETER', `${words[0]!.toUpperCase()}${words.slice(1)}.`);
}
