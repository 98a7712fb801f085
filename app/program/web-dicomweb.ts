import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import { VERSION } from '../cli/cli.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { createMetadataTexts, type DicomwebParts, dicomwebRoutes, startMetadataAhead } from '../dicomweb/dicomweb.ts';
import { createPixels } from '../pixels/pixels.ts';
import { isStored } from '../services/services.ts';
import { DELETE_REASONS, type WebSources } from '../web/web.ts';

/** DICOMweb as the page's server has it. */
export function webDicomweb(options: {
  readonly archive: Archive;
  readonly config: () => LoadedConfig;
  readonly worklist: DicomwebParts['worklist'];
  readonly steps: DicomwebParts['steps'];
  readonly commitments: DicomwebParts['commitments'];
  readonly clock: Clock;
  readonly log: Log;
}): NonNullable<WebSources['dicomweb']> & { close(): Promise<void> } {
  const { archive, config, worklist, steps, commitments, clock, log } = options;
  const ownAeTitle = () => config().ownAeTitle;
  const stores = (sopClassUid: string) => {
    const { privateSopClasses, acceptRetired } = config().storage;
    return isStored(sopClassUid, { privateSopClasses: new Set(privateSopClasses), acceptRetired });
  };
  const metadata = createMetadataTexts({ archive, clock, log, limits: LIMITS.dicomweb });
  const ahead = startMetadataAhead({ archive, texts: metadata, clock, log });
  const pixels = createPixels({ clock, limits: LIMITS.pixels });
  return {
    routes: dicomwebRoutes({
      ...{ archive, metadata, pixels, stores, ownAeTitle, worklist, steps, commitments, clock, log },
      ...{ removeReasons: DELETE_REASONS, version: VERSION, limits: LIMITS.dicomweb },
    }),
    corsOrigins: () => config().web.corsOrigins,
    async close() {
      await ahead.close();
      await metadata.close();
      await pixels.close();
    },
  };
}
