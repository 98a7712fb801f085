import { DICTIONARY_ROWS, REPEATING_ROWS } from './dictionary-rows.ts';

interface Entry {
  readonly vr: string;
  readonly keyword: string;
}

/** Attributes whose VR another attribute decides (PS3.5 §A.1): US or SS, OB or OW, US or OW. */
export type AmbiguousVr = 'xs' | 'ox' | 'lt';

interface Dictionary {
  readonly byTag: ReadonlyMap<number, Entry>;
  readonly byKeyword: ReadonlyMap<string, number>;
  /** Those of groups that repeat, by first digits, with what stands in the tag's other digits. */
  readonly repeating: readonly (Entry & { readonly bits: number; readonly mask: number })[];
}

let dictionary: Dictionary | undefined;

/** The PS3.6 keyword of a tag; undefined for private and unknown ones. */
export function keywordOf(tag: number): string | undefined {
  return entryOf(tag)?.keyword || undefined;
}

/** The tag of a PS3.6 keyword; of a group that repeats the first (6000H, 5000H). */
export function tagOf(keyword: string): number | undefined {
  dictionary ??= readDictionary();
  return dictionary.byKeyword.get(keyword);
}

/** The VR of a tag in PS3.6: US where it may be SS too, OW where it may be OB or US too, LO for private creators, UL for group lengths; undefined for others. */
export function vrOf(tag: number): string | undefined {
  const vr = dictionaryVrOf(tag);
  if (vr === 'xs') return 'US';
  return vr === 'ox' || vr === 'lt' ? 'OW' : vr;
}

/** As `vrOf`, but says where another attribute decides. */
export function dictionaryVrOf(tag: number): string | undefined {
  if ((tag & 0xffff) === 0) return 'UL'; // PS3.5 §7.2
  if ((tag & 0x10000) !== 0) return (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff ? 'LO' : undefined; // §7.8.1 private creator
  return entryOf(tag)?.vr;
}

function entryOf(tag: number): Entry | undefined {
  dictionary ??= readDictionary();
  return dictionary.byTag.get(tag) ?? repeatingEntryOf(dictionary, tag);
}

function repeatingEntryOf({ repeating }: Dictionary, tag: number): Entry | undefined {
  const group = tag >>> 16;
  const isOfRepeating = group === 0x20 || group === 0x28 || group === 0x1000 || group === 0x1010 || group >= 0x5000;
  if (!isOfRepeating || (group & 1) !== 0) return undefined;
  return repeating.find(({ bits, mask }) => ((tag & mask) ^ bits) === 0);
}

function readDictionary(): Dictionary {
  const byTag = new Map<number, Entry>();
  const byKeyword = new Map<string, number>();
  let group = 0;
  for (const line of DICTIONARY_ROWS.trim().split('\n')) {
    if (line.length === 4) group = Number.parseInt(line, 16);
    else {
      for (const row of line.trim().split(' ')) {
        const tag = group * 0x10000 + Number.parseInt(row.slice(0, 4), 16);
        const keyword = row.slice(6);
        byTag.set(tag, { vr: row.slice(4, 6), keyword });
        if (keyword !== '' && !byKeyword.has(keyword)) byKeyword.set(keyword, tag);
      }
    }
  }
  const repeating = REPEATING_ROWS.trim()
    .split('\n')
    .map((row) => {
      const digits = row.slice(0, 8);
      const keyword = row.slice(10);
      const first = Number.parseInt(digits.replaceAll('x', '0'), 16);
      if (!byKeyword.has(keyword)) byKeyword.set(keyword, first);
      const mask = Number.parseInt(digits.replace(/[^x]/g, 'f').replaceAll('x', '0'), 16);
      return { vr: row.slice(8, 10), keyword, bits: first | 0, mask };
    });
  return { byTag, byKeyword, repeating };
}
