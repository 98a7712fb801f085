/**
 * Data sets and files (PS3.5, PS3.10): the streaming scanner of the ingest path, File Meta Information, text in every character set,
 * and dcmjs for what is not on that path.
 */
export type { RawValue, ScannedAttributes } from './attributes.ts';
export { type DecodedText, decodeText, parseSpecificCharacterSet } from './character-sets.ts';
export { isDate, parseDate, parseTime } from './date-time.ts';
export { DatasetError, type DatasetErrorCode } from './errors.ts';
export { encodeFileMeta, type FileMeta, type ReadFileMeta, readFileMeta } from './file-meta.ts';
export { createIndexScanner, type IndexScanner, SCAN_LIMITS, type ScanLimits } from './index-scan.ts';
export { foldPersonName, foldText, normalizePersonName, normalizeText } from './matching-text.ts';
export { type ReadDataset, type ReadElement, readDataset } from './read.ts';
