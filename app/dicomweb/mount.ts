import { capabilitiesRoutes } from './capabilities.ts';
import { commitmentRoutes } from './commitment-routes.ts';
import { metadataRoutes } from './metadata-routes.ts';
import { performedStepsRoutes } from './performed-steps-routes.ts';
import { qidoRoutes } from './qido-routes.ts';
import { removeRoutes } from './remove-routes.ts';
import { retrieveRoutes } from './retrieve-routes.ts';
import type { DicomwebParts, DicomwebRoute } from './route.ts';
import { scheduledStepsRoutes } from './scheduled-steps-routes.ts';
import { createSending } from './sending.ts';
import { stowRoutes } from './stow-routes.ts';

/** Every route of DICOMweb, each with what answers it. */
export function dicomwebRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const sending = createSending(parts);
  const routes = [
    ...qidoRoutes(parts, sending),
    ...metadataRoutes(parts, sending),
    ...retrieveRoutes(parts),
    ...stowRoutes(parts),
    ...removeRoutes(parts),
    ...commitmentRoutes(parts),
    ...scheduledStepsRoutes(parts),
    ...performedStepsRoutes(parts),
  ];
  return [...routes, ...capabilitiesRoutes(parts, routes)];
}
