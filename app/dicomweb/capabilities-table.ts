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
};
