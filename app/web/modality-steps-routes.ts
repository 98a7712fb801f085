import { Hono } from 'hono';
import type { Log } from '../base/base.ts';
import { answerTree, dicomJsonOf, readStepSearch, type Worklist, withStatus } from '../worklist/worklist.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { worklistProblem } from './worklist-routes.ts';
import { WORKLIST_PROBLEMS as words } from './worklist-texts.ts';

export const MODALITY_STEPS_PATH = '/dicom-web/modality-scheduled-procedure-steps';

const DICOM_JSON = 'application/dicom+json';
const MOST = 1000;

/** Search for Modality Scheduled Procedure Steps (PS3.18 §14.4), as the Modality Worklist SCP answers; DICOM JSON. */
export function createModalityStepsRoutes(worklist: Pick<Worklist, 'find'>, log: Log): Hono<Env> {
  const routes = new Hono<Env>();
  routes.onError((error) => worklistProblem(error, log));
  routes.get('/', async (c) => {
    const parameters = new URL(c.req.url).searchParams;
    if (!takesJson(parameters.get('accept') ?? c.req.header('accept'))) return problem(406, words.onlyJson);
    const search = readStepSearch(parameters);
    if ('fault' in search) return problem(400, words.badQuery(search.fault));
    const limit = Math.min(search.limit ?? MOST, MOST);
    const found: object[] = [];
    let [at, more] = [0, 0];
    for await (const page of worklist.find(search.query, c.req.raw.signal)) {
      for (const { attributes, status } of page) {
        if (at++ < search.offset) continue;
        const tree = withStatus(attributes, status);
        if (found.length < limit) found.push(dicomJsonOf(search.returned ? answerTree(tree, search.returned) : tree));
        else more++;
      }
    }
    const headers = { 'content-type': DICOM_JSON, 'cache-control': 'no-store', ...(more > 0 && { warning: leftWords(more) }) };
    return c.body(JSON.stringify(found), 200, headers);
  });
  return routes;
}

/** §8.3.4.4.1 */
const leftWords = (count: number): string => `299 Filmroom "There are ${count} additional results that can be requested"`;

/** RFC 9110 §12.5.1, as far as one kind of answer needs it. */
function takesJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const isRefused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return !isRefused && ['*/*', 'application/*', 'application/json', DICOM_JSON].includes(type);
  });
}
