import { Hono } from 'hono';
import * as z from 'zod/mini';
import { ArchiveError, type RemovalOf } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { readTags } from '../media/media.ts';
import { withDeadline } from './deadline.ts';
import type { WebLimits } from './limits.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import { DELETE_REASONS, DeleteReason, type Tags } from './studies-schema.ts';
import type { WebStudies } from './studies-sources.ts';
import { STUDIES_PROBLEMS as words } from './studies-texts.ts';
import { foundStudy, instanceShown, studyShown } from './study-views.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data
const STUDY = '/studies/:study';
const SERIES = `${STUDY}/series/:series`;
const INSTANCE = `${SERIES}/instances/:instance`;

const digits = z.string().check(z.regex(/^\d{1,16}$/));
const number = (most: number) => z.pipe(digits, z.pipe(z.transform(Number), z.number().check(z.maximum(most))));
const date = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD'));

const searchSchema = (limits: WebLimits) =>
  z.object({
    text: z.optional(z.string().check(z.maxLength(limits.maxSearchText))),
    /** Several with commas. */
    modality: z.optional(z.string().check(z.regex(/^[A-Za-z0-9]{1,16}(,[A-Za-z0-9]{1,16}){0,15}$/))),
    from: z.optional(date),
    to: z.optional(date),
    before: z.optional(number(Number.MAX_SAFE_INTEGER)),
    limit: z.optional(number(limits.maxRecentStudies)),
  });

/** Looking for studies as one types, looking into them, deleting. */
export function createStudiesRoutes(options: {
  readonly studies: WebStudies;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: WebLimits;
}): Hono<Env> {
  const { clock, log, limits } = options;
  const { archive } = options.studies;
  const { studies } = archive;
  const search = searchSchema(limits);
  const inTime = <Answer>(answer: Promise<Answer>) => withDeadline(answer, limits.archiveDeadlineMs, clock);
  const routes = new Hono<Env>();

  routes.get('/find', async (c) => {
    const asked = search.safeParse(c.req.query());
    if (!asked.success)
      return problem(400, words.badSearch(asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')));
    const { text = '', modality, from, to, before, limit = limits.recentStudies } = asked.data;
    const query = {
      ...{ text, limit: Math.max(1, limit), modalities: modality?.split(',') ?? [] },
      ...(from !== undefined && { from: from.replaceAll('-', '') }),
      ...(to !== undefined && { to: to.replaceAll('-', '') }),
      ...(before !== undefined && { before }),
    };
    const { signal } = c.req.raw;
    try {
      const found = await inTime(studies.find(query, signal));
      return c.json({ ...found, studies: found.studies.map(foundStudy) }, 200, NO_STORE);
    } catch (error) {
      if (signal.aborted) return c.body(null, 204, NO_STORE); // the next letter was typed: nobody reads this
      throw error;
    }
  });

  routes.get(STUDY, async (c) => {
    const study = await inTime(studies.study(c.req.param('study')));
    return study ? c.json(studyShown(study), 200, NO_STORE) : problem(404, words.noSuchStudy);
  });

  routes.get(SERIES, async (c) => {
    const asked = number(10_000_000).safeParse(c.req.query('after') ?? '0');
    if (!asked.success) return problem(400, words.badSearch('after must be a whole number'));
    const { study: studyInstanceUid, series: seriesInstanceUid } = c.req.param();
    const limit = limits.maxInstancesPage;
    const found = await inTime(studies.instances({ studyInstanceUid, seriesInstanceUid, offset: asked.data, limit: limit + 1 }));
    if (found.length === 0 && asked.data === 0) return problem(404, words.noSuchStudy);
    const page = found.slice(0, limit).map(instanceShown);
    return c.json({ instances: page, ...(found.length > limit && { next: asked.data + limit }) }, 200, NO_STORE);
  });

  routes.get(INSTANCE, async (c) => {
    const { study, series, instance } = c.req.param();
    const which = { level: 'IMAGE', studyInstanceUids: [study], seriesInstanceUids: [series], sopInstanceUids: [instance] } as const;
    try {
      const tags: Tags | undefined = await readTags(archive, which);
      return tags ? c.json(tags, 200, NO_STORE) : problem(404, words.noSuchStudy);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      log.warn('studies.file-unreadable', { sopInstanceUid: instance, code: error.code });
      return problem(500, words.fileGone);
    }
  });

  const remove = async (which: RemovalOf, reason: string | undefined, by: string): Promise<Response> => {
    const checked = DeleteReason.safeParse(reason);
    if (!checked.success) return problem(400, words.noReason(DELETE_REASONS));
    const removed = await studies.remove(which);
    if (removed.instances === 0) return problem(404, words.noSuchStudy);
    log.warn('studies.deleted', { ...which, instances: removed.instances, reason: checked.data, by });
    return Response.json(removed, { headers: NO_STORE });
  };
  routes.delete(STUDY, (c) => remove({ studyInstanceUid: c.req.param('study') }, c.req.query('reason'), c.get('principal')!.name));
  routes.delete(SERIES, (c) => {
    const { study: studyInstanceUid, series: seriesInstanceUid } = c.req.param();
    return remove({ studyInstanceUid, seriesInstanceUid }, c.req.query('reason'), c.get('principal')!.name);
  });
  routes.delete(INSTANCE, (c) => {
    const { study: studyInstanceUid, series: seriesInstanceUid, instance: sopInstanceUid } = c.req.param();
    return remove({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }, c.req.query('reason'), c.get('principal')!.name);
  });
  return routes;
}
