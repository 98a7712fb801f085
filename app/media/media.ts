/**
 * What leaves the archive as a medium: a file-set of PS3.10 §8 (DICOMDIR and files with file IDs), one study of it as a ZIP that is made while it is
 * read. Knows no HTTP.
 */

export { MEDIA_LIMITS, type MediaLimits, type StudyZip, studyZip } from './study-zip.ts';
export { type InstanceTags, readTags } from './tags.ts';
export { type OpenFile, openFile, takeFile, UploadError, type UploadErrorCode, type Uploaded } from './upload.ts';
