import { DicomwebError } from './errors.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import { uidIn } from './uids.ts';

/**
 * Deleting a study, a series or an instance for good: our own, PS3.18 has none. `?reason=` says why; the log keeps it.
 *
 * Answers 200 with how many instances and bytes it was, 404 where there is nothing.
 */
export function removeRoutes({
  archive,
  log,
  removeReasons,
}: Pick<DicomwebParts, 'archive' | 'log' | 'removeReasons'>): readonly DicomwebRoute[] {
  const handle = async ({ params, url, by }: DicomwebRequest): Promise<Response> => {
    const which = {
      studyInstanceUid: uidIn(params, 'study'),
      ...(params.series !== undefined && { seriesInstanceUid: uidIn(params, 'series') }),
      ...(params.instance !== undefined && { sopInstanceUid: uidIn(params, 'instance') }),
    };
    const reason = removeReasons.find((one) => one === url.searchParams.get('reason'));
    if (!reason) throw new DicomwebError('DICOMWEB_NO_REASON', `Deleting needs a reason: ?reason= one of ${removeReasons.join(', ')}.`);
    const removed = await archive.studies.remove(which);
    if (removed.instances === 0) throw new DicomwebError('DICOMWEB_NOT_FOUND', 'There is nothing of these UIDs.');
    log.warn('studies.deleted', { ...which, instances: removed.instances, reason, by });
    return Response.json(removed, { headers: { 'cache-control': 'no-store' } });
  };
  const paths = ['/studies/:study', '/studies/:study/series/:series', '/studies/:study/series/:series/instances/:instance'] as const;
  return paths.map((path) => ({ method: 'DELETE', path, handle }));
}
