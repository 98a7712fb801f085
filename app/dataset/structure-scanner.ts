import { tagText } from '../registry/registry.ts';
import { CATALOGUE_ROOT, type TagNode } from './catalogue-tree.ts';
import { type Container, FRAGMENTS, ITEM, newContainer, ROOT, SEQUENCE } from './containers.ts';
import { DatasetError } from './errors.ts';
import { checkFirstHeader, hexByte, uint32At, vrAt } from './header-bytes.ts';
import { KeptValues } from './kept-values.ts';
import { VR_FRAGMENTS, VR_FUTURE, VR_INVALID, VR_KIND, VR_LONG, VR_PLACEHOLDER, VR_SEQUENCE, VR_SHORT, VR_UN } from './vr.ts';

const UNDEFINED_LENGTH = 0xffffffff;
const PIXEL_DATA = 0x7fe00010;
const FIRST_PIXEL_DATA = 0x7fe00008; // Float Pixel Data; nothing catalogued but (FFFA,FFFA) comes later
const DELIMITER_GROUP = 0xfffe;
const ITEM_ELEMENT = 0xe000;
const ITEM_DELIMITATION_ELEMENT = 0xe00d;
const SEQUENCE_DELIMITATION_ELEMENT = 0xe0dd;
const MAX_FAULTS = 32;

/** How the elements of one level are written. */
export interface Encoding {
  readonly implicit: boolean;
  readonly bigEndian: boolean;
}

/**
 * Follows the structure of a data set (PS3.5 §7) through chunks cut anywhere. Keeps the catalogued values, skips the rest by counting:
 * memory is that of the values and of the open sequences, time that of the headers. Every length is held against what encloses it.
 *
 * Liberal where the structure can still be followed (tags out of order, odd lengths, unknown VRs, needless delimiters: each a fault),
 * strict where it cannot: DatasetError with tag and byte offset.
 */
export class StructureScanner {
  readonly kept = new KeptValues();
  readonly faults: string[] = [];
  headDone = false;

  readonly #maxValueBytes: number;
  readonly #maxDepth: number;
  #position = 0; // bytes followed so far: headers whole, values as far as they came
  #pending = 0; // bytes of the present value still to come
  #keeping = false; // … and whether they are kept
  readonly #carry: Buffer = Buffer.alloc(12); // a header cut by the end of a chunk
  #carried = 0;
  #valueTag = 0;

  // The innermost container now open, the data set itself where #depth is 0; #open has what encloses, outermost first.
  #depth = 0;
  #sequenceDepth = 0;
  #kind = ROOT;
  #implicit: boolean;
  #bigEndian: boolean;
  #end = Infinity; // where the innermost container ends by its length; Infinity where a delimiter ends it
  #limit = Infinity; // where the nearest container of defined length ends
  #lastTag = -1;
  #nodes: ReadonlyMap<number, TagNode> | undefined = CATALOGUE_ROOT;
  readonly #open: Container[] = [];

  constructor(encoding: Encoding, limits: { readonly maxValueBytes: number; readonly maxDepth: number }) {
    this.#implicit = encoding.implicit;
    this.#bigEndian = encoding.bigEndian;
    this.#maxValueBytes = limits.maxValueBytes;
    this.#maxDepth = limits.maxDepth;
  }

  /** Bytes taken so far. */
  get bytesScanned(): number {
    return this.#position + this.#carried;
  }

  /** Takes the next bytes; they are not kept. */
  write(chunk: Uint8Array): void {
    const length = chunk.length;
    let at = 0;
    while (true) {
      if (this.#pending > 0) {
        const here = Math.min(this.#pending, length - at);
        if (this.#keeping) this.kept.add(chunk, at, here);
        this.#pending -= here;
        this.#position += here;
        at += here;
        if (this.#pending > 0) return;
        if (this.#keeping) this.#closeValue();
      }
      while (this.#position === this.#end) this.#pop();
      if (at === length) return;
      if (this.#carried > 0) {
        const want = this.#carried < 8 ? 8 : 12;
        while (this.#carried < want && at < length) this.#carry[this.#carried++] = chunk[at++]!;
        if (this.#carried < want) return;
        const size = this.#readHeader(this.#carry, 0, want);
        if (size === 0) continue; // the long form: four more bytes
        this.#carried = 0;
        this.#position += size;
      } else {
        const size = this.#readHeader(chunk, at, length - at);
        if (size === 0) {
          while (at < length) this.#carry[this.#carried++] = chunk[at++]!;
          return;
        }
        at += size;
        this.#position += size;
      }
    }
  }

  /** @throws DatasetError DATASET_TRUNCATED where the bytes end inside something, DATASET_EMPTY where there were none */
  end(): void {
    if (this.bytesScanned === 0) throw new DatasetError('DATASET_EMPTY', 'the data set has no elements');
    if (this.#carried > 0) {
      throw new DatasetError('DATASET_TRUNCATED', `the data set ends inside an element's header, at byte ${this.bytesScanned}`);
    }
    if (this.#pending > 0) {
      throw new DatasetError(
        'DATASET_TRUNCATED',
        `the data set ends at byte ${this.#position} inside ${tagText(this.#valueTag)}: ${this.#pending} bytes of its value are missing`,
      );
    }
    const innermost = this.#open[this.#depth - 1];
    if (innermost) {
      const { what, tag, begin } = innermost;
      throw new DatasetError(
        'DATASET_TRUNCATED',
        `the data set ends at byte ${this.#position} inside the ${what} ${tagText(tag)} that began at byte ${begin}`,
      );
    }
  }

  /** Reads the header at `at`: its size, or 0 where it is not whole yet (nothing has changed then). */
  #readHeader(bytes: Uint8Array, at: number, available: number): number {
    if (available < 8) return 0;
    const big = this.#bigEndian;
    const group = big ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]! | (bytes[at + 1]! << 8);
    const element = big ? (bytes[at + 2]! << 8) | bytes[at + 3]! : bytes[at + 2]! | (bytes[at + 3]! << 8);
    if (group === DELIMITER_GROUP) {
      this.#delimiter(element, uint32At(bytes, at + 4, big));
      return 8;
    }
    const tag = group * 0x10000 + element;
    if (this.#kind === SEQUENCE || this.#kind === FRAGMENTS)
      throw this.#malformed(tag, `stands where an item of ${this.#innermost()} must begin`);

    let vrKind = VR_INVALID;
    let size = 8;
    let length: number;
    if (this.#implicit) {
      length = uint32At(bytes, at + 4, big);
      if (this.#position === 0) checkFirstHeader(bytes, at, this.#implicit, big);
    } else {
      vrKind = VR_KIND[(bytes[at + 4]! << 8) | bytes[at + 5]!]!;
      if (this.#position === 0) checkFirstHeader(bytes, at, this.#implicit, big);
      if (vrKind === VR_INVALID)
        throw this.#malformed(tag, `has no VR: bytes ${hexByte(bytes[at + 4]!)} ${hexByte(bytes[at + 5]!)} stand in its place`);
      // PS3.5 §7.1.2: VRs of the future have the long form. Where the reserved bytes are not zero the writer used the short one.
      if (vrKind === VR_SHORT || vrKind === VR_PLACEHOLDER || (vrKind === VR_FUTURE && (bytes[at + 6] !== 0 || bytes[at + 7] !== 0))) {
        length = big ? (bytes[at + 6]! << 8) | bytes[at + 7]! : bytes[at + 6]! | (bytes[at + 7]! << 8);
      } else {
        if (available < 12) return 0;
        length = uint32At(bytes, at + 8, big);
        size = 12;
      }
      if (vrKind === VR_FUTURE || vrKind === VR_PLACEHOLDER) this.#fault(tag, `has the unknown VR '${vrAt(bytes, at)}'`);
    }
    if (tag <= this.#lastTag && this.faults.length <= MAX_FAULTS) {
      this.#fault(tag, tag === this.#lastTag ? 'occurs twice' : `comes after ${tagText(this.#lastTag)}`);
    }
    this.#lastTag = tag;
    if (this.#depth === 0) this.#checkRoot(group, tag);

    const node = this.#nodes?.get(tag);
    if (length === UNDEFINED_LENGTH) this.#openUndefined(tag, vrKind, node, size);
    else {
      const begin = this.#position + size;
      if (begin + length > this.#limit)
        throw this.#malformed(tag, `of ${length} bytes reaches beyond ${this.#enclosing()}, which ends at byte ${this.#limit}`);
      if (vrKind === VR_SEQUENCE || (this.#implicit && node?.vr === 'SQ')) {
        if (node) this.#markPresent(node);
        if (length > 0) this.#push(SEQUENCE, 'sequence', tag, begin + length, this.#implicit, big, node?.children);
      } else {
        if ((length & 1) === 1) this.#fault(tag, `has the odd length ${length}`);
        this.#pending = length;
        this.#valueTag = tag;
        if (node !== undefined && node.slot >= 0) this.#openValue(node, vrKind, bytes, at, length);
      }
    }
    return size;
  }

  #openUndefined(tag: number, vrKind: number, node: TagNode | undefined, size: number): void {
    if (this.#position + size > this.#limit)
      throw this.#malformed(tag, `reaches beyond ${this.#enclosing()}, which ends at byte ${this.#limit}`);
    const big = this.#bigEndian;
    if (vrKind === VR_FRAGMENTS || (this.#implicit && tag === PIXEL_DATA)) {
      this.#push(FRAGMENTS, 'fragments of', tag, Infinity, this.#implicit, big, undefined);
    } else if (vrKind === VR_SEQUENCE || this.#implicit) {
      if (node) this.#markPresent(node);
      this.#push(SEQUENCE, 'sequence', tag, Infinity, this.#implicit, big, node?.children);
    } else if (vrKind === VR_UN || vrKind === VR_FUTURE) {
      // PS3.5 §6.2.2 note 4: whatever the transfer syntax, such a value is a sequence in Implicit VR Little Endian
      if (node) this.#markPresent(node);
      this.#push(SEQUENCE, 'sequence', tag, Infinity, true, false, node?.children);
    } else throw this.#malformed(tag, 'has undefined length, which its VR does not allow');
  }

  /** Items and delimiters (PS3.5 §7.5): tag and 32-bit length in every transfer syntax. */
  #delimiter(element: number, length: number): void {
    const tag = DELIMITER_GROUP * 0x10000 + element;
    const begin = this.#position + 8;
    if (begin > this.#limit) throw this.#malformed(tag, `reaches beyond ${this.#enclosing()}, which ends at byte ${this.#limit}`);
    if (element === ITEM_ELEMENT) {
      if (this.#kind === SEQUENCE) this.#openItem(tag, begin, length);
      else if (this.#kind === FRAGMENTS && length !== UNDEFINED_LENGTH) {
        if (begin + length > this.#limit)
          throw this.#malformed(tag, `of ${length} bytes reaches beyond ${this.#enclosing()}, which ends at byte ${this.#limit}`);
        this.#pending = length;
        this.#valueTag = tag;
      } else if (this.#kind === FRAGMENTS) throw this.#malformed(tag, 'is a fragment of undefined length');
      else throw this.#malformed(tag, 'is an item outside of a sequence');
      return;
    }
    if (element !== ITEM_DELIMITATION_ELEMENT && element !== SEQUENCE_DELIMITATION_ELEMENT)
      throw this.#malformed(tag, 'is no item and no delimiter');
    if (length !== 0) throw this.#malformed(tag, `is a delimiter with the length ${length}`);
    const wanted = element === ITEM_DELIMITATION_ELEMENT ? this.#kind === ITEM : this.#kind === SEQUENCE || this.#kind === FRAGMENTS;
    if (this.#end === Infinity && wanted) this.#pop();
    else if (
      element === SEQUENCE_DELIMITATION_ELEMENT &&
      this.#kind === ITEM &&
      this.#end === Infinity &&
      this.#open[this.#depth - 2]!.end === Infinity
    ) {
      this.#fault(tag, 'ends an item that has no delimiter of its own');
      this.#pop();
      this.#pop();
    } else this.#fault(tag, 'is a delimiter where nothing is to be ended');
  }

  #openItem(tag: number, begin: number, length: number): void {
    if (length !== UNDEFINED_LENGTH && begin + length > this.#limit) {
      throw this.#malformed(tag, `of ${length} bytes reaches beyond ${this.#enclosing()}, which ends at byte ${this.#limit}`);
    }
    const sequence = this.#open[this.#depth - 1]!;
    const children = sequence.items++ === 0 ? this.#nodes : undefined; // of catalogued sequences the first item alone is read
    this.#push(
      ITEM,
      'item of',
      sequence.tag,
      length === UNDEFINED_LENGTH ? Infinity : begin + length,
      this.#implicit,
      this.#bigEndian,
      children,
    );
  }

  #push(
    kind: number,
    what: string,
    tag: number,
    end: number,
    implicit: boolean,
    bigEndian: boolean,
    nodes: ReadonlyMap<number, TagNode> | undefined,
  ): void {
    if (kind === SEQUENCE && ++this.#sequenceDepth > this.#maxDepth) {
      throw new DatasetError(
        'DATASET_TOO_DEEP',
        `${tagText(tag)} at byte ${this.#position}: sequences ${this.#sequenceDepth} deep, ${this.#maxDepth} are followed`,
      );
    }
    let container = this.#open[this.#depth]; // reused: a data set may hold millions of items
    if (!container) {
      container = newContainer();
      this.#open.push(container);
    }
    container.kind = kind;
    container.what = what;
    container.tag = tag;
    container.begin = this.#position;
    container.end = end;
    container.items = 0;
    container.outerKind = this.#kind;
    container.outerEnd = this.#end;
    container.outerLimit = this.#limit;
    container.outerLastTag = this.#lastTag;
    container.outerImplicit = this.#implicit;
    container.outerBigEndian = this.#bigEndian;
    container.outerNodes = this.#nodes;
    this.#depth++;
    this.#kind = kind;
    this.#end = end;
    if (end < this.#limit) this.#limit = end;
    this.#lastTag = -1;
    this.#implicit = implicit;
    this.#bigEndian = bigEndian;
    this.#nodes = nodes;
  }

  #pop(): void {
    const container = this.#open[--this.#depth]!;
    if (container.kind === SEQUENCE) this.#sequenceDepth--;
    this.#kind = container.outerKind;
    this.#end = container.outerEnd;
    this.#limit = container.outerLimit;
    this.#lastTag = container.outerLastTag;
    this.#implicit = container.outerImplicit;
    this.#bigEndian = container.outerBigEndian;
    this.#nodes = container.outerNodes;
  }

  #openValue(node: TagNode, vrKind: number, bytes: Uint8Array, at: number, length: number): void {
    if (!this.kept.wants(node.slot, node.rank, length)) return;
    if (length > this.#maxValueBytes) {
      this.#fault(node.tag, `has ${length} bytes, too many for the index: left out`);
      return;
    }
    const known = vrKind === VR_SHORT || vrKind === VR_LONG || vrKind === VR_FRAGMENTS;
    this.kept.open(node.slot, node.rank, known ? vrAt(bytes, at) : node.vr, length);
    if (length > 0) this.#keeping = true;
    else this.kept.close(false);
    this.#swapping = this.#bigEndian && vrKind !== VR_UN; // PS3.5 §6.2.2: a UN value is little endian always
  }
  #swapping = false;

  #closeValue(): void {
    this.#keeping = false;
    this.kept.close(this.#swapping);
  }

  /** A catalogued sequence: that it is there. */
  #markPresent(node: TagNode): void {
    if (node.slot < 0 || !this.kept.wants(node.slot, node.rank, 0)) return;
    this.kept.open(node.slot, node.rank, 'SQ', 0);
    this.kept.close(false);
  }

  #checkRoot(group: number, tag: number): void {
    if (group === 0x0002) {
      throw new DatasetError(
        'DATASET_HAS_FILE_META',
        `${tagText(tag)} at byte ${this.#position}: File Meta Information has no place in a data set`,
      );
    }
    if (group === 0x0000) throw this.#malformed(tag, 'is of the command group, which has no place in a data set');
    if (tag >= FIRST_PIXEL_DATA) this.headDone = true;
  }

  #innermost(): string {
    const container = this.#open[this.#depth - 1]!;
    return `${tagText(container.tag)}, begun at byte ${container.begin},`;
  }

  #enclosing(): string {
    for (let depth = this.#depth - 1; depth >= 0; depth--) {
      const { what, tag, end } = this.#open[depth]!;
      if (end === this.#limit) return `the ${what} ${tagText(tag)} around it`;
    }
    return 'the data set';
  }

  #fault(tag: number, words: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(`${tagText(tag)} at byte ${this.#position} ${words}`);
    else if (this.faults.length === MAX_FAULTS) this.faults.push('and more');
  }

  #malformed(tag: number, words: string): DatasetError {
    return new DatasetError('DATASET_MALFORMED', `${tagText(tag)} at byte ${this.#position} ${words}`);
  }
}
