import type { SearchAnswer } from '../archive/archive.ts';
import { UNIQUE_KEYS } from '../registry/registry.ts';
import { elementsFromFiles } from '../services/services.ts';
import { createAnswerWriter } from './qido-answer.ts';
import type { QidoLevel } from './qido-attributes.ts';
import { type QidoParameters, readQidoParameters } from './qido-parameters.ts';
import { type GivenUids, type QidoRequest, qidoRequest } from './qido-request.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Sending } from './sending.ts';
import { textTypeOf, writeObjects } from './text-type.ts';
import { uidIn } from './uids.ts';

/** Search Transaction (PS3.18 §10.6, Table 10.6.1-1): what is searched, and what the address already says. */
const RESOURCES: readonly (readonly [DicomwebRoute['path'], QidoLevel])[] = [
  ['/studies', 'STUDY'],
  ['/series', 'SERIES'],
  ['/instances', 'IMAGE'],
  ['/studies/:study/series', 'SERIES'],
  ['/studies/:study/instances', 'IMAGE'],
  ['/studies/:study/series/:series/instances', 'IMAGE'],
];

/** Names that a Warning has at most. */
const MOST_SHOWN = 20;

export function qidoRoutes(parts: DicomwebParts, sending: Sending): readonly DicomwebRoute[] {
  return RESOURCES.map(([path, level]) => ({ method: 'GET', path, handle: (request) => search(level, request, parts, sending) }));
}

async function search(level: QidoLevel, request: DicomwebRequest, parts: DicomwebParts, sending: Sending): Promise<Response> {
  const { archive, log, limits } = parts;
  const began = parts.clock.monotonicMs();
  const type = textTypeOf(request);
  const parameters = readQidoParameters(request.url, limits);
  const understood = qidoRequest(level, uidsOf(request), parameters);
  const { limit, offset } = parameters;
  const { signal } = request;
  const query = { ...understood.find.query, offset };
  const isShort = limit !== undefined && limit <= limits.maxCountedAnswers;
  const pages = archive.search({ ...query, ...(limit !== undefined && { limit: isShort ? limit + 1 : limit }) }, signal);
  const first = isShort ? [(await all(pages)).flat()] : await begun(pages);
  const isCut = isShort ? first[0]!.length > limit : limit !== undefined && (await hasMore(understood, offset + limit, parts, signal));
  const answered = isShort ? [first[0]!.slice(0, limit)] : first;
  let answers = 0;
  const count = (page: readonly SearchAnswer[]): void => {
    answers += page.length;
  };
  const ended = (): void =>
    log.info('QIDO-RS answered', { level, matches: answers, ms: Math.round(parts.clock.monotonicMs() - began), by: request.by });
  return await writeObjects(objects(answered, isShort ? undefined : pages, { understood, request, parts, count, ended }), {
    type,
    isEmpty: answered.every((page) => page.length === 0),
    headers: { 'cache-control': 'no-store', ...warningsOf(request, understood, parameters, isCut) },
    request,
    sending,
  });
}

function uidsOf({ params }: DicomwebRequest): GivenUids {
  return {
    ...(params.study !== undefined && { STUDY: uidIn(params, 'study') }),
    ...(params.series !== undefined && { SERIES: uidIn(params, 'series') }),
  };
}

type Pages = AsyncIterable<readonly SearchAnswer[]>;

async function all(pages: Pages): Promise<(readonly SearchAnswer[])[]> {
  const gathered: (readonly SearchAnswer[])[] = [];
  for await (const page of pages) gathered.push(page);
  return gathered;
}

/** The first page, so that an error still is a status and nothing found is known; `pages` goes on after it. */
async function begun(pages: Pages): Promise<(readonly SearchAnswer[])[]> {
  const { done, value } = await pages[Symbol.asyncIterator]().next();
  return done ? [] : [value];
}

/** Whether there is one answer after so many. */
async function hasMore({ find }: QidoRequest, offset: number, { archive }: DicomwebParts, signal: AbortSignal): Promise<boolean> {
  const wanted = [UNIQUE_KEYS[find.level]];
  for await (const page of archive.search({ ...find.query, wanted, offset, limit: 1 }, signal)) if (page.length > 0) return true;
  return false;
}

/** The answers one by one, each an object of the DICOM JSON model. */
async function* objects(
  first: readonly (readonly SearchAnswer[])[],
  rest: Pages | undefined,
  of: {
    readonly understood: QidoRequest;
    readonly request: DicomwebRequest;
    readonly parts: DicomwebParts;
    readonly count: (page: readonly SearchAnswer[]) => void;
    readonly ended: () => void;
  },
): AsyncGenerator<readonly string[]> {
  const { understood, request, parts } = of;
  const { fromFile } = understood.find;
  const write = createAnswerWriter(understood, { baseUrl: request.baseUrl, retrieveAeTitle: parts.ownAeTitle() });
  const written = async (page: readonly SearchAnswer[]): Promise<readonly string[]> => {
    of.count(page);
    if (fromFile.length === 0) return page.map((answer) => write(answer));
    const { maxFileValueBytes: maxValueBytes } = parts.limits;
    const found = await elementsFromFiles(page, fromFile, parts.archive, { signal: request.signal, maxValueBytes });
    return page.map((answer) => write(answer, found.get(answer.values.get(UNIQUE_KEYS.IMAGE) ?? '')));
  };
  for (const page of first) yield await written(page);
  if (rest) for await (const page of rest) yield await written(page);
  of.ended();
}

/** Warning (RFC 7234 §5.5, PS3.18 §8.3.4): what the answers are not. */
function warningsOf(
  { url }: DicomwebRequest,
  { notMatched }: QidoRequest,
  { unknown }: QidoParameters,
  isCut: boolean,
): Record<string, string> {
  const words = [
    ...(isCut ? ['There are additional results that can be requested'] : []),
    ...(notMatched.length > 0 ? [`Not matched at this level, and passed over: ${shown(notMatched)}`] : []),
    ...(unknown.length > 0 ? [`No parameter of a search, and passed over: ${shown(unknown)}`] : []),
  ];
  return words.length === 0 ? {} : { warning: words.map((each) => `299 ${url.host} "${each}"`).join(', ') };
}

/** Names of the query as a header may have them. */
const shown = (names: readonly string[]): string =>
  names
    .slice(0, MOST_SHOWN)
    .map((name) => name.replaceAll(/[^\w.]/g, '').slice(0, 64))
    .join(', ');
