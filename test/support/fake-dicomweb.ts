import { systemClock } from '../../app/base/base.ts';
import { createMetadataTexts, DICOMWEB_LIMITS, type DicomwebParts, dicomwebRoutes } from '../../app/dicomweb/dicomweb.ts';
import { createPixels } from '../../app/pixels/pixels.ts';
import type { WebSources } from '../../app/web/web.ts';
import { NO_STUDIES } from './fake-studies.ts';
import { gatheredLog } from './gathered-log.ts';

/** DICOMweb over an archive without studies, or over the one that is given. */
export function fakeDicomweb(parts: Partial<DicomwebParts> = {}, corsOrigins: readonly string[] = []): NonNullable<WebSources['dicomweb']> {
  const archive = {
    ...NO_STUDIES.archive,
    openChecked: () => Promise.reject(new Error('nothing is kept')),
    openAnywhere: () => Promise.reject(new Error('nothing is kept')),
    onStored: () => () => false,
    corrections: { correct: async () => 'gone', restore: async () => 'gone', onChange: () => () => true },
    notes: { seriesOf: async () => [], read: async () => undefined, keep: async () => false },
  } satisfies DicomwebParts['archive'];
  const { log } = gatheredLog();
  const made = {
    pixels: createPixels({ clock: systemClock }), // without threads until a frame is asked for
    ...{ archive, log, clock: systemClock, limits: DICOMWEB_LIMITS, version: '0' },
    ...{ ownAeTitle: () => 'FILMROOM', stores: () => true, removeReasons: ['test'] },
    ...parts,
  };
  return {
    routes: dicomwebRoutes({ metadata: createMetadataTexts(made), ...made }),
    corsOrigins: () => corsOrigins,
  };
}
