import { type Context, Hono } from 'hono';
import { ArchiveError } from '../archive/archive.ts';
import { type Clock, CodedError, errnoOf, type Log, wordsOf } from '../base/base.ts';
import { MEDIA_LIMITS, studyZip, takeFile, UploadError } from '../media/media.ts';
import { SendJobError } from '../services/services.ts';
import { jsonBody, limitBody } from './body.ts';
import type { WebLimits } from './limits.ts';
import { addressOf, type Env } from './principal.ts';
import { problem } from './problem.ts';
import { SendRequest } from './studies-schema.ts';
import type { WebStudies } from './studies-sources.ts';
import { STUDIES_PROBLEMS as words } from './studies-texts.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const;
/** What came by the page instead of from an AE. */
const UPLOAD_AE_TITLE = 'WEB-UPLOAD';

/** What leaves the archive and what comes into it by the page: ZIP, sending, upload. */
export function createTransferRoutes(options: {
  readonly studies: WebStudies;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: WebLimits;
}): Hono<Env> {
  const { studies, clock, log, limits } = options;
  const { archive, sends } = studies;
  const routes = new Hono<Env>();
  let uploads = 0;

  routes.get('/studies/:study/zip', async (c) => {
    const studyInstanceUid = c.req.param('study');
    const zip = await studyZip(archive, studyInstanceUid, { at: new Date(clock.now()) });
    if (zip === undefined) return problem(404, words.noSuchStudy);
    if (zip === 'too-many') return problem(413, words.tooManyFiles(MEDIA_LIMITS.maxFiles));
    const by = c.get('principal')!.name;
    log.info('studies.downloaded', { studyInstanceUid, files: zip.files, bytes: zip.bytes, by });
    const headers = { ...NO_STORE, 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${zip.name}"` };
    if (c.req.method === 'HEAD') {
      await zip.stream.cancel();
      return c.body(null, 200, headers);
    }
    return c.body(cutOnFailure(zip.stream, c, log), 200, headers);
  });

  routes.post('/uploads', async (c) => {
    if (uploads >= limits.maxUploads) return problem(503, words.uploadsBusy(limits.maxUploads), { 'retry-after': '1' });
    const announced = Number(c.req.header('content-length') ?? 0);
    if (announced > limits.maxUploadBytes) return problem(413, words.uploadTooLarge(limits.maxUploadBytes));
    uploads++;
    try {
      const about = { callingAeTitle: UPLOAD_AE_TITLE, calledAeTitle: studies.ownAeTitle(), address: addressOf(c) };
      const taken = await takeFile(archive, bodyOf(c), { ...about, maxBytes: limits.maxUploadBytes });
      const { sopInstanceUid, outcome, bytes } = taken;
      log.info('studies.uploaded', { sopInstanceUid, outcome, bytes, by: c.get('principal')!.name });
      return c.json(taken, taken.outcome === 'stored' ? 201 : 200, NO_STORE);
    } catch (error) {
      return uploadRefused(error, limits, log);
    } finally {
      uploads--;
    }
  });

  routes.get('/sends', (c) => c.json({ sends: sends.list() }, 200, NO_STORE));
  routes.post('/sends', limitBody(limits.maxFormBytes), async (c) => {
    const asked = await jsonBody(c, SendRequest);
    if (asked instanceof Response) return asked;
    const { destination, studyInstanceUid, seriesInstanceUid, sopInstanceUid } = asked.given;
    const below = { ...(seriesInstanceUid && { seriesInstanceUid }), ...(sopInstanceUid && { sopInstanceUid }) };
    return orRefused(async () =>
      c.json(await sends.start({ destination, studyInstanceUid, ...below, by: c.get('principal')!.name }), 201, NO_STORE),
    );
  });
  routes.post('/sends/:id/retry', (c) =>
    orRefused(async () => {
      const job = await sends.retry(c.req.param('id'), c.get('principal')!.name);
      return job ? c.json(job, 201, NO_STORE) : problem(404, words.noSuchSend);
    }),
  );
  routes.delete('/sends/:id', (c) => (sends.cancel(c.req.param('id')) ? c.body(null, 204, NO_STORE) : problem(404, words.noSuchSend)));
  return routes;
}

/** Whatever fails half way cuts the connection: a ZIP that ends well would be taken for all of it. */
function cutOnFailure(stream: ReadableStream<Uint8Array>, c: Context<Env>, log: Log): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        log.error('studies.download-cut', { words: wordsOf(error) });
        c.env.outgoing?.destroy();
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function orRefused(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof SendJobError) return problem(error.code === 'SEND_QUEUE_FULL' ? 503 : 409, words.send(error.code, error.message));
    throw error;
  }
}

async function* bodyOf(c: Context<Env>): AsyncGenerator<Uint8Array> {
  const { body } = c.req.raw;
  if (body) yield* body;
}

/** In words for who stands at the page; what the disk refuses is for them too. */
function uploadRefused(error: unknown, limits: WebLimits, log: Log): Response {
  if (error instanceof UploadError && error.code === 'UPLOAD_TOO_LARGE') return problem(413, words.uploadTooLarge(limits.maxUploadBytes));
  if (error instanceof UploadError) return problem(422, words.upload(error.code, error.message));
  if (error instanceof ArchiveError) {
    log.warn('studies.upload-refused', { code: error.code });
    return problem(STATUS_OF_ARCHIVE[error.code] ?? 422, words.upload(error.code, error.message));
  }
  if (error instanceof CodedError || errnoOf(error) !== undefined || (error as Error).name === 'AbortError') {
    log.info('studies.upload-cut', { words: wordsOf(error) });
    return problem(400, words.uploadCut);
  }
  throw error;
}

/** Not the file's fault. */
const STATUS_OF_ARCHIVE: Readonly<Record<string, number>> = {
  ARCHIVE_FULL: 507, // RFC 4918 §11.5
  ARCHIVE_READ_ONLY: 507,
  ARCHIVE_NO_DISK: 507,
  ARCHIVE_ABSENT: 507,
  ARCHIVE_DISK_FAILED: 500,
  ARCHIVE_CLOSED: 503,
  ARCHIVE_DUPLICATE_REFUSED: 409,
};
