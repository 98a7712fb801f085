import type { InstanceRef } from '../archive/archive.ts';
import { DicomwebError } from './errors.ts';
import type { DicomwebParts, DicomwebRequest } from './route.ts';
import { uidIn } from './uids.ts';

/**
 * The instances of the study, series or instance that the path names, in the order of their numbers.
 *
 * @throws DicomwebError DICOMWEB_BAD_UID, DICOMWEB_NOT_FOUND, DICOMWEB_TOO_MANY
 */
export async function refsOf(
  { params, signal }: Pick<DicomwebRequest, 'params' | 'signal'>,
  { archive, limits }: Pick<DicomwebParts, 'archive' | 'limits'>,
): Promise<readonly InstanceRef[]> {
  const level = params.instance !== undefined ? 'IMAGE' : params.series !== undefined ? 'SERIES' : 'STUDY';
  const which = {
    level,
    studyInstanceUids: [uidIn(params, 'study')],
    ...(params.series !== undefined && { seriesInstanceUids: [uidIn(params, 'series')] }),
    ...(params.instance !== undefined && { sopInstanceUids: [uidIn(params, 'instance')] }),
  } as const;
  const refs: InstanceRef[] = [];
  for await (const page of archive.instancesOf(which, signal)) {
    refs.push(...page);
    if (refs.length > limits.maxInstances)
      throw new DicomwebError('DICOMWEB_TOO_MANY', `It has more than ${limits.maxInstances} instances: ask series by series.`);
  }
  if (refs.length === 0) throw new DicomwebError('DICOMWEB_NOT_FOUND', `There is no such ${WORD[level]} here.`);
  return refs;
}

const WORD = { STUDY: 'study', SERIES: 'series', IMAGE: 'instance' } as const;

/** The one instance that the path names. */
export async function refOf(
  request: Pick<DicomwebRequest, 'params' | 'signal'>,
  parts: Pick<DicomwebParts, 'archive' | 'limits'>,
): Promise<InstanceRef> {
  return (await refsOf(request, parts))[0]!;
}
