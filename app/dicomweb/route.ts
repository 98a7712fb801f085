import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import type { DicomwebLimits } from './limits.ts';

/** A request as a handler sees it; who asks, and whether they may, is settled before (`web/access.ts`). */
export interface DicomwebRequest {
  /** HEAD comes as GET: the mount drops the body. */
  readonly method: string;
  readonly headers: Headers;
  readonly url: URL;
  /** By the names in the route's path, percent-decoded, not yet looked at: `uidIn` refuses what is no UID. */
  readonly params: Readonly<Record<string, string>>;
  /** Where this service is for who asks, without a slash at the end: `http://box.local:8042/dicom-web`. */
  readonly baseUrl: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal;
  /** Who asks, for the log. */
  readonly by: string;
  /** Of who asks, as the socket says. */
  readonly address: string;
}

/** One line of the table of routes: a transaction of PS3.18 on one resource. */
export interface DicomwebRoute {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Below /dicom-web; `:study` is one part of the path; '' is the base itself. */
  readonly path: '' | `/${string}`;
  /**
   * May throw DicomwebError, ArchiveError, DatasetError and any CodedError: they become problem JSON by `problemOf`. Anything else is a fault of
   * the program: 500. What fails after the Response was returned cuts the connection.
   */
  handle(request: DicomwebRequest): Promise<Response> | Response;
}

/** What the handlers are made of. */
export interface DicomwebParts {
  readonly archive: Pick<Archive, 'search' | 'instancesOf' | 'read' | 'readChecked' | 'openChecked' | 'ingest' | 'studies' | 'onStored'>;
  /** Our own AE title, which stands in the files that come by STOW-RS. */
  readonly ownAeTitle: () => string;
  /** The version of the program. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: DicomwebLimits;
}
