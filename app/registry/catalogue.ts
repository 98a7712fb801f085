import { ATTRIBUTE_ROWS, FUNCTIONAL_GROUP_ROWS, type Level, SEQUENCES, type SequenceKeyword } from './catalogue-rows.ts';

export type { Level } from './catalogue-rows.ts';

/** One place where an attribute of the index can stand. */
export interface CatalogueAttribute {
  /** PS3.6 keyword; `RequestAttributesSequence.RequestedProcedureID` where the sequence gives the meaning (PS3.18 §8.3.4.1). */
  readonly keyword: string;
  readonly tag: number;
  readonly vr: string;
  /** The level whose row keeps the value. */
  readonly level: Level;
  /** Sequences to descend, first item only; absent for the top level of the data set. */
  readonly path?: readonly number[];
}

/**
 * Every place of every attribute that the index keeps. A keyword comes several times where functional groups have it too:
 * the first place that has a value wins: top level, then shared functional group, then that of the first frame.
 */
export const CATALOGUE: readonly CatalogueAttribute[] = [...topLevelAndNested(), ...inFunctionalGroups()];

const firstPlaces = new Map<string, CatalogueAttribute>();
for (const attribute of CATALOGUE) if (!firstPlaces.has(attribute.keyword)) firstPlaces.set(attribute.keyword, attribute);

/** The index's attributes by keyword: one each, with its first place. */
export const CATALOGUE_BY_KEYWORD: ReadonlyMap<string, CatalogueAttribute> = firstPlaces;

/** Tags with VR and keyword that a reader of implicit VR needs: everything catalogued and the sequences on the way there. */
const KNOWN_TAGS: ReadonlyMap<number, { readonly vr: string; readonly keyword: string }> = knownTags();

/** The VR of a tag in implicit VR little endian; undefined where nothing here depends on it. */
export function vrOf(tag: number): string | undefined {
  return KNOWN_TAGS.get(tag)?.vr;
}

/** The PS3.6 keyword of a tag that the catalogue or its sequences have; undefined for others. */
export function keywordOf(tag: number): string | undefined {
  return KNOWN_TAGS.get(tag)?.keyword;
}

/** `(0010,0020)`, as PS3 writes tags. */
export function tagText(tag: number): string {
  const hex = (tag >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

function topLevelAndNested(): CatalogueAttribute[] {
  return (Object.keys(ATTRIBUTE_ROWS) as Level[]).flatMap((level) =>
    ATTRIBUTE_ROWS[level].map(([tag, vr, keyword]) => {
      const sequences = keyword.split('.').slice(0, -1);
      if (sequences.length === 0) return { keyword, tag, vr, level };
      return { keyword, tag, vr, level, path: sequences.map((sequence) => SEQUENCES[sequence as SequenceKeyword]) };
    }),
  );
}

function inFunctionalGroups(): CatalogueAttribute[] {
  const groups = [SEQUENCES.SharedFunctionalGroupsSequence, SEQUENCES.PerFrameFunctionalGroupsSequence];
  return groups.flatMap((group) =>
    FUNCTIONAL_GROUP_ROWS.map(
      ([tag, vr, functionalGroup, keyword]): CatalogueAttribute => ({
        keyword,
        tag,
        vr,
        level: 'instance',
        path: [group, SEQUENCES[functionalGroup]],
      }),
    ),
  );
}

function knownTags(): Map<number, { vr: string; keyword: string }> {
  const known = new Map<number, { vr: string; keyword: string }>();
  for (const [keyword, tag] of Object.entries(SEQUENCES)) known.set(tag, { vr: 'SQ', keyword });
  for (const rows of Object.values(ATTRIBUTE_ROWS)) {
    for (const [tag, vr, keyword] of rows) known.set(tag, { vr, keyword: keyword.slice(keyword.lastIndexOf('.') + 1) });
  }
  for (const [tag, vr, , keyword, ownKeyword = keyword] of FUNCTIONAL_GROUP_ROWS) known.set(tag, { vr, keyword: ownKeyword });
  return known;
}
