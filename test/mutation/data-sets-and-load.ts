import { changesTo, type Mutation } from './mutation.ts';

const dataSets = 'test/conformance/data-sets.test.ts';
const load = 'test/conformance/load.test.ts';
const collision = 'test/conformance/release-collision.test.ts';
const disk = 'test/conformance/disk.test.ts';
const FAILING_DISK = 'refuses each image in words, keeps nothing half-stored, says so on the page, and stays up';

/** Odd data sets, many bytes at once, release collisions, a failing disk, names on the page. */
export const DATA_SET_AND_LOAD_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/dataset/structure-scanner.ts', [
    {
      find: '++this.#sequenceDepth > this.#maxDepth',
      replace: '++this.#sequenceDepth > 1e9',
      breaks: 'sequences are followed to a limit (checklist 26)',
      test: 'a sequence nested without end is refused in bounded memory',
      file: dataSets,
    },
    {
      find: 'if (this.#carried > 0) {\n      throw',
      replace: 'if (this.#carried > 1e9) {\n      throw',
      breaks: 'a data set does not end inside a header (checklist 26)',
      test: 'Cxxx in words for one that ends inside an element header',
      file: dataSets,
    },
    {
      find: 'if (innermost) {',
      replace: 'if (innermost && this.#depth < 0) {',
      breaks: 'a data set does not end inside a sequence (checklist 26)',
      test: 'Cxxx in words for one that ends inside a sequence',
      file: dataSets,
    },
    {
      find: 'if ((length & 1) === 1) this.#fault(tag,',
      replace: 'if ((length & 1) === 1) throw this.#malformed(tag,',
      breaks: 'an odd length is forgiven (checklist 26)',
      test: 'keeps what can be followed to its end, though it has an odd value length',
      file: dataSets,
    },
    {
      find: '(element !== ITEM_DELIMITATION_ELEMENT && element !== SEQUENCE_DELIMITATION_ELEMENT)',
      replace: '(element !== ITEM_DELIMITATION_ELEMENT)',
      breaks: 'fragments and sequences end with their delimiter (PS3.5 §7.5, A.4, checklist 27)',
      test: 'every transfer syntax is accepted, and an object in each is stored byte for byte',
      file: 'test/conformance/every-class.test.ts',
    },
  ]),
  ...changesTo('app/dimse/operation.ts', [
    {
      find: 'if (!isDrained) await message.drain();',
      replace: '',
      breaks: 'the rest of a refused data set is read before the next message (checklist 26)',
      test: 'a sequence nested without end is refused in bounded memory',
      file: dataSets,
    },
  ]),
  ...changesTo('app/dimse/assemble.ts', [
    {
      find: 'const isLast = piece.isLastFragment && piece.endsPdv;',
      replace: 'const isLast = piece.isLastFragment;',
      breaks: 'a data set ends with its last PDV, not with a piece of it (checklist 13)',
      test: 'stores what comes 7 bytes at a time',
      file: 'test/conformance/pdus.test.ts',
    },
  ]),
  ...changesTo('app/ul/association.ts', [
    {
      find: 'onFull: () => this.#transport.pause(),',
      replace: 'onFull: () => undefined,',
      breaks: 'backpressure reaches the socket (checklist 40)',
      test: 'a peer that sends faster than the disk takes is slowed down, not buffered',
      file: load,
    },
  ]),
  ...changesTo('app/ul/transport.ts', [
    {
      find: 'if (!current || current.lent > 0) current = buffers.take();',
      replace: 'current ??= buffers.take();',
      breaks: 'no buffer is read into while its bytes are looked at (checklist 40)',
      test: '10 associations at once: every object is stored, each byte for byte',
      file: load,
    },
  ]),
  ...changesTo('app/ul/state-machine.ts', [
    {
      find: "facts.requestor ? 'Sta9' : 'Sta10'",
      replace: "facts.requestor ? 'Sta10' : 'Sta9'",
      breaks: 'in a release collision the acceptor answers last (PS3.8 Table 9-10, checklist 18)',
      test: 'the acceptor waits for A-RELEASE-RP, then answers, and the connection ends (Sta10, Sta12)',
      file: collision,
    },
    {
      find: "'DT2', 'AR6',",
      replace: "'DT2', 'AA8',",
      breaks: 'a message that crosses our A-RELEASE-RQ is no fault (AR-6, checklist 18)',
      test: 'a message that was on its way when we asked is no fault (AR-6)',
      file: collision,
    },
    {
      find: "'AA6'], // P-DATA-TF PDU",
      replace: "'AA7'], // P-DATA-TF PDU",
      breaks: 'what comes after the release is ignored (AA-6)',
      test: 'nothing is sent or served after A-RELEASE-RP',
      file: 'test/conformance/interruption.test.ts',
    },
  ]),
  ...changesTo('app/archive/quota.ts', [
    {
      find: '    this.#doubted = true;\n',
      replace: '',
      breaks: 'a disk that the kernel made read-only is not called well',
      test: FAILING_DISK,
      file: disk,
    },
  ]),
  ...changesTo('app/services/storage-status.ts', [
    {
      find: 'ARCHIVE_READ_ONLY: STATUS.REFUSED_OUT_OF_RESOURCES',
      replace: 'ARCHIVE_READ_ONLY: STATUS.CANNOT_UNDERSTAND',
      breaks: 'a read-only disk is not the fault of the object (PS3.4 Table B.2-1)',
      test: FAILING_DISK,
      file: disk,
    },
  ]),
  ...changesTo('app/web/peer-text.ts', [
    {
      find: "personName.split('=', 3)",
      replace: "personName.split('=', 2)",
      breaks: 'each group of a name is shown (PS3.5 §6.2.1, X-14)',
      test: 'shows the names of every character set, each group in its own',
      file: 'test/conformance/characters.test.ts',
    },
  ]),
];
