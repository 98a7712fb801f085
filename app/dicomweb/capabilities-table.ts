/** What a transaction answers with and takes, by method and path as in the table of routes; a test holds the two together. */
export interface DescribedTransaction {
  /** PS3.18's name of it. */
  readonly name: string;
  /** Media types of what it answers with, the default first. */
  readonly answers: readonly string[];
  /** Media types that it takes. */
  readonly takes?: readonly string[];
  readonly query?: readonly string[];
}

const JSON_OR_XML = ['application/dicom+json', 'multipart/related; type="application/dicom+xml"'];
const SEARCH: DescribedTransaction = {
  name: 'Search',
  answers: JSON_OR_XML,
  query: ['{attributeID}', 'includefield', 'fuzzymatching', 'emptyvaluematching', 'multiplevaluematching', 'limit', 'offset', 'accept'],
};
const METADATA: DescribedTransaction = { name: 'Retrieve Metadata', answers: JSON_OR_XML, query: ['accept'] };
const CAPABILITIES: DescribedTransaction = { name: 'Retrieve Capabilities', answers: ['application/vnd.sun.wadl+xml', 'application/json'] };

const DICOM = 'multipart/related; type="application/dicom"';
const INSTANCES: DescribedTransaction = { name: 'Retrieve', answers: [DICOM], query: ['accept'] };
const INSTANCE: DescribedTransaction = { ...INSTANCES, answers: [DICOM, 'application/dicom'] };
const BULK_DATA: DescribedTransaction = {
  name: 'Retrieve',
  answers: ['multipart/related; type="application/octet-stream"', 'application/octet-stream'],
  query: ['accept'],
};
const PICTURES = ['image/jpeg', 'image/png', 'image/gif'];
const RENDERED: DescribedTransaction = {
  name: 'Retrieve Rendered',
  answers: [...PICTURES, ...PICTURES.map((type) => `multipart/related; type="${type}"`)],
  query: ['accept', 'viewport', 'window', 'quality', 'annotation', 'iccprofile'],
};
const RENDERED_MANY: DescribedTransaction = { ...RENDERED, answers: PICTURES.map((type) => `multipart/related; type="${type}"`) };
const THUMBNAIL: DescribedTransaction = { name: 'Retrieve Thumbnail', answers: PICTURES, query: ['accept', 'viewport'] };
const URI_SERVICE: DescribedTransaction = {
  name: 'Retrieve by URI',
  answers: ['image/jpeg', 'application/dicom', 'image/png', 'image/gif'],
  query: [
    ...['requestType', 'studyUID', 'seriesUID', 'objectUID', 'contentType', 'transferSyntax', 'frameNumber'],
    ...['rows', 'columns', 'region', 'windowCenter', 'windowWidth', 'imageQuality', 'annotation'],
  ],
};
const STORE: DescribedTransaction = {
  name: 'Store',
  answers: ['application/dicom+json', 'application/dicom+xml'],
  takes: [
    DICOM,
    'application/dicom',
    'multipart/related; type="application/dicom+json"',
    'multipart/related; type="application/dicom+xml"',
  ],
  query: ['accept'],
};
const DELETE: DescribedTransaction = { name: 'Delete', answers: ['application/json'], query: ['reason'] };
/** PS3.18 Tables 13.1.3-1, 14.1.3-1, 15.1.3-1. */
const EITHER = ['application/dicom+json', 'application/dicom+xml'].flatMap((type) => [type, `multipart/related; type="${type}"`]);

export const TRANSACTIONS: Readonly<Record<string, DescribedTransaction>> = {
  'OPTIONS ': CAPABILITIES,
  'OPTIONS /': CAPABILITIES,
  'GET /studies': SEARCH,
  'GET /series': SEARCH,
  'GET /instances': SEARCH,
  'GET /studies/:study/series': SEARCH,
  'GET /studies/:study/instances': SEARCH,
  'GET /studies/:study/series/:series/instances': SEARCH,
  'GET /studies/:study/metadata': METADATA,
  'GET /studies/:study/series/:series/metadata': METADATA,
  'GET /studies/:study/series/:series/instances/:instance/metadata': METADATA,
  'GET /studies/:study': { ...INSTANCES, answers: [DICOM, 'application/zip'] },
  'GET /studies/:study/series/:series': INSTANCES,
  'GET /studies/:study/series/:series/instances/:instance': INSTANCE,
  'GET /studies/:study/series/:series/instances/:instance/frames/:frames': BULK_DATA,
  'GET /studies/:study/rendered': RENDERED_MANY,
  'GET /studies/:study/series/:series/rendered': RENDERED_MANY,
  'GET /studies/:study/series/:series/instances/:instance/rendered': RENDERED,
  'GET /studies/:study/series/:series/instances/:instance/frames/:frames/rendered': RENDERED,
  'GET /studies/:study/thumbnail': THUMBNAIL,
  'GET /studies/:study/series/:series/thumbnail': THUMBNAIL,
  'GET /studies/:study/series/:series/instances/:instance/thumbnail': THUMBNAIL,
  'GET /studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail': THUMBNAIL,
  'GET /studies/:study/series/:series/instances/:instance/bulkdata/:value': BULK_DATA,
  'GET /wado': URI_SERVICE,
  'POST /studies': STORE,
  'POST /studies/:study': STORE,
  'POST /commitment-requests/:transaction': { name: 'Request', answers: EITHER, takes: EITHER, query: ['accept'] },
  'GET /commitment-requests/:transaction': { name: 'Result Check', answers: EITHER, query: ['accept'] },
  'GET /modality-scheduled-procedure-steps': {
    name: 'Search',
    answers: EITHER,
    query: ['{attributeID}', 'includefield', 'fuzzymatching', 'limit', 'offset', 'accept'],
  },
  'POST /modality-performed-procedure-steps/:step': { name: 'Create or Update', answers: [], takes: EITHER, query: ['update'] },
  'POST /modality-performed-procedure-steps/:step/update': { name: 'Update', answers: [], takes: EITHER },
  'GET /modality-performed-procedure-steps/:step': { name: 'Retrieve', answers: EITHER, query: ['accept'] },
  'DELETE /studies/:study': DELETE,
  'DELETE /studies/:study/series/:series': DELETE,
  'DELETE /studies/:study/series/:series/instances/:instance': DELETE,
};
