import * as z from 'zod/mini';
import type { Described } from './openapi-described.ts';
import { Deleted, DeleteReason } from './studies-schema.ts';

const object = z.looseObject({});
const optionalText = z.optional(z.string());
const WADL = { type: 'application/vnd.sun.wadl+xml' } as const;
const DICOM_JSON = { answer: z.array(object), type: 'application/dicom+json' } as const;
const QIDO = { ...DICOM_JSON, query: { limit: z.optional(z.int()), offset: z.optional(z.int()), includefield: optionalText } } as const;
const STOW_BODY = { schema: z.string().check(z.describe('An instance in each part.')), type: 'multipart/related' };
const DATASET_BODY = { schema: object, type: 'application/dicom+json' };
const STOWED = { answer: object, type: 'application/dicom+json' } as const;
const DELETED = { answer: Deleted, query: { reason: DeleteReason } } as const;
const RENDERED = { type: 'image/jpeg', query: { viewport: optionalText, window: optionalText, quality: z.optional(z.int()) } } as const;
const THUMBNAIL = { type: 'image/jpeg', query: { viewport: optionalText } } as const;

/** What the routes of DICOMweb do, as in `openapi-table.ts`. */
export const DICOMWEB_DESCRIPTIONS: Readonly<Record<string, Described>> = {
  'OPTIONS /dicom-web': { summary: 'What DICOMweb has here: resources, methods, media types.', ...WADL },
  'OPTIONS /dicom-web/': { summary: 'What DICOMweb has here: resources, methods, media types.', ...WADL },
  'GET /dicom-web/studies': { summary: 'Studies by their attributes (QIDO-RS).', ...QIDO },
  'GET /dicom-web/series': { summary: 'Series by their attributes, of all studies (QIDO-RS).', ...QIDO },
  'GET /dicom-web/instances': { summary: 'Instances by their attributes, of all studies (QIDO-RS).', ...QIDO },
  'GET /dicom-web/studies/:study/series': { summary: 'Series of a study (QIDO-RS).', ...QIDO },
  'GET /dicom-web/studies/:study/instances': { summary: 'Instances of a study (QIDO-RS).', ...QIDO },
  'GET /dicom-web/studies/:study/series/:series/instances': { summary: 'Instances of a series (QIDO-RS).', ...QIDO },
  'GET /dicom-web/studies/:study/metadata': { summary: 'Every attribute of a study, without bulk data (WADO-RS).', ...DICOM_JSON },
  'GET /dicom-web/studies/:study/series/:series/metadata': {
    summary: 'Every attribute of a series, without bulk data (WADO-RS).',
    ...DICOM_JSON,
  },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/metadata': {
    summary: 'Every attribute of an instance, without bulk data (WADO-RS).',
    ...DICOM_JSON,
  },
  'GET /dicom-web/studies/:study': { summary: 'Every instance of a study, or the study as a ZIP (WADO-RS).', type: 'multipart/related' },
  'GET /dicom-web/studies/:study/series/:series': { summary: 'Every instance of a series (WADO-RS).', type: 'multipart/related' },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance': { summary: 'An instance (WADO-RS).', type: 'multipart/related' },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames': {
    summary: 'Frames of an image: numbers from 1 on, with commas (WADO-RS).',
    type: 'multipart/related',
  },
  'GET /dicom-web/studies/:study/rendered': { summary: 'Pictures of every frame of a study (WADO-RS).', ...RENDERED },
  'GET /dicom-web/studies/:study/series/:series/rendered': { summary: 'Pictures of every frame of a series (WADO-RS).', ...RENDERED },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/rendered': {
    summary: 'A picture of an instance, or of each of its frames (WADO-RS).',
    ...RENDERED,
  },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/rendered': {
    summary: 'Pictures of frames: numbers from 1 on, with commas (WADO-RS).',
    ...RENDERED,
  },
  'GET /dicom-web/studies/:study/thumbnail': { summary: 'A small picture that stands for a study (WADO-RS).', ...THUMBNAIL },
  'GET /dicom-web/studies/:study/series/:series/thumbnail': {
    summary: 'A small picture that stands for a series (WADO-RS).',
    ...THUMBNAIL,
  },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/thumbnail': {
    summary: 'A small picture of an instance (WADO-RS).',
    ...THUMBNAIL,
  },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail': {
    summary: 'A small picture of a frame (WADO-RS).',
    ...THUMBNAIL,
  },
  'GET /dicom-web/studies/:study/series/:series/instances/:instance/bulkdata/:value': {
    summary: 'A long value of an instance, by the address that its metadata give (WADO-RS).',
    type: 'application/octet-stream',
  },
  'GET /dicom-web/wado': { summary: 'An instance, or a picture of it, by one address (WADO-URI).', type: 'image/jpeg' },
  'POST /dicom-web/studies': { summary: 'Stores instances (STOW-RS).', body: STOW_BODY, ...STOWED },
  'POST /dicom-web/studies/:study': { summary: 'Stores instances of this study alone (STOW-RS).', body: STOW_BODY, ...STOWED },
  'POST /dicom-web/commitment-requests/:transaction': {
    summary: 'Asks whether instances are kept safely (PS3.18 §13.4): 200 with the result, or 202 where it is not there yet.',
    body: DATASET_BODY,
    ...STOWED,
  },
  'GET /dicom-web/commitment-requests/:transaction': {
    summary: 'The result of a request of storage commitment (PS3.18 §13.5), or 202 where it is not there yet.',
    ...STOWED,
  },
  'GET /dicom-web/modality-scheduled-procedure-steps': {
    summary: 'Modality Scheduled Procedure Steps (PS3.18 §14.4): {attributeID}={value}, includefield, fuzzymatching, offset, limit.',
    query: {
      includefield: optionalText,
      fuzzymatching: z.optional(z.enum(['true', 'false'])),
      offset: z.optional(z.int()),
      limit: z.optional(z.int()),
    },
    type: 'application/dicom+json',
  },
  'POST /dicom-web/modality-performed-procedure-steps/:step': {
    summary: 'Begins a performed procedure step (PS3.18 §15.4); with the parameter update, changes it (§15.5).',
    query: { update: optionalText },
    body: DATASET_BODY,
    status: 201,
  },
  'POST /dicom-web/modality-performed-procedure-steps/:step/update': {
    summary: 'Changes a performed procedure step (PS3.18 Annex B.38).',
    body: DATASET_BODY,
  },
  'GET /dicom-web/modality-performed-procedure-steps/:step': { summary: 'A performed procedure step (PS3.18 §15.6).', ...STOWED },
  'DELETE /dicom-web/studies/:study': { summary: 'Deletes a study for good.', ...DELETED },
  'DELETE /dicom-web/studies/:study/series/:series': { summary: 'Deletes a series for good.', ...DELETED },
  'DELETE /dicom-web/studies/:study/series/:series/instances/:instance': { summary: 'Deletes an instance for good.', ...DELETED },
};
