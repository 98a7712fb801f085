import { changes, type Mutation } from './mutation.ts';

const BAD_PDV = 'a PDV whose length runs over its PDU, or is below 2 → A-ABORT';
const PDV_LENGTH_CHECK = 'if (itemLength < 2 || itemLength + 4 > pduLeft) {';

/** PDUs, Table 9-10, timers and the connection (PS3.8 §9). */
export const UL_MUTATIONS: readonly Mutation[] = [
  ...changes('ul/errors.ts', 'pdus', [
    {
      find: 'UL_UNKNOWN_PDU: { source: 2, reason: 1 }',
      replace: 'UL_UNKNOWN_PDU: { source: 2, reason: 0 }',
      breaks: 'the reason of an unrecognized PDU',
      test: 'unknown PDU type on an association → A-ABORT 2/1',
    },
    {
      find: 'UL_UNEXPECTED_PDU: { source: 2, reason: 2 }',
      replace: 'UL_UNEXPECTED_PDU: { source: 0, reason: 2 }',
      breaks: 'the source of an abort for an unexpected PDU',
      test: 'P-DATA-TF before any association: AA-1, the service-user aborts',
    },
  ]),
  ...changes('ul/state-machine.ts', 'pdus', [
    {
      find: "Evt6:  [_,     'AE6', 'AA8', _,     'AA8', 'AA8',",
      replace: "Evt6:  [_,     'AE6', 'AA8', _,     'AA8', 'AA6',",
      breaks: 'a second A-ASSOCIATE-RQ is ignored',
      test: 'a second A-ASSOCIATE-RQ → A-ABORT 2/2',
    },
    {
      find: "Evt13: [_,     'AA1', 'AA8', _,     'AA8', 'AA8',",
      replace: "Evt13: [_,     'AA1', 'AA8', _,     'AA8', 'AR3',",
      breaks: 'an A-RELEASE-RP that nobody asked for releases',
      test: 'an A-ASSOCIATE-AC, -RJ or A-RELEASE-RP out of place → A-ABORT 2/2',
    },
  ]),
  ...changes('ul/state-machine.ts', 'interruption', [
    {
      find: "AE5: to('Sta2', 'start-artim')",
      replace: "AE5: to('Sta2')",
      breaks: 'ARTIM does not run while A-ASSOCIATE-RQ is awaited',
      test: 'ARTIM ends a connection that sends no A-ASSOCIATE-RQ',
    },
    {
      find: "AR4: to('Sta13', 'send-release-rp', 'start-artim')",
      replace: "AR4: to('Sta13', 'send-release-rp')",
      breaks: 'ARTIM does not run after A-RELEASE-RP',
      test: 'closes the transport connection soon after A-RELEASE-RP even where the peer does not (ARTIM, Sta13)',
    },
    {
      find: "'AA6'], // P-DATA-TF PDU",
      replace: "'AA7'], // P-DATA-TF PDU",
      breaks: 'what comes after the release is answered with A-ABORT',
      test: 'nothing is sent or served after A-RELEASE-RP: what still comes is ignored (AA-6)',
    },
  ]),
  ...changes('ul/state-machine.ts', 'release-collision', [
    {
      find: "facts.requestor ? 'Sta9' : 'Sta10'",
      replace: "facts.requestor ? 'Sta10' : 'Sta9'",
      breaks: 'the acceptor answers first in a release collision',
      test: 'the acceptor waits for A-RELEASE-RP, then answers, and the connection ends (Sta10, Sta12)',
    },
    {
      find: "'DT2', 'AR6',",
      replace: "'DT2', 'AA8',",
      breaks: 'a message that crosses our A-RELEASE-RQ is a fault',
      test: 'a message that was on its way when we asked is no fault (AR-6)',
    },
  ]),
  ...changes('ul/pdu-stream.ts', 'pdus', [
    {
      find: 'if (pduLeft > most) throw',
      replace: 'if (pduLeft > most && type !== PDU_TYPE.pDataTf) throw',
      breaks: 'our own maximum length is not held to',
      test: 'a P-DATA-TF longer than we announced → A-ABORT (checklist 13)',
    },
    {
      find: '? limits.maxAssociatePduLength : 4;',
      replace: '? Number.MAX_SAFE_INTEGER : 4;',
      breaks: 'an A-ASSOCIATE-RQ of any length is waited for',
      test: 'a length of 4 GB is refused before a byte of it is buffered',
    },
    { find: PDV_LENGTH_CHECK, replace: 'if (itemLength < 2) {', breaks: 'a PDV may be longer than its PDU', test: BAD_PDV },
    { find: PDV_LENGTH_CHECK, replace: 'if (itemLength + 4 > pduLeft) {', breaks: 'a PDV may be shorter than its header', test: BAD_PDV },
    {
      find: PDV_LENGTH_CHECK,
      replace: 'if (itemLength % 2 === 1 || itemLength < 2 || itemLength + 4 > pduLeft) {',
      breaks: 'fragments of odd length are refused',
      test: 'stores what comes with odd-length fragments',
    },
    {
      find: "reading = pduLeft === 0 ? 'pdu-header' : 'pdv-header';",
      replace: "reading = 'pdu-header';",
      breaks: 'only the first PDV of a P-DATA-TF is read',
      test: 'stores what comes with several PDVs in one P-DATA-TF',
    },
    {
      find: 'if (pdvLeft === 0) emit(EMPTY);',
      replace: '',
      breaks: 'an empty PDV waits for the next byte',
      test: 'stores what comes with an empty last data fragment',
    },
    {
      find: '(header[5]! & 0x01) !== 0',
      replace: 'header[5] === 0x03',
      breaks: 'a command fragment that is not the last counts as data',
      test: 'stores what comes with the command in pieces',
    },
    {
      find: "return 'the peer speaks HTTP, this is a DICOM port';",
      replace: "return 'the first bytes are no DICOM PDU';",
      breaks: 'the log does not say that HTTP came',
      test: 'HTTP and TLS on the DICOM port, random bytes: closed at once, a line in the log',
    },
  ]),
  ...changes('ul/pdu-stream.ts', 'negotiation', [
    {
      find: 'limits.maxPDataLength === 0 ? Number.POSITIVE_INFINITY',
      replace: 'limits.maxPDataLength === 0 ? 4096',
      breaks: 'no limit is announced and one is held to',
      test: '0, no limit: announced, and longer PDUs are taken',
    },
  ]),
  ...changes('ul/pdu-decode.ts', 'pdus', [
    {
      find: 'if (error instanceof BytesError) throw',
      replace: 'if (false as boolean) throw',
      breaks: 'a malformed A-ASSOCIATE-RQ is taken for a bug of ours, and gets no A-ABORT',
      test: 'an item longer than its PDU does not block the acceptor',
    },
  ]),
  ...changes('ul/association.ts', 'associate', [
    {
      find: 'return this.peerMaxLength === 0 ? ours : Math.min(this.peerMaxLength, ours);',
      replace: 'return ours;',
      breaks: "the peer's maximum length is not obeyed",
      test: 'sends no PDU above what a small peer takes',
    },
  ]),
  ...changes('ul/association.ts', 'interruption', [
    {
      find: 'if (this.#options.inactivityMs > 0)',
      replace: 'if (this.#options.inactivityMs < 0)',
      breaks: 'a silent association stays for ever',
      test: 'an association without traffic: abort after inactivityMs (X-07)',
    },
    {
      find: "else if (onInactivity === 'abort')",
      replace: "else if (onInactivity !== 'abort')",
      breaks: 'a silent association is ended the wrong way',
      test: 'an association without traffic: release after inactivityMs (X-07)',
    },
    {
      find: 'this.#queue.isAwaited ? this.#clock.monotonicMs() - this.#activeAt : 0',
      replace: '0',
      breaks: 'a peer that stalls inside a message keeps its association',
      test: 'a peer that stalls in the middle of a store is ended by the inactivity time, and its part is gone',
    },
  ]),
  ...changes('ul/association.ts', 'load', [
    {
      find: 'onFull: () => this.#transport.pause(),',
      replace: 'onFull: () => undefined,',
      breaks: 'backpressure does not reach the socket',
      test: 'a peer that sends faster than the disk takes is slowed down, not buffered',
    },
  ]),
  ...changes('ul/transport.ts', 'load', [
    {
      find: 'if (!current || current.lent > 0) current = buffers.take();',
      replace: 'current ??= buffers.take();',
      breaks: 'a buffer is read into while its bytes are still looked at',
      test: '10 associations at once: every object is stored, each byte for byte',
    },
  ]),
  ...changes('ul/piece-queue.ts', 'interruption', [
    {
      find: 'this.#error = error;\n    this.flush();',
      replace: 'this.#error = error;',
      breaks: 'who reads does not hear that the association is gone',
      test: 'ended by A-ABORT',
    },
  ]),
  ...changes('ul/listen.ts', 'associate', [
    {
      find: "log.warn('association refused', { listener: name, ...titles, address,",
      replace: "log.warn('association refused', { listener: name, address,",
      breaks: 'the log does not name who was refused',
      test: 'writes one log line with both titles, the address and the reason',
    },
    {
      find: "log.warn('association refused', { listener: name, ...titles, address,",
      replace: "log.warn('association refused', { listener: name, ...titles,",
      breaks: 'the log does not say whence the refused one called',
      test: 'writes one log line with both titles, the address and the reason',
    },
  ]),
  ...changes('ul/listen.ts', 'access', [
    {
      find: 'const wasOpen = open.delete(association);',
      replace: 'const wasOpen = open.has(association);',
      breaks: 'an association that has ended still counts',
      test: 'refuses one above maxAssociations at once with 2/3/2, and takes the next when one has gone',
    },
  ]),
  ...changes('ul/listen.ts', 'interruption', [
    {
      find: 'openAssociations: open.size + deciding }',
      replace: 'openAssociations: open.size + halfOpen.size }',
      breaks: 'silent connections count as associations',
      test: '60 silent connections do not keep a new association waiting',
    },
  ]),
];
