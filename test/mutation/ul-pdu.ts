import { changesTo, type Mutation } from './mutation.ts';

const file = 'test/conformance/pdus.test.ts';

/** PDUs from bytes (PS3.8 §9.3), and what a bad one is answered (§9.2, Table 9-26). */
export const UL_PDU_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/ul/errors.ts', [
    {
      find: 'UL_UNKNOWN_PDU: { source: 2, reason: 1 }',
      replace: 'UL_UNKNOWN_PDU: { source: 2, reason: 2 }',
      breaks: 'unrecognized-PDU is 2/1 (PS3.8 Table 9-26, checklist 14)',
      test: 'unknown PDU type on an association → A-ABORT 2/1',
      file,
    },
    {
      find: 'UL_UNEXPECTED_PDU: { source: 2, reason: 2 }',
      replace: 'UL_UNEXPECTED_PDU: { source: 0, reason: 0 }',
      breaks: 'unexpected-PDU is 2/2 (PS3.8 Table 9-26, checklist 14)',
      test: 'a second A-ASSOCIATE-RQ → A-ABORT 2/2',
      file,
    },
  ]),
  ...changesTo('app/ul/pdu-decode.ts', [
    {
      find: 'if (!(error instanceof BytesError)) throw error;',
      replace: 'if (!(error instanceof BytesError)) throw error; else if (type !== 0) return undefined as never;',
      breaks: 'a PDU whose items contradict its length is refused (PS3.8 §9.3.1, checklist 14)',
      test: 'an item longer than its PDU does not block the acceptor',
      file,
    },
    {
      find: "return field.replace(/^ +/, '')",
      replace: "return field.replace(/^ +/, '_')",
      breaks: 'leading spaces of an AE title are non-significant (PS3.8 §9.3.2, checklist 2)',
      test: 'takes leading and trailing spaces as non-significant (PS3.8 §9.3.2)',
      file: 'test/conformance/associate.test.ts',
    },
  ]),
  ...changesTo('app/ul/pdu-stream.ts', [
    {
      find: 'if (pduLeft > most) throw',
      replace: 'if (pduLeft > most * 2 ** 32) throw',
      breaks: 'a PDU-length is held against a limit before anything is kept (PS3.8 §9.3.1, checklist 14)',
      test: 'a length of 4 GB is refused before a byte of it is buffered',
      file,
    },
    {
      find: 'if (itemLength < 2 || itemLength + 4 > pduLeft) {',
      replace: 'if (itemLength < 2) {',
      breaks: 'a PDV ends within its PDU (PS3.8 §9.3.5.1, checklist 14)',
      test: 'a PDV whose length runs over its PDU, or is below 2 → A-ABORT',
      file,
    },
    {
      find: 'itemLength < 2 || itemLength + 4',
      replace: 'itemLength < 4 || itemLength + 4',
      breaks: 'a fragment may have one byte (PS3.8 Annex E, checklist 12)',
      test: 'stores what comes with one byte a fragment',
      file,
    },
    {
      find: 'body.set(taken, bodyFill);',
      replace: 'body.set(taken, 0);',
      breaks: 'a PDU that comes in pieces is put together (PS3.8 §9.1, checklist 13)',
      test: 'serves a peer that writes 3 bytes at a time',
      file,
    },
    {
      find: 'if (pdvLeft === 0) emit(EMPTY);',
      replace: '',
      breaks: 'a fragment may be empty (PS3.8 Annex E, checklist 11)',
      test: 'stores what comes with an empty last data fragment',
      file,
    },
    {
      find: "reading = pduLeft === 0 ? 'pdu-header' : 'pdv-header';",
      replace: "reading = 'pdu-header';",
      breaks: 'a P-DATA-TF holds one or more PDVs (PS3.8 §9.3.5, checklist 11)',
      test: 'stores what comes with several PDVs in one P-DATA-TF',
      file,
    },
    {
      find: "return 'the peer speaks HTTP, this is a DICOM port';",
      replace: "return 'the first bytes are no DICOM PDU';",
      breaks: 'the log says what speaks on the DICOM port (checklist 14)',
      test: 'HTTP and TLS on the DICOM port, random bytes: closed at once, a line in the log',
      file,
    },
  ]),
  ...changesTo('app/ul/state-machine.ts', [
    {
      find: "Evt10: [_,     'AA1'",
      replace: "Evt10: [_,     'AA2'",
      breaks: 'P-DATA-TF in Sta2 is aborted (PS3.8 Table 9-10, AA-1)',
      test: 'P-DATA-TF before any association: AA-1, the service-user aborts',
      file,
    },
    {
      find: "Evt3:  [_,     'AA1', 'AA8', _,     'AE3', 'AA8'",
      replace: "Evt3:  [_,     'AA1', 'AA8', _,     'AE3', 'AA6'",
      breaks: 'A-ASSOCIATE-AC in Sta6 is aborted (PS3.8 Table 9-10, AA-8)',
      test: 'an A-ASSOCIATE-AC, -RJ or A-RELEASE-RP out of place → A-ABORT 2/2',
      file,
    },
  ]),
];
