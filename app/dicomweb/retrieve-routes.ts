import { createImageFiles } from './image-files.ts';
import { createInstanceRefs } from './instance-refs.ts';
import { createPlainInstances } from './plain-instances.ts';
import { renderedRoutes } from './rendered-routes.ts';
import { retrieveBulkdataRoutes } from './retrieve-bulkdata.ts';
import { retrieveFramesRoutes } from './retrieve-frames.ts';
import { retrieveInstancesRoutes } from './retrieve-instances.ts';
import type { DicomwebParts, DicomwebRoute } from './route.ts';
import { createSending } from './sending.ts';
import { thumbnailRoutes } from './thumbnail-routes.ts';
import { createTurns } from './turns.ts';
import { wadoUriRoutes } from './wado-uri.ts';

/** A frame of an answer with many that comes to no turn in this time ends the answer. */
const FRAME_WAIT_MS = 60_000;

/** Retrieve Transaction (PS3.18 §10.4) of everything that is bytes: instances, frames, bulk data, pictures; §9 the same by one address. They share what may be sent at once. */
export function retrieveRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const sending = createSending(parts);
  const images = createImageFiles(parts.archive);
  const turns = createTurns({ atOnce: parts.limits.maxDecodedAtOnce, waitMs: FRAME_WAIT_MS, clock: parts.clock });
  const plain = createPlainInstances(parts, images, turns);
  const refs = createInstanceRefs(parts);
  const frameParts = { parts, sending, images, refs, turns };
  const renderedParts = { ...frameParts, pixels: parts.pixels };
  const routes = [
    ...retrieveInstancesRoutes({ parts, sending, plain, refs }),
    ...retrieveFramesRoutes(frameParts),
    ...retrieveBulkdataRoutes(frameParts),
    ...renderedRoutes(renderedParts),
    ...thumbnailRoutes(renderedParts),
  ];
  return [...routes, ...wadoUriRoutes(frameParts, routes)];
}
