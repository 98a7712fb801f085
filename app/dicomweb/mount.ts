import { capabilitiesRoutes } from './capabilities.ts';
import { metadataRoutes } from './metadata-routes.ts';
import { qidoRoutes } from './qido-routes.ts';
import { removeRoutes } from './remove-routes.ts';
import { retrieveRoutes } from './retrieve-routes.ts';
import type { DicomwebParts, DicomwebRoute } from './route.ts';
import { stowRoutes } from './stow-routes.ts';

/** Every route of DICOMweb, each with what answers it. */
export function dicomwebRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const routes = [...qidoRoutes(parts), ...metadataRoutes(parts), ...retrieveRoutes(parts), ...stowRoutes(parts), ...removeRoutes(parts)];
  return [...routes, ...capabilitiesRoutes(parts, routes)];
}
