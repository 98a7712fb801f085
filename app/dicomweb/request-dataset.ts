import type { DataElement } from '../dataset/dataset.ts';
import { DicomwebError } from './errors.ts';
import { parseMediaType } from './media-types.ts';
import { boundaryOf, type MultipartLimits, readMultipart } from './multipart-reader.ts';
import { type ReceivingLimits, received } from './receiving.ts';
import type { DicomwebParts, DicomwebRequest } from './route.ts';
import { readObject } from './stow-json.ts';
import { allOf, METADATA_TYPES, objectsOf } from './stow-metadata.ts';

export interface RequestDatasetLimits extends MultipartLimits, ReceivingLimits {
  readonly maxMetadataBytes: number;
}

/**
 * The data set of a request (PS3.18 §8.6): DICOM JSON or native XML, by itself or as the one part of multipart/related; without bulk data, text in
 * UTF-8.
 *
 * @throws DicomwebError DICOMWEB_BAD_TYPE, DICOMWEB_BAD_METADATA, DICOMWEB_TOO_LARGE, and what a body that breaks off throws
 */
export async function requestDataset(
  request: DicomwebRequest,
  { clock, limits }: Pick<DicomwebParts, 'clock'> & { readonly limits: RequestDatasetLimits },
): Promise<readonly DataElement[]> {
  const type = parseMediaType(request.headers.get('content-type') ?? '');
  const body = received(request.body, { clock, limits });
  const objects: unknown[] = [];
  if (type && METADATA_TYPES.has(type.type)) objects.push(...objectsOf(type, await allOf(body, limits.maxMetadataBytes, 'Metadata')));
  else if (type?.type === 'multipart/related') {
    for await (const part of readMultipart(body, boundaryOf(type.parameters, limits), limits)) {
      const ofPart = parseMediaType(part.headers.get('content-type') ?? '');
      if (!ofPart || !METADATA_TYPES.has(ofPart.type)) throw unsupported();
      objects.push(...objectsOf(ofPart, await allOf(part.body, limits.maxMetadataBytes, 'Metadata')));
      if (objects.length > 1) break;
    }
  } else throw unsupported();
  const [only, another] = objects;
  if (only === undefined || another !== undefined) throw new DicomwebError('DICOMWEB_BAD_METADATA', 'The body has to be one data set.');
  return readObject(only, () => undefined).elements;
}

function unsupported(): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_TYPE', 'The body has to be application/dicom+json or application/dicom+xml.');
}
