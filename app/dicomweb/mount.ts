import { capabilitiesRoutes } from './capabilities.ts';
import { qidoRoutes } from './qido-routes.ts';
import type { DicomwebParts, DicomwebRoute } from './route.ts';

/** Every route of DICOMweb, each with what answers it. */
export function dicomwebRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const routes = [...qidoRoutes(parts)];
  return [...routes, ...capabilitiesRoutes(parts, routes)];
}
