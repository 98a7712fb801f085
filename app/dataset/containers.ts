import type { TagNode } from './catalogue-tree.ts';

export const ROOT = 0;
export const SEQUENCE = 1;
export const ITEM = 2;
export const FRAGMENTS = 3; // encapsulated Pixel Data (PS3.5 §A.4)

/** A sequence, item or run of fragments that the scanner is in, and the state to go back to when it ends. Mutable, to be used again. */
export interface Container {
  kind: number;
  /** In words, for errors: "item of", to be followed by the tag. */
  what: string;
  tag: number;
  /** Byte offset of its header. */
  begin: number;
  /** Byte offset where its length ends it; Infinity where a delimiter does. */
  end: number;
  /** Items begun so far, of a sequence. */
  items: number;
  outerKind: number;
  outerEnd: number;
  outerLimit: number;
  outerLastTag: number;
  outerImplicit: boolean;
  outerBigEndian: boolean;
  outerNodes: ReadonlyMap<number, TagNode> | undefined;
}

export function newContainer(): Container {
  return {
    kind: ROOT,
    what: '',
    tag: 0,
    begin: 0,
    end: 0,
    items: 0,
    outerKind: ROOT,
    outerEnd: 0,
    outerLimit: 0,
    outerLastTag: -1,
    outerImplicit: false,
    outerBigEndian: false,
    outerNodes: undefined,
  };
}
