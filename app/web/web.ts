/**
 * The page and its API (Hono): what arrives, who sends, whether there is room.
 * Knows archive and services only as the functions of `WebSources`, which `program` fills in.
 */
export { type BoxFacts, type Slots, type UploadedUpdate, Verification } from './box-schema.ts';
export { BoxRefusal, type BoxRefusalCode, type WebBox } from './box-sources.ts';
export type { WebCommitments } from './commitment-sources.ts';
export { WebError, type WebErrorCode } from './errors.ts';
export type { WebHl7 } from './hl7-sources.ts';
export { WEB_LIMITS, type WebLimits } from './limits.ts';
export { embeddedPage, PAGE_LIST, type PageFile } from './page-files.ts';
export type { RequestListener } from './port.ts';
export { openPorts, type Place } from './ports.ts';
export type { Status } from './schema.ts';
export type { WebPeer, WebSetup } from './setup-sources.ts';
export type {
  ArchiveCounts,
  BoundDicomAddress,
  DiskSpace,
  OpenAssociation,
  RecentRefusal,
  RecentStudy,
  WebAeTable,
  WebNetwork,
  WebSources,
} from './sources.ts';
export { startWeb, type WebOptions, type WebServer } from './start.ts';

export type { WebStep, WebSteps } from './steps-sources.ts';

export { DELETE_REASONS } from './studies-schema.ts';

export type {
  WebAdoption,
  WebCapture,
  WebCaptureAsked,
  WebDiskCheck,
  WebJournal,
  WebKnock,
  WebKnocks,
  WebReach,
  WebReachStep,
  WebRemote,
  WebTestModality,
  WebWire,
  WebWireView,
} from './wire-sources.ts';
