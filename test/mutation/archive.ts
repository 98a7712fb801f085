import { changesTo, type Mutation } from './mutation.ts';

const STORAGE = 'test/conformance/storage.test.ts';
const DISK = 'test/conformance/disk.test.ts';

/** What is kept, and what happens where it cannot be (PS3.4 §B.2, X-11, X-13). */
export const ARCHIVE_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/archive/ingest.ts', [
    {
      find: 'if (!part.stays) await writer.discard()',
      replace: 'if (part.stays) await writer.discard()',
      breaks: 'an object that is cut off leaves no part (checklist 17)',
      test: 'ended by a TCP reset',
      file: 'test/conformance/interruption.test.ts',
    },
    {
      find: 'if (uids.sopInstanceUid !== about.sopInstanceUid)',
      replace: 'if (uids.sopInstanceUid === "")',
      breaks: 'the data set is of the instance that the command names (PS3.4 Table B.2-1, checklist 26)',
      test: 'A9xx: the data set is of another instance or class than the command says',
      file: STORAGE,
    },
    {
      find: '} is missing or empty`',
      replace: '}`.slice(0, 3)',
      breaks: 'the sender reads which UID is missing (X-13)',
      test: 'refuses a data set without StudyInstanceUID, and says so (X-13)',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/archive/part-writer.ts', [
    {
      find: 'chunk : chunk.subarray(at, at + room), this.#filled);',
      replace: 'chunk : chunk.subarray(at, at + room), this.#filled - (this.#filled % 2));',
      breaks: 'fragments of odd length stand where they belong (PS3.8 Annex E, checklist 12)',
      test: 'stores what comes with odd-length fragments',
      file: 'test/conformance/pdus.test.ts',
    },
    {
      find: 'this.bytes = bytes.byteLength;',
      replace: 'this.bytes = bytes.byteLength - 1;',
      breaks: 'the file ends where the data set does (PS3.4 §B.4.1, checklist 24)',
      test: '0000H: the data set on the disk is what was sent, byte for byte',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/registry/demanded-attributes.ts', [
    {
      find: "  'Rows',\n",
      replace: '',
      breaks: 'catalogueValidation iod demands what the IOD makes Type 1 (X-13)',
      test: 'a CT without Rows: A900H',
      file: 'test/conformance/catalogue-validation.test.ts',
    },
    {
      find: "return validation === 'strict' ? ['Modality', ...ofClass] : ofClass;",
      replace: "return ['Modality', ...ofClass];",
      breaks: 'catalogueValidation iod demands no more than that (X-13)',
      test: 'an SR without Modality: 0000H',
      file: 'test/conformance/catalogue-validation.test.ts',
    },
  ]),
  ...changesTo('app/archive/keep.ts', [
    {
      find: "const policy = isThere ? parts.rules().duplicatePolicy : 'overwrite';",
      replace: "const policy = 'keep-first';",
      breaks: 'duplicatePolicy overwrite (X-11, checklist 25)',
      test: 'overwrite: the second is there; identical bytes are a success',
      file: STORAGE,
    },
    {
      find: 'const policy = isThere ? parts.rules().duplicatePolicy',
      replace: "const policy = isThere ? 'overwrite'",
      breaks: 'duplicatePolicy keep-first (X-11, checklist 25)',
      test: 'keep-first: the first is there; identical bytes are a success',
      file: STORAGE,
    },
    {
      find: 'if (isIdentical && isThere) {',
      replace: 'if (isIdentical && !isThere) {',
      breaks: 'identical bytes are a success, whatever the policy (X-11, checklist 25)',
      test: 'reject: the first is there; identical bytes are a success',
      file: STORAGE,
    },
    {
      find: 'const quarantined = { ...row, file: quarantineOf(row) };',
      replace: 'const quarantined = { ...row, file: row.file };',
      breaks: 'duplicatePolicy keep-both (X-11, checklist 25)',
      test: 'keep-both: the first is there; identical bytes are a success',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/archive/quota.ts', [
    {
      find: 'accepting: freeBytes > reserveBytes,',
      replace: 'accepting: freeBytes > 0,',
      breaks: 'the page says that the disk is full (X-14, checklist 27)',
      test: 'A700 in words, reads go on, the page says so, nothing half-stored',
      file: DISK,
    },
  ]),
  ...changesTo('app/archive/errors.ts', [
    {
      find: "ENOSPC: 'ARCHIVE_FULL',",
      replace: '',
      breaks: 'a disk that fills in the middle of an object is A700 (PS3.4 Table B.2-1, checklist 27)',
      test: 'without any reserve, a disk that fills in the middle of an object: A700, and no part remains',
      file: DISK,
    },
  ]),
  ...changesTo('app/archive/folder-access.ts', [
    {
      find: "case 'EROFS':",
      replace: "case 'EROFS-':",
      breaks: 'a data folder on a read-only disk is named so',
      test: 'a folder on a read-only disk',
      file: DISK,
    },
    {
      find: 'if (DENIED.has(errno)) return',
      replace: "if (errno === 'EXDEV') return",
      breaks: 'a data folder of somebody else: the words say what to do',
      test: 'a data folder of somebody else',
      file: DISK,
    },
  ]),
  ...changesTo('app/archive/folder.ts', [
    {
      find: 'if (!lock)\n    throw',
      replace: 'if (lock === null)\n    throw',
      breaks: 'one program on a data folder',
      test: 'a second program on the same folder',
      file: DISK,
    },
  ]),
];
