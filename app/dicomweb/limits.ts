import type { MetadataLimits } from './metadata-texts.ts';
import type { MultipartLimits } from './multipart-reader.ts';
import type { ReceivingLimits } from './receiving.ts';
import type { SendingLimits } from './sending.ts';
import type { StowLimits } from './stow-store.ts';
import type { ThumbnailLimits } from './thumbnail-routes.ts';

/** Every limit of DICOMweb, with the reason. */
export interface DicomwebLimits extends SendingLimits, ReceivingLimits, MultipartLimits, StowLimits, MetadataLimits, ThumbnailLimits {
  /** Length of the query of a URL. */
  readonly maxQueryLength: number;
  /** Of a search: up to this limit they are gathered before they are sent, so that the Warning can say whether there are more. */
  readonly maxCountedAnswers: number;
  /** Of a search: longest value that is read from a stored file. */
  readonly maxFileValueBytes: number;
  /** Of one retrieval: where each instance is, is kept in memory. */
  readonly maxInstances: number;
  /** Of one retrieval. */
  readonly maxFrames: number;
  /** A request of storage commitment is answered with its result where that is there within this time. */
  readonly commitmentWaitMs: number;
  /** Longest side of a rendered picture that is asked for. */
  readonly maxViewport: number;
  /** Frames of whole instances, and of answers with several: the threads have others to serve, who look at one picture. */
  readonly maxDecodedAtOnce: number;
  /** Of an image, which is in memory while a picture of it is made. */
  readonly maxProfileBytes: number;
}

export const DICOMWEB_LIMITS: DicomwebLimits = {
  maxQueryLength: 16_384,
  maxCountedAnswers: 1000,
  maxFileValueBytes: 64 * 1024,
  maxInlineBytes: 1024,
  maxValueBytes: 64 * 1024,
  maxDepth: 64,
  maxElements: 2_000_000,
  maxHeadBytes: 64 * 1024 * 1024,
  maxTextsWaiting: 64,
  textsDeadlineMs: 30_000,
  maxInstances: 100_000,
  maxFrames: 10_000,
  commitmentWaitMs: 3000,
  maxViewport: 8192,
  maxDecodedAtOnce: 4,
  maxProfileBytes: 4 * 1024 * 1024,
  maxThumbnail: 1024,
  thumbnailBytes: 16 * 1024 * 1024,
  maxAnswers: 256,
  answerBytes: 32 * 1024 * 1024,
  slowMs: 60_000,
  slowBytes: 64 * 1024,
  maxStores: 8,
  maxStoresInMemory: 2,
  maxSettling: 16,
  maxBoundary: 128,
  maxPartHeaderBytes: 16 * 1024,
  maxParts: 100_000,
  maxInstanceBytes: 16 * 1024 ** 3,
  maxMetadataBytes: 16 * 1024 * 1024,
  maxBulkBytes: 128 * 1024 * 1024,
};
