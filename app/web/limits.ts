/** Every limit of the web server, with the reason; `startWeb` takes others for tests and small boards. */
export interface WebLimits {
  /** Sockets open at once. */
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  /** A client that dribbles its request header is cut off. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Pages that watch /api/events at once; each holds a socket and some kilobytes. */
  readonly maxLiveClients: number;
  /** Least time between two patches: people do not read faster, and the archive has images to store. */
  readonly patchGapMs: number;
  /** Data rates are shown anew this often while an association is open. */
  readonly busyTickMs: number;
  readonly idleTickMs: number;
  readonly heartbeatMs: number;
  /** A client that takes nothing for so long is dropped. */
  readonly slowClientMs: number;
  /** How long an answer waits for the index. */
  readonly archiveDeadlineMs: number;
  readonly recentStudies: number;
  /** Studies that are looked at for what came today. */
  readonly shownStudies: number;
  /** Studies that are looked at for how fast the disk fills. */
  readonly growthStudies: number;
  readonly maxClosed: number;
  readonly maxContacts: number;
  readonly maxRecentStudies: number;
  /** How long `close` waits for answers under way. */
  readonly closeGraceMs: number;
  /** Characters of what is searched. */
  readonly maxSearchText: number;
  /** Instances of a series in one answer. */
  readonly maxInstancesPage: number;
  /** One file that is uploaded. */
  readonly maxUploadBytes: number;
  /** Files that are uploaded at once, over all browsers. */
  readonly maxUploads: number;
  /** Body of a form, or of a request that changes something. */
  readonly maxFormBytes: number;
  /** Body of a change or a backup of the settings: an AE table of a thousand entries fits. */
  readonly maxSettingsBytes: number;
  /** Certificates and key that are uploaded. */
  readonly maxImportBytes: number;
  readonly maxImportLines: number;
  readonly maxPemBytes: number;
  /** A connection to a port of TLS that says nothing is cut off. */
  readonly firstByteMs: number;
  readonly handshakeMs: number;
  /** Requests of one HTTP/2 connection at once. */
  readonly maxStreams: number;
  /** How long a browser keeps to HTTPS after it saw a certificate that everybody trusts: short, so that a way back remains. */
  readonly hstsSeconds: number;
}

export const WEB_LIMITS: WebLimits = {
  maxConnections: 256,
  maxHeaderBytes: 16_384,
  maxHeaders: 64,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 15_000,
  maxLiveClients: 64,
  patchGapMs: 250,
  busyTickMs: 1000,
  idleTickMs: 5000,
  heartbeatMs: 10_000,
  slowClientMs: 30_000,
  archiveDeadlineMs: 2000,
  recentStudies: 50,
  shownStudies: 5000,
  growthStudies: 20_000,
  maxClosed: 10,
  maxContacts: 50,
  maxRecentStudies: 200,
  closeGraceMs: 1000,
  maxFormBytes: 16_384,
  maxSearchText: 200,
  maxInstancesPage: 500,
  maxUploadBytes: 17_179_869_184,
  maxUploads: 8,
  maxSettingsBytes: 4_194_304,
  maxImportBytes: 1_048_576,
  maxImportLines: 1000,
  maxPemBytes: 131_072,
  firstByteMs: 10_000,
  handshakeMs: 10_000,
  maxStreams: 100,
  hstsSeconds: 86_400,
};
