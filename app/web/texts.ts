/** Every sentence that the server itself says; the page's own are in `ui/texts.ts`. */
export const TEXTS = {
  archiveSilent: 'The index does not answer. What is shown may be old.',
  advice: {
    calledAeTitle: 'Set the called AE title on the sending device to exactly the one shown under "Send images here"; capitals count.',
    callingAeTitle:
      'This sender is not on the list of allowed AE titles. Add its calling AE title to the listener, or correct it on the device.',
    limit:
      'Too many connections at once. The device will try again by itself; if it happens often, raise the limit or find the device that keeps connections open.',
    congestion: 'Filmroom was busy for the moment. The device will try again by itself.',
    protocol:
      'The device proposes a protocol that no DICOM archive speaks. Look for a newer software version, or for another program on that address.',
    notDicom: 'Something that does not speak DICOM connected to the DICOM port, e.g. a browser or a port scanner. Check the address shown.',
    other: 'Send one image again and look at the log of Filmroom for the same moment; it has a line with both AE titles and the reason.',
  },
  problem: {
    badHost: {
      title: 'This address is not one of Filmroom’s',
      detail:
        'The name in the address bar is not known to be this machine’s. Open Filmroom by its IP address or by its .local name, or add the name to the configuration.',
    },
    crossSite: { title: 'Another site asked', detail: 'Filmroom answers its own pages only. Open the address directly.' },
    notFound: { title: 'Not found', detail: 'There is no such page here.' },
    method: { title: 'Method not allowed', detail: 'Only GET and HEAD are answered here.' },
    limit: (least: number, most: number) => ({ title: 'Bad limit', detail: `limit must be a whole number from ${least} to ${most}.` }),
    malformed: {
      title: 'Bad request',
      detail: 'This is not a request that a web server can read. If a DICOM device sent it: the DICOM port is another one.',
    },
    tooLarge: { title: 'Request header too large', detail: 'Clear the cookies for this address and try again.' },
    timeout: { title: 'Request too slow', detail: 'The request did not arrive in time.' },
    tooManyLive: { title: 'Too many pages watch already', detail: 'Close some Filmroom pages, or read /api/status now and then instead.' },
    archiveSilent: {
      title: 'The archive does not answer',
      detail: 'The index could not be read. Look at the log; if the disk is failing, there are lines about it.',
    },
    ours: { title: 'Something went wrong here', detail: 'This is a fault of Filmroom. The log has a line about it.' },
  },
  health: {
    ok: 'ok',
    faulty: 'Filmroom hit a fault of its own and goes on. Its log names the fault; restart it when no images are arriving.',
    notAccepting: 'The disk is full or cannot be written: images are refused.',
    archiveSilent: 'The index does not answer.',
  },
  plain: {
    title: 'Filmroom',
    live: 'This page is the plain one: it renews itself every 15 seconds and needs no JavaScript.',
    livePage: 'Open the live page',
    sendHere: 'Send images here',
    aeTitle: 'AE title',
    host: 'Host',
    port: 'Port',
    loopbackOnly: 'reachable from this machine only',
    recent: 'Recent studies',
    none: 'No images yet.',
    patient: 'Patient',
    id: 'ID',
    modality: 'Modality',
    date: 'Date',
    series: 'Series',
    images: 'Images',
    open: 'Sending now',
    nobody: 'Nobody is connected.',
    refused: 'Lately refused',
    disk: 'Disk',
    free: 'free',
    of: 'of',
    full: 'Refusing images: the disk is full or cannot be written.',
    noName: '(no name)',
    noId: '(no ID)',
    from: 'from',
    whatToDo: 'What to do:',
  },
} as const;
