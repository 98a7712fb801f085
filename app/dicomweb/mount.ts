import { capabilitiesRoutes } from './capabilities.ts';
import type { DicomwebParts, DicomwebRoute } from './route.ts';

/** Every route of DICOMweb, each with what answers it. */
export function dicomwebRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  return [...capabilitiesRoutes(parts)];
}
