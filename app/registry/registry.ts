/** The standard's tables as data: SOP classes, transfer syntaxes, statuses, UIDs, and the attributes that the index keeps. */
export { CATALOGUE, CATALOGUE_BY_KEYWORD, type CatalogueAttribute, keywordOf, type Level, tagText, vrOf } from './catalogue.ts';
export { type CatalogueValidation, demandedAttributes } from './demanded-attributes.ts';
export {
  isAtOrAbove,
  keyTypeOf,
  levelsAbove,
  QUERY_KEYS,
  QUERY_LEVELS,
  QUERY_MODELS,
  type QueryKey,
  type QueryModel,
  UNIQUE_KEYS,
} from './query-keys.ts';
export { isStorageSopClass, SOP_CLASSES, type SopClass, type SopClassKind, sopClassName } from './sop-classes.ts';
export { STATUS, type StatusKind, statusKind, statusWords } from './statuses.ts';
export { type Encoding, TRANSFER_SYNTAXES, type TransferSyntax, transferSyntaxName } from './transfer-syntaxes.ts';
export * from './uids.ts';
