import { answerTree, dicomJsonOf, readStepSearch, withStatus } from '../worklist/worklist.ts';
import { DicomwebError } from './errors.ts';
import { objectsAnswer, objectTypeOf, warning } from './object-answer.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';

const MOST = 1000;

/** Modality Scheduled Procedure Step Service (PS3.18 chapter 14): the search, answered as the Modality Worklist SCP answers. */
export function scheduledStepsRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  return [{ method: 'GET', path: '/modality-scheduled-procedure-steps', handle: (request) => search(request, parts) }];
}

async function search(request: DicomwebRequest, { worklist, limits }: DicomwebParts): Promise<Response> {
  if (worklist === undefined) throw new DicomwebError('DICOMWEB_NO_SERVICE', 'The worklist of this system is not open. Its log says why.');
  const type = objectTypeOf(request);
  if (request.url.search.length > limits.maxQueryLength)
    throw new DicomwebError('DICOMWEB_TOO_LONG', `The query is longer than ${limits.maxQueryLength} characters.`);
  const search = readStepSearch(request.url.searchParams);
  if ('fault' in search) throw new DicomwebError('DICOMWEB_BAD_PARAMETER', `${search.fault}.`);
  const limit = Math.min(search.limit ?? MOST, MOST);
  const found: string[] = [];
  let [at, more] = [0, 0];
  for await (const page of worklist.find(search.query, request.signal)) {
    for (const { attributes, status } of page) {
      if (at++ < search.offset) continue;
      const tree = withStatus(attributes, status);
      if (found.length < limit) found.push(JSON.stringify(dicomJsonOf(search.returned ? answerTree(tree, search.returned) : tree)));
      else more++;
    }
  }
  const headers = more > 0 ? warning(request, `There are ${more} additional results that can be requested`) : {}; // §8.3.4.4.1
  return objectsAnswer(found, { type, headers });
}
