import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import type { ByWeb } from '../commitment/commitment.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { StepOperations } from '../steps/steps.ts';
import type { Worklist } from '../worklist/worklist.ts';
import type { DicomwebLimits } from './limits.ts';
import type { MetadataTexts } from './metadata-texts.ts';

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
  /** Read once; views that are valid until the next is asked for. Throws where the sender breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Absent where no server is around it, in tests. */
  readonly outlet?: Outlet | undefined;
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal;
  /** Who asks, for the log. */
  readonly by: string;
  /** Of who asks, as the socket says. */
  readonly address: string;
}

/** The connection by which the answer goes, as far as an answer that is made while it is sent has to know of it. */
export interface Outlet {
  /** How many bytes of the body have left the process: their buffers may be used again. */
  leftBytes(): number;
  cut(): void;
  /** Told once, when the answer has gone or can go no further. */
  onClose(listener: () => void): void;
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
  readonly archive: Pick<
    Archive,
    | 'search'
    | 'instancesOf'
    | 'read'
    | 'readChecked'
    | 'openChecked'
    | 'openAnywhere'
    | 'ingest'
    | 'studies'
    | 'onStored'
    | 'corrections'
    | 'notes'
  >;
  readonly metadata: MetadataTexts;
  /** Frames decoded and drawn. */
  readonly pixels: Pixels;
  /** Whether instances of this SOP class are taken. */
  readonly stores: (sopClassUid: string) => boolean;
  /** Our own AE title, which stands in the files that come by STOW-RS. */
  readonly ownAeTitle: () => string;
  /** Each of the three undefined where its database is not open: what needs it answers 503. */
  readonly worklist?: Pick<Worklist, 'find'> | undefined;
  readonly steps?: Pick<StepOperations, 'create' | 'set' | 'get'> | undefined;
  readonly commitments?: ByWeb | undefined;
  /** Why something may be deleted, one of which has to be said. */
  readonly removeReasons: readonly string[];
  /** The version of the program. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: DicomwebLimits;
}
