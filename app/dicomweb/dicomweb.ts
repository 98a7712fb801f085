/**
 * DICOMweb (PS3.18) under /dicom-web: the third door beside DIMSE and the page. Knows archive and data sets, no server: it is handed requests and
 * gives Responses, and `web/dicomweb-mount.ts` serves them.
 *
 * A route is added so:
 *   1. a function `…Routes(parts: DicomwebParts): readonly DicomwebRoute[]` in a file of its own here (`retrieve-….ts`, `stow-….ts`,
 *      `rendered-….ts`), spread into the table of `mount.ts`: method, path below /dicom-web, handler;
 *   2. its line in `web/access.ts` as `/dicom-web…` with the permission (`studies.see`, `studies.export`, `studies.add`, `studies.delete`), and so in
 *      `test/unit/web/access.test.ts` and `web/openapi-table.ts`;
 *   3. its resource in the table of `capabilities.ts`.
 * Bulk data are named by metadata as `…/instances/{uid}/bulkdata/{path}`: the tag (`7FE00010`), before it the sequences that it is in, each with the
 * number of the item from 1 on (`00880200.1.7FE00010`); `walkDataset` of the data set says where such a value stands.
 * What a handler needs beside the archive is a field of `DicomwebParts` (`route.ts`), filled in by `program/web-dicomweb.ts`. A refusal is a DicomwebError
 * (`errors.ts`, its status in `problem.ts`, its words in `docs/errors.md`).
 */
export { DicomwebError, type DicomwebErrorCode } from './errors.ts';
export { DICOMWEB_LIMITS, type DicomwebLimits } from './limits.ts';
export { startMetadataAhead } from './metadata-ahead.ts';
export { createMetadataTexts, type MetadataTexts } from './metadata-texts.ts';
export { dicomwebRoutes } from './mount.ts';
export { problemOf } from './problem.ts';
export type { DicomwebParts, DicomwebRequest, DicomwebRoute, Outlet } from './route.ts';
