import type { DicomwebParts, DicomwebRoute } from './route.ts';

/** Retrieve Capabilities (PS3.18 §8.9). */
export function capabilitiesRoutes(_: DicomwebParts): readonly DicomwebRoute[] {
  return [];
}
