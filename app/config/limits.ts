/** One limit: its figure, its unit and why it is there. */
export interface LimitRow {
  readonly value: number;
  readonly unit: string;
  readonly words: string;
}

const row = (value: number, unit: string, words: string): LimitRow => ({ value, unit, words });

/**
 * Every limit of the product that is not a setting: what a peer, a file or a browser may cost us.
 * `docs/limits.md` has the same table for people; a test holds the two together.
 */
export const LIMIT_TABLE = {
  ul: {
    maxAssociatePduLength: row(512 * 1024, 'bytes', 'longest PDU-length of an A-ASSOCIATE PDU, which is buffered whole'),
    readAheadBytes: row(512 * 1024, 'bytes', 'PDVs read ahead of the service before the socket is paused, for each association'),
    readBufferBytes: row(128 * 1024, 'bytes', 'size of the buffers that sockets are read into'),
    maxHalfOpen: row(128, 'connections', 'connections of a listener that are no association yet or no longer; the oldest makes room'),
    writeTimeoutMs: row(60_000, 'ms', 'a peer that takes no PDU for so long is cut off'),
    releaseTimeoutMs: row(30_000, 'ms', 'how long the answer to A-RELEASE-RQ may take'),
    maxSentPduLength: row(128 * 1024, 'bytes', 'longest P-DATA-TF PDU sent to a peer without a limit of its own'),
  },
  dimse: {
    maxCommandSetBytes: row(16 * 1024, 'bytes', 'longest command set'),
  },
  dataset: {
    maxValueBytes: row(16 * 1024, 'bytes', 'longest value that the index keeps of one attribute'),
    maxDepth: row(64, 'sequences', 'sequences inside one another'),
    maxInflatedBytes: row(4 * 1024 ** 3, 'bytes', 'what a deflated data set may inflate to'),
  },
  services: {
    maxRecent: row(100, 'records', 'closed associations remembered, and refusals remembered'),
  },
  query: {
    maxIdentifierBytes: row(1024 * 1024, 'bytes', 'identifier of a C-FIND: ten thousand UIDs fit'),
    maxBatchBytes: row(128 * 1024, 'bytes', 'C-FIND answers that leave in one write'),
    maxFileValueBytes: row(64 * 1024, 'bytes', 'value that a C-FIND answer takes from a stored file'),
    maxValues: row(20_000, 'values', 'values in one key of a C-FIND; more are refused with C000H'),
    maxPatterns: row(1000, 'values', 'wildcards and ranges in the keys of one C-FIND, together; more are refused with C000H'),
  },
  retrieve: {
    maxIdentifierBytes: row(1024 * 1024, 'bytes', 'identifier of a C-MOVE or C-GET'),
    maxSubOperations: row(1_000_000, 'instances', 'instances of one C-MOVE or C-GET'),
    cancelGraceMs: row(1000, 'ms', 'how long a C-STORE under way may take to end after a C-CANCEL'),
  },
  send: {
    maxWaiting: row(100, 'jobs', 'studies that wait to be sent, or are being sent, by order of the page'),
    maxOver: row(50, 'jobs', 'such jobs that are over and are still shown'),
    maxRunning: row(2, 'jobs', 'such jobs at once'),
    maxInstances: row(100_000, 'instances', 'instances of one such job'),
    maxResults: row(500, 'results', 'results of one such job that are kept in words'),
    cancelGraceMs: row(1000, 'ms', 'how long a C-STORE under way may take to end when a job is cancelled'),
  },
  web: {
    maxConnections: row(256, 'sockets', 'connections of browsers to one port'),
    maxHeaderBytes: row(16_384, 'bytes', 'header of one HTTP request'),
    maxHeaders: row(64, 'fields', 'header fields of one HTTP request'),
    headersTimeoutMs: row(10_000, 'ms', 'how long a request header may take to arrive'),
    requestTimeoutMs: row(30_000, 'ms', 'how long a request may take to arrive'),
    keepAliveTimeoutMs: row(15_000, 'ms', 'how long an idle HTTP connection is kept'),
    maxLiveClients: row(64, 'pages', 'pages that watch live events'),
    patchGapMs: row(250, 'ms', 'least time between two live updates'),
    busyTickMs: row(1000, 'ms', 'how often data rates are shown anew while an association is open'),
    idleTickMs: row(5000, 'ms', 'how often the status is looked at while none is open'),
    heartbeatMs: row(10_000, 'ms', 'a live stream says something at least so often'),
    slowClientMs: row(30_000, 'ms', 'a page that takes nothing for so long is dropped'),
    archiveDeadlineMs: row(2000, 'ms', 'how long an answer waits for the index'),
    recentStudies: row(50, 'studies', 'studies shown'),
    shownStudies: row(5000, 'studies', 'studies that are looked at for what came today'),
    growthStudies: row(20_000, 'studies', 'studies that are looked at for how fast the disk fills'),
    maxClosed: row(10, 'associations', 'associations shown that are over'),
    maxContacts: row(50, 'devices', 'devices shown with their last contact'),
    maxRecentStudies: row(200, 'studies', 'most studies that may be asked for'),
    closeGraceMs: row(1000, 'ms', 'how long answers under way may take when the program stops'),
    maxSearchText: row(200, 'characters', 'text that studies are searched by'),
    maxInstancesPage: row(500, 'instances', 'instances of a series in one answer'),
    maxUploadBytes: row(16 * 1024 ** 3, 'bytes', 'one file that is uploaded by the page'),
    maxUploads: row(8, 'files', 'files that are uploaded at once'),
    maxFormBytes: row(16_384, 'bytes', 'body of a request that changes something'),
    maxSettingsBytes: row(4_194_304, 'bytes', 'body of a change or a backup of the settings'),
    maxPemBytes: row(131_072, 'bytes', 'certificates and key that are uploaded'),
    firstByteMs: row(10_000, 'ms', 'how long a connection to the page may say nothing'),
    handshakeMs: row(10_000, 'ms', 'how long a TLS handshake may take'),
    maxStreams: row(100, 'requests', 'requests of one HTTP/2 connection at once'),
    hstsSeconds: row(86_400, 's', 'how long a browser keeps to HTTPS (HSTS) after it saw a certificate that everybody trusts'),
  },
  dicomweb: {
    maxQueryLength: row(16_384, 'characters', 'query of a DICOMweb URL'),
  },
  pixels: {
    maxHeaderBytes: row(
      32 * 1024 * 1024,
      'bytes',
      'what an image is drawn by: the elements before its Pixel Data, functional groups included',
    ),
    maxElements: row(500_000, 'elements', 'elements and items in that'),
    maxFragments: row(1_000_000, 'fragments', 'fragments of one Pixel Data'),
    maxInflatedBytes: row(128 * 1024 * 1024, 'bytes', 'what a deflated image may inflate to before it is drawn'),
    maxFrameBytes: row(
      128 * 1024 * 1024,
      'bytes',
      'one frame, compressed or decoded, and the picture made of it; looked at before anything is decoded',
    ),
    maxWorkers: row(2, 'threads', 'threads that decode'),
    maxWorkerBytes: row(128 * 1024 * 1024, 'bytes', 'memory that such a thread may keep after a frame; one that keeps more is replaced'),
    maxWaiting: row(64, 'frames', 'frames that wait for a thread; one more is refused'),
    frameMs: row(15_000, 'ms', 'how long one frame may take; then its thread is replaced'),
    idleMs: row(60_000, 'ms', 'a thread without work for so long ends'),
  },
  tls: {
    caYears: row(30, 'years', 'how long the box’s own CA is good for'),
    leafDays: row(397, 'days', 'how long a certificate of it is; browsers take 397 of any CA'),
    backdateDays: row(31, 'days', 'how long before it was made it begins, for browsers whose clock is slow'),
    renewBeforeDays: row(60, 'days', 'how long before its end another is made'),
    warnBeforeDays: row(30, 'days', 'how long before the end of an uploaded certificate a person is told'),
    lookEveryMs: row(5000, 'ms', 'how often names, addresses and time are compared with the certificate'),
    clockSettlesMs: row(600_000, 'ms', 'how long after a start a certificate that begins later is kept: the clock may be set yet'),
    clockSkewMs: row(3_600_000, 'ms', 'an uploaded certificate may begin so much later than our clock says: that of its CA may be ahead'),
    maxNames: row(100, 'names', 'names and addresses in one certificate'),
    maxChain: row(10, 'certificates', 'certificates of an uploaded chain'),
  },
  users: {
    maxAccounts: row(200, 'accounts', 'accounts of people'),
    maxTokens: row(100, 'tokens', 'tokens of programs'),
    maxSessions: row(500, 'sessions', 'sessions of all accounts; the oldest makes room'),
    maxSessionsPerAccount: row(20, 'sessions', 'sessions of one account; the oldest makes room'),
    idleMs: row(3_600_000, 'ms', 'a session that is not used for so long ends'),
    absoluteMs: row(43_200_000, 'ms', 'a session ends after so long, whatever is done'),
    minPassword: row(10, 'characters', 'shortest password'),
    maxPassword: row(256, 'characters', 'longest password'),
    maxName: row(64, 'characters', 'longest name of an account or token'),
    argon2MemoryKiB: row(32_768, 'KiB', 'memory that checking one password takes (Argon2id); one is checked at a time'),
    argon2Passes: row(3, 'passes', 'passes over that memory'),
    argon2Lanes: row(1, 'lanes', 'lanes of it'),
    maxChecksWaiting: row(16, 'passwords', 'passwords that wait to be checked'),
    accountGuesses: row(5, 'guesses', 'wrong passwords in a row for one account before it waits'),
    addressGuesses: row(20, 'guesses', 'wrong passwords and codes from one address before it waits'),
    claimGuesses: row(20, 'guesses', 'wrong claim codes from anywhere before everybody waits'),
    firstLockMs: row(30_000, 'ms', 'the first wait after too many; each further wrong guess doubles it'),
    mostLockMs: row(900_000, 'ms', 'the longest such wait'),
    forgetGuessesMs: row(86_400_000, 'ms', 'after so long without another, wrong guesses are forgotten'),
    maxAddresses: row(4096, 'records', 'names and addresses whose wrong guesses are remembered'),
  },
  settings: {
    maxChanges: row(100, 'changes', 'changes of the settings that are remembered; the oldest falls out'),
    maxChangesBytes: row(524_288, 'bytes', 'what these take in the file, together'),
    undoable: row(10, 'changes', 'the last changes that can be undone'),
    openPageMs: row(90_000, 'ms', 'the page goes back from a new address where nobody opens it there in this time'),
  },
  box: {
    maxRequestBytes: row(64 * 1024, 'bytes', 'longest request to the hands, the part that runs as root'),
    maxAnswerBytes: row(1024 * 1024, 'bytes', 'longest answer of the hands'),
    maxConnections: row(16, 'requests', 'requests to the hands at once'),
    maxSockets: row(
      64,
      'sockets',
      'connections to the hands, with those that were answered or are told that too many ask; one more is closed',
    ),
    requestTimeoutMs: row(5000, 'ms', 'how long a request to the hands may take to arrive'),
    answerTimeoutMs: row(30_000, 'ms', 'how long an answer of the hands may take to be read'),
    lingerMs: row(1000, 'ms', 'how long a connection to the hands may stay open after its answer was read'),
    idleMs: row(60_000, 'ms', 'the hands end when nobody has asked for so long; systemd starts them again'),
    askMs: row(30_000, 'ms', 'how long an answer of the hands may take, where the verb says nothing else'),
    toolMs: row(30_000, 'ms', 'how long a program of the system may run'),
    maxToolBytes: row(1024 * 1024, 'bytes', 'what a program of the system may write'),
  },
  network: {
    confirmMs: row(90_000, 'ms', 'a change of the network is taken back unless it is confirmed in this time'),
    applyMs: row(60_000, 'ms', 'how long the system may take to apply the settings of the network'),
    maxLeases: row(1000, 'addresses', 'addresses that the DHCP server gives to modalities'),
  },
  mdns: {
    lookEveryMs: row(60_000, 'ms', 'how often it is looked whether another machine has our name'),
    discoverSeconds: row(3, 's', 'how long filmroom discover asks, where it is not said'),
    maxDiscoverSeconds: row(60, 's', 'how long filmroom discover may ask'),
  },
  stick: {
    maxFileBytes: row(64 * 1024, 'bytes', 'the file on a CONFIG stick'),
    maxSettings: row(64, 'entries', 'settings in it'),
  },
  contacts: {
    maxContacts: row(500, 'records', 'calling AE titles whose last contact is remembered; the one not heard for longest makes room'),
    writeAfterMs: row(60_000, 'ms', 'how long the list of them may wait to be written'),
  },
  knocks: {
    maxKnocks: row(200, 'records', 'peers that were turned away, each with its reason; the one not heard for longest makes room'),
    maxPerAddress: row(20, 'records', 'of those, the ones from one address'),
    writeAfterMs: row(5000, 'ms', 'how long the list of them may wait to be written'),
  },
  wireView: {
    maxAssociations: row(200, 'records', 'associations whose PDUs and messages are remembered; the oldest that has ended makes room'),
    maxStrangers: row(50, 'records', 'of those, connections that asked for no association'),
    firstMessages: row(50, 'messages', 'the first messages and PDUs that are remembered of an association'),
    lastMessages: row(200, 'messages', 'the last ones, at least; twice as many at most'),
    maxBytes: row(8 * 1024 * 1024, 'bytes', 'what all of it may take; the oldest association makes room'),
    maxCommandBytes: row(4096, 'bytes', 'of a command set that is remembered'),
    maxIdentifierBytes: row(16 * 1024, 'bytes', 'identifier of a query that is remembered, with its values masked whenever it is shown'),
  },
  diskCheck: {
    writeBytes: row(128 * 1024 * 1024, 'bytes', 'what the write-speed test writes'),
    writeMs: row(20_000, 'ms', 'how long it writes at most'),
  },
  setup: {
    maxTests: row(64, 'tests', 'echo ladders that are kept for the acceptance sheet, the newest of each device and way'),
  },
  clockSkew: {
    maxAes: row(200, 'records', 'senders whose clocks are remembered; the one not heard for longest makes room'),
    samples: row(31, 'images', 'images of each that are remembered, for their median'),
    sampleEveryMs: row(10_000, 'ms', 'least time between two images of one sender that are looked at'),
  },
  reach: {
    nameMs: row(5000, 'ms', 'how long a name may take to become an address, when a peer is looked for'),
    neighbourMs: row(3500, 'ms', 'how long a neighbour may take to answer ARP: the kernel asks three times, a second apart'),
    pingSeconds: row(2, 's', 'how long a ping may take'),
    tcpMs: row(5000, 'ms', 'how long a TCP connection may take, when a peer is looked for'),
    echoMs: row(10_000, 'ms', 'how long the answer to its C-ECHO may take'),
    maxWaitSeconds: row(600, 's', 'how long a peer may be waited for'),
    maxRuns: row(8, 'peers', 'peers that are looked for or waited for at once'),
  },
  program: {
    logLines: row(2000, 'lines', 'lines of the log that are kept in memory for the page'),
    stopGraceMs: row(10_000, 'ms', 'how long open associations may finish when the program is told to stop'),
    closeDeadlineMs: row(20_000, 'ms', 'after so long a stop that does not end is cut short'),
    askMs: row(5000, 'ms', 'how long a command waits for the running program'),
    maxReportBytes: row(16 * 1024 * 1024, 'bytes', 'what verify says of an archive by the page'),
  },
  update: {
    askMs: row(60_000, 'ms', 'how long the check of an update may take'),
    installMs: row(1_800_000, 'ms', 'how long an update may take to be written'),
    settleMs: row(120_000, 'ms', 'how long the self-test of a start is tried again'),
    maxBytes: row(4 * 1024 ** 3, 'bytes', 'an update that is uploaded by the page'),
    lookMs: row(1000, 'ms', 'how often it is looked whether an update is written'),
  },
  selfTest: {
    stepMs: row(10_000, 'ms', 'how long each step of the self-test may take'),
    databaseMs: row(60_000, 'ms', 'how long the self-test looks through the index'),
  },
} as const satisfies Record<string, Record<string, LimitRow>>;

type Values<Rows> = { readonly [Name in keyof Rows]: number };

/** The figures alone, as the options that `main.ts` passes on. */
export const LIMITS = Object.fromEntries(
  Object.entries(LIMIT_TABLE).map(([area, rows]) => [
    area,
    Object.fromEntries(Object.entries(rows).map(([name, { value }]) => [name, value])),
  ]),
) as { readonly [Area in keyof typeof LIMIT_TABLE]: Values<(typeof LIMIT_TABLE)[Area]> };
