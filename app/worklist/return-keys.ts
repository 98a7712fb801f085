import { tagOf, vrOf } from '../dataset/dataset.ts';
import type { ReturnKey } from './identifier.ts';
import { WORKLIST_KEYS } from './keys.ts';

/** The attributes of an answer with those at these paths too. */
export function withKeys(returned: readonly ReturnKey[], paths: readonly string[]): readonly ReturnKey[] {
  return paths.reduce(withKey, returned);
}

/** The attributes of an answer without those at these paths. */
export function withoutKeys(returned: readonly ReturnKey[], paths: readonly string[]): readonly ReturnKey[] {
  return paths.reduce(withoutKey, returned);
}

function withKey(returned: readonly ReturnKey[], path: string): readonly ReturnKey[] {
  const { keyword, rest } = firstOf(path);
  const tag = tagOf(keyword);
  const vr = tag === undefined ? undefined : vrOf(tag);
  if (tag === undefined || vr === undefined) return returned;
  const there = returned.find((key) => key.tag === tag);
  if (there && (rest === '' || there.within === undefined)) return returned; // all of it is answered
  const within = rest === '' ? undefined : withKey(there?.within ?? [], rest);
  const added = { tag, vr, keyword, ...(within && { within }) };
  return [...returned.filter((key) => key !== there), added].toSorted((a, b) => a.tag - b.tag);
}

function withoutKey(returned: readonly ReturnKey[], path: string): readonly ReturnKey[] {
  const { keyword, rest } = firstOf(path);
  if (rest === '') return returned.filter((key) => key.keyword !== keyword);
  return returned.map((key) => {
    if (key.keyword !== keyword) return key;
    const within = key.within ?? wholeKeys(key);
    return { ...key, within: withoutKey(within, rest) };
  });
}

/** All keys of a sequence that was asked for as a whole. */
function wholeKeys({ tag }: ReturnKey): readonly ReturnKey[] {
  return [...(WORKLIST_KEYS.get(tag)?.items?.values() ?? [])].map((key) => ({ tag: key.tag, vr: key.vr, keyword: key.keyword }));
}

function firstOf(path: string): { readonly keyword: string; readonly rest: string } {
  const [keyword = '', ...rest] = path.split('.');
  return { keyword, rest: rest.join('.') };
}
