import { type KeywordTree, tagOf, vrOf } from '../dataset/dataset.ts';

type Json = Readonly<Record<string, unknown>>;

const NUMBERS: ReadonlySet<string> = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const ONE_VALUE: ReadonlySet<string> = new Set(['LT', 'ST', 'UR', 'UT']);
const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;

/** A data set as DICOM JSON (PS3.18 Annex F.2): by tag, ascending; an attribute without a value has its VR alone. */
export function dicomJsonOf(tree: KeywordTree): Json {
  const rows = Object.entries(tree).flatMap(([keyword, value]) => {
    const tag = tagOf(keyword);
    const vr = tag === undefined ? undefined : vrOf(tag);
    return tag === undefined || vr === undefined ? [] : [{ tag, vr, value }];
  });
  return Object.fromEntries(
    rows
      .toSorted((a, b) => a.tag - b.tag)
      .map(({ tag, vr, value }) => [tag.toString(16).toUpperCase().padStart(8, '0'), { vr, ...valuesOf(vr, value) }]),
  );
}

function valuesOf(vr: string, value: string | readonly KeywordTree[]): { readonly Value?: readonly unknown[] } {
  if (typeof value !== 'string') return value.length === 0 ? {} : { Value: value.map(dicomJsonOf) };
  if (value === '') return {};
  const values = ONE_VALUE.has(vr) ? [value] : value.split('\\');
  return { Value: values.map((each) => jsonValue(vr, each)) };
}

/** F.2.5: an empty value among others is null; F.2.2: names by group; F.2.3: numbers as numbers where they are. */
function jsonValue(vr: string, value: string): unknown {
  if (value === '') return null;
  if (vr === 'PN') {
    const groups = value.split('=');
    return Object.fromEntries(GROUPS.flatMap((name, at) => (groups[at] ? [[name, groups[at]]] : [])));
  }
  const number = NUMBERS.has(vr) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : value;
}
