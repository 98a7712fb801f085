import { changes, type Mutation } from './mutation.ts';

const NAMES = 'shows the names of every character set, each group in its own';

/** Tables of the standard, data sets, the data folder and what the page shows. */
export const DATA_MUTATIONS: readonly Mutation[] = [
  ...changes('registry/storage-sop-classes.ts', 'every-class', [
    {
      find: "'1.2.840.10008.5.1.4.1.1.66.7'",
      replace: "'1.2.840.10008.5.1.4.1.1.66.77'",
      breaks: 'Label Map Segmentation is not known',
      test: 'every storage SOP class is accepted, and an object of each is stored',
    },
  ]),
  ...changes('registry/transfer-syntaxes.ts', 'every-class', [
    {
      find: "'1.2.840.10008.1.2.4.201'",
      replace: "'1.2.840.10008.1.2.4.209'",
      breaks: 'HTJ2K is not known',
      test: 'every transfer syntax is accepted, and an object in each is stored byte for byte',
    },
    {
      find: "'explicit-be': [['1.2.840.10008.1.2.2'",
      replace: "'explicit-be': [['1.2.840.10008.1.2.22'",
      breaks: 'big endian is not known',
      test: 'every transfer syntax is accepted, and an object in each is stored byte for byte',
    },
  ]),
  ...changes('dataset/structure-scanner.ts', 'data-sets', [
    {
      find: '++this.#sequenceDepth > this.#maxDepth',
      replace: '++this.#sequenceDepth > 1e9',
      breaks: 'sequences may be nested without end',
      test: 'a sequence nested without end is refused in bounded memory',
    },
    {
      find: 'if (this.#carried > 0) {\n      throw',
      replace: 'if (this.#carried > 1e9) {\n      throw',
      breaks: 'a data set may end inside a header',
      test: 'Cxxx in words for one that ends inside an element header',
    },
    {
      find: 'if (innermost) {',
      replace: 'if (innermost && this.#depth < 0) {',
      breaks: 'a data set may end inside a sequence',
      test: 'Cxxx in words for one that ends inside a sequence',
    },
    {
      find: 'if ((length & 1) === 1) this.#fault(tag, `has the odd length ${length}`);',
      replace: "if ((length & 1) === 1) throw this.#malformed(tag, 'is odd');",
      breaks: 'an odd length is no longer forgiven',
      test: 'keeps what can be followed to its end, though it has an odd value length',
    },
  ]),
  ...changes('archive/quota.ts', 'disk', [
    {
      find: 'accepting: freeBytes > this.#reserveBytes',
      replace: 'accepting: true',
      breaks: 'the reserve is not kept',
      test: 'A700 in words, reads go on, the page says so, nothing half-stored, and it takes images again when space returns',
    },
    {
      find: '    this.#doubted = true;\n',
      replace: '',
      breaks: 'a disk that the kernel made read-only is said to be well',
      test: 'refuses each image in words, keeps nothing half-stored, says so on the page, and stays up',
    },
  ]),
  ...changes('archive/folder.ts', 'disk', [
    {
      find: "if (!lock) throw new ArchiveError('ARCHIVE_LOCKED'",
      replace: "if (!lock && !folder) throw new ArchiveError('ARCHIVE_LOCKED'",
      breaks: 'two programs may write one folder',
      test: 'a second program on the same folder',
    },
  ]),
  ...changes('web/peer-text.ts', 'characters', [
    { find: "personName.split('=', 3)", replace: "personName.split('=', 2)", breaks: 'the phonetic group is not shown', test: NAMES },
  ]),
];
