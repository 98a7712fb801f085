/**
 * A modality and a workstation inside the box, so that all of it can be tried with nothing plugged in: sends a marked test image, and searches
 * as a device would.
 */
export { type QueryResult, queryAs } from './query.ts';
export { type SentTestImage, sendTestImage } from './send.ts';
export { TEST_PATIENT_ID, testImage } from './test-image.ts';
