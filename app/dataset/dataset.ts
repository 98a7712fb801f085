/**
 * Data sets and files (PS3.5, PS3.10): the streaming scanner of the ingest path, File Meta Information, text in every character set both ways,
 * small data sets as elements, query keys and what matches them, re-encoding among the uncompressed transfer syntaxes; dcmjs for all else.
 */
export type { RawValue, ScannedAttributes } from './attributes.ts';
export { type DecodedText, decodeText, parseSpecificCharacterSet } from './character-sets.ts';
export { isDate, parseDate, parseTime } from './date-time.ts';
export { keywordOf, tagOf, vrOf } from './dictionary.ts';
export { elementText, encodeValue, isCharacterSetVr } from './element-text.ts';
export { type DataElement, ELEMENT_LIMITS, type ElementLimits, readElements, writeElements } from './elements.ts';
export { chooseCharacterSet, encodeText } from './encode-text.ts';
export { DatasetError, type DatasetErrorCode } from './errors.ts';
export { encodeFileMeta, type FileMeta, type ReadFileMeta, readFileMeta } from './file-meta.ts';
export { readHead } from './head.ts';
export type { HeadLimits } from './head-walk.ts';
export { createIndexScanner, type IndexScanner, SCAN_LIMITS, type ScanLimits } from './index-scan.ts';
export { type KeywordTree, keywordTreeOf } from './keyword-tree.ts';
export { type KeyOptions, type MatchKey, matches, matchesDateTime, parseKey } from './matching.ts';
export { MatchingError, type MatchingErrorCode } from './matching-error.ts';
export { foldPersonName, foldText, normalizePersonName, normalizeText } from './matching-text.ts';
export { type AttributeCorrection, correctAttributes } from './original-attributes.ts';
export { OUTLINE_LIMITS, type Outline, type OutlineElement, type OutlineLimits, readOutline } from './outline.ts';
export { type ReadDataset, type ReadElement, readDataset } from './read.ts';
export { encodeTextElements, type TextElement } from './text-elements.ts';
export { canTranscode, transcode } from './transcode.ts';
export { type BytePieces, BytesMissing, type WalkLimits, type WalkVisitor, walkDataset } from './walk.ts';
