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
import { wadoUriRoutes } from './wado-uri.ts';

/** Retrieve Transaction (PS3.18 §10.4) of everything that is bytes: instances, frames, bulk data, pictures; §9 the same by one address. They share what may be sent at once. */
export function retrieveRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const sending = createSending(parts);
  const images = createImageFiles(parts.archive);
  const plain = createPlainInstances(parts, images);
  const refs = createInstanceRefs(parts);
  const frameParts = { parts, sending, images, refs };
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
