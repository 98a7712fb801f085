import { CATALOGUE } from '../registry/registry.ts';

/** What the scanner does with a tag, looked up where it stands: at the root, or in the first items along a catalogued path. */
export interface TagNode {
  readonly tag: number;
  readonly vr: string;
  /** Where the value is kept, an index into `KEYWORDS`; -1 where the tag is only passed on the way down. */
  slot: number;
  /** Of two places that give one keyword, the lower rank wins: the root first, then the order of the catalogue. */
  rank: number;
  children: Map<number, TagNode> | undefined;
}

/** Keyword of each slot. */
export const KEYWORDS: readonly string[] = [...new Set(CATALOGUE.map((attribute) => attribute.keyword))];
export const SLOT_OF: ReadonlyMap<string, number> = new Map(KEYWORDS.map((keyword, slot) => [keyword, slot]));

/** The tree of the registry's CATALOGUE. */
export const CATALOGUE_ROOT: ReadonlyMap<number, TagNode> = build();

function build(): Map<number, TagNode> {
  const root = new Map<number, TagNode>();
  for (const [index, { keyword, tag, vr, path }] of CATALOGUE.entries()) {
    let level = root;
    for (const sequence of path ?? []) {
      const node = nodeAt(level, sequence, 'SQ');
      node.children ??= new Map();
      level = node.children;
    }
    const leaf = nodeAt(level, tag, vr);
    leaf.slot = SLOT_OF.get(keyword) ?? -1;
    leaf.rank = path?.length ? index + 1 : 0;
  }
  return root;
}

function nodeAt(level: Map<number, TagNode>, tag: number, vr: string): TagNode {
  const there = level.get(tag);
  if (there) return there;
  const node: TagNode = { tag, vr, slot: -1, rank: 0, children: undefined };
  level.set(tag, node);
  return node;
}
