import type { QueryLevel, SearchQuery } from '../archive/archive.ts';
import { type DataElement, elementText, MatchingError, type MatchKey, parseKey, parseSpecificCharacterSet } from '../dataset/dataset.ts';
import {
  isAtOrAbove,
  levelsAbove,
  QUERY_KEYS,
  QUERY_LEVELS,
  type QueryKey,
  type QueryModel,
  STATUS,
  tagText,
  UNIQUE_KEYS,
} from '../registry/registry.ts';
import type { QueryOptions } from './query-negotiation.ts';

/** One attribute of the answers, in the order of tags. */
export interface ReturnKey {
  readonly tag: number;
  readonly vr: string;
  /** What it is called in a SearchAnswer. */
  readonly keyword: string;
  readonly kind: QueryKey['kind'] | 'absent';
  readonly items?: readonly ReturnKey[];
}

/** A C-FIND request as it is understood. */
export interface FindRequest {
  readonly kind: 'find';
  readonly level: QueryLevel;
  readonly query: SearchQuery;
  readonly returned: readonly ReturnKey[];
  /** IMAGE level: what the index does not keep and the stored file may hold, in the order of tags. */
  readonly fromFile: readonly number[];
  /** (0008,0005) of the request. */
  readonly characterSets: readonly string[];
  /** FF00H, or FF01H where some optional key is not supported as a required one would be (PS3.4 Table C.4-1). */
  readonly pendingStatus: number;
}

/** Why a request cannot be answered, in words without a value of it. */
export interface FindRefusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly errorComment: string;
  readonly offendingElements: readonly number[];
}

/** What the values of the keys may be in number. */
export interface KeyLimits {
  /** Values of one key. */
  readonly maxValues: number;
  /** Wildcards and ranges of all keys: each row is held against each of them. */
  readonly maxPatterns: number;
}

export const KEY_LIMITS: KeyLimits = { maxValues: 20_000, maxPatterns: 1000 };

const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const QUERY_RETRIEVE_LEVEL = 0x0008_0052;
const TIMEZONE_OFFSET_FROM_UTC = 0x0008_0201;
const FIRST_PIXEL_DATA = 0x7fe0_0000;
const TAG_OF: ReadonlyMap<string, number> = new Map([...QUERY_KEYS.values()].map(({ keyword, tag }) => [keyword, tag]));
/** What is answered from the instance's row whatever the level, and says nothing of how to match. */
const NEVER_MATCHED: ReadonlySet<number> = new Set([TIMEZONE_OFFSET_FROM_UTC]);

/** Reads the identifier of a C-FIND-RQ (PS3.4 C.4.1.1.3.1) against a model (C.6) and what the association agreed on. Pure. */
export function readFindIdentifier(
  elements: readonly DataElement[],
  model: QueryModel,
  options: QueryOptions,
  limits: KeyLimits = KEY_LIMITS,
): FindRequest | FindRefusal {
  const level = levelOf(elements, model);
  if (typeof level !== 'string') return level;
  const characterSets = parseSpecificCharacterSet(textOf(elements, SPECIFIC_CHARACTER_SET, 'CS'));
  const reading = new Reading(level, characterSets, options, limits);
  for (const element of elements) {
    const refusal = reading.take(element);
    if (refusal) return refusal;
  }
  return uniqueKeysRefusal(level, model, reading, options) ?? reading.reversedRefusal() ?? reading.request();
}

/** One level, of this model. */
function levelOf(elements: readonly DataElement[], model: QueryModel): QueryLevel | FindRefusal {
  const wrong = (words: string) => doesNotMatch(words, [QUERY_RETRIEVE_LEVEL]);
  const text = textOf(elements, QUERY_RETRIEVE_LEVEL, 'CS');
  const values = text.split('\\').map((value) => value.trim());
  if (text === '') return wrong('QueryRetrieveLevel (0008,0052) is missing');
  if (values.length > 1) return wrong(`QueryRetrieveLevel has ${values.length} values, one is wanted`);
  const level = QUERY_LEVELS.find((each) => each === values[0]);
  if (level === undefined) return wrong(`QueryRetrieveLevel is none of ${QUERY_LEVELS.join(', ')}`);
  return model.levels.includes(level) ? level : wrong(`${model.name} has no level ${level}`);
}

/**
 * PS3.4 C.4.1.2.1: each level above has its unique key, with a value that names one (we take several UIDs too); never is the whole archive
 * answered because a key is missing. Relational queries may leave them out.
 */
function uniqueKeysRefusal(
  level: QueryLevel,
  model: QueryModel,
  { keys, universal }: { readonly keys: ReadonlyMap<string, MatchKey>; readonly universal: ReadonlySet<string> },
  options: QueryOptions,
): FindRefusal | undefined {
  if (options.relational) return undefined;
  const needed = levelsAbove(level, model).map((each) => UNIQUE_KEYS[each]);
  const tagsOf = (keywords: readonly string[]) => keywords.map((keyword) => TAG_OF.get(keyword)!);
  const missing = needed.filter((keyword) => !keys.has(keyword) && !universal.has(keyword));
  if (missing.length > 0) return doesNotMatch(`Missing ${missing.join(', ')}`, tagsOf(missing));
  const vague = needed.filter((keyword) => !['single', 'uids'].includes(keys.get(keyword)?.kind ?? 'universal'));
  if (vague.length > 0) return doesNotMatch(`Not a single value: ${vague.join(', ')}`, tagsOf(vague));
  return undefined;
}

/** Gathers what the elements of one identifier ask for. */
class Reading {
  readonly keys = new Map<string, MatchKey>();
  /** Asked for with `*` alone. */
  readonly universal = new Set<string>();
  readonly #level: QueryLevel;
  readonly #characterSets: readonly string[];
  readonly #options: QueryOptions;
  readonly #limits: KeyLimits;
  readonly #wanted = new Set<string>();
  readonly #returned: ReturnKey[] = [];
  readonly #fromFile: number[] = [];
  readonly #seen = new Set<number>();
  /** Times with a range that ends before it begins. */
  readonly #reversed = new Map<string, number>();
  #allSupported = true;
  #patterns = 0;

  constructor(level: QueryLevel, characterSets: readonly string[], options: QueryOptions, limits: KeyLimits) {
    this.#level = level;
    this.#characterSets = characterSets;
    this.#options = options;
    this.#limits = limits;
  }

  /** @returns why the request cannot be answered, where this element is the reason */
  take(element: DataElement): FindRefusal | undefined {
    const { tag } = element;
    if (this.#seen.has(tag)) return cannotProcess('Element occurs twice', tag);
    this.#seen.add(tag);
    if ((tag & 0xffff) === 0 || tag === SPECIFIC_CHARACTER_SET || tag === QUERY_RETRIEVE_LEVEL) return undefined; // group lengths are retired
    const key = QUERY_KEYS.get(tag);
    if (key === undefined) {
      this.#takeUnkept(element);
      return undefined;
    }
    if (NEVER_MATCHED.has(tag)) {
      this.#answer({ ...key, kind: this.#level === 'IMAGE' ? 'kept' : 'absent' });
      return undefined;
    }
    if (!isAtOrAbove(key.level, this.#level)) {
      this.#allSupported = false; // of a level below: for this level it does not exist (C.2.2.1.3)
      return undefined;
    }
    return key.kind === 'sequence' ? this.#takeSequence(key, element) : this.#takeKey(key, element);
  }

  /** A range of times that ends before it begins is one only together with a range of dates (C.2.2.2.5.1): which one is known at the end. */
  reversedRefusal(): FindRefusal | undefined {
    for (const [keyword, tag] of this.#reversed) {
      const isOne = this.keys.get(keyword)?.kind === 'range' && this.keys.get(keyword.replace(/Time$/, 'Date'))?.kind === 'range';
      if (!isOne || !this.#options.combinedDateTime) return cannotProcess(`${keyword}: the range ends before it begins`, tag);
    }
    return undefined;
  }

  request(): FindRequest {
    const { combinedDateTime, fuzzy } = this.#options;
    if (this.#fromFile.length > 0) this.#wanted.add(UNIQUE_KEYS.IMAGE); // by it the file is found
    return {
      kind: 'find',
      level: this.#level,
      query: { level: this.#level, keys: this.keys, combinedDateTime, fuzzy, wanted: [...this.#wanted] },
      returned: this.#returned.toSorted((a, b) => a.tag - b.tag),
      fromFile: this.#fromFile.toSorted((a, b) => a - b),
      characterSets: this.#characterSets,
      pendingStatus: this.#allSupported ? STATUS.PENDING : STATUS.PENDING_WITHOUT_OPTIONAL_KEYS,
    };
  }

  #takeKey(key: QueryKey, element: DataElement): FindRefusal | undefined {
    if (key.kind !== 'service') {
      const refusal = this.#match(key, element);
      if (refusal) return refusal;
    }
    this.#answer(key);
    return undefined;
  }

  #takeSequence(key: QueryKey, element: DataElement): FindRefusal | undefined {
    const items = element.items ?? [];
    if (items.length > 1) return cannotProcess(`${key.keyword} has ${items.length} items, one is wanted`, key.tag);
    const asked = items[0] ?? [];
    const within: ReturnKey[] = [];
    for (const inner of asked) {
      const innerKey = key.items?.get(inner.tag);
      if (innerKey === undefined) {
        this.#allSupported = false;
        continue;
      }
      const refusal = this.#match(innerKey, inner);
      if (refusal) return { ...refusal, offendingElements: [key.tag] };
      within.push(plain(innerKey));
    }
    if (asked.length === 0) within.push(...[...key.items!.values()].map(plain)); // universal: all there is of it
    for (const { keyword } of within) this.#wanted.add(keyword);
    this.#returned.push({ ...plain(key), items: within.toSorted((a, b) => a.tag - b.tag) });
    return undefined;
  }

  #match({ keyword, vr, tag }: QueryKey, element: DataElement): FindRefusal | undefined {
    const text = elementText({ ...element, vr }, this.#characterSets);
    if (text === '') return undefined;
    const words = this.#tooMany(text, vr);
    if (words !== undefined) return cannotProcess(`Too many values, ${words} at most: ${keyword}`, tag);
    try {
      const { fuzzy, emptyValue } = this.#options;
      const key = parseKey(keyword, vr, text, { fuzzy, emptyValue });
      if (vr === 'TM' && isReversed(key)) this.#reversed.set(keyword, tag);
      if (key.kind !== 'universal') this.keys.set(keyword, key);
      else if (text.includes('*')) this.universal.add(keyword);
      return undefined;
    } catch (error) {
      if (error instanceof MatchingError) return cannotProcess(error.message, tag);
      throw error;
    }
  }

  /** Counts before anything is made of the values. @returns the limit that they are beyond */
  #tooMany(text: string, vr: string): string | undefined {
    const { maxValues, maxPatterns } = this.#limits;
    const values = text.split('\\');
    if (values.length > maxValues) return String(maxValues);
    this.#patterns += values.filter((value) => isPattern(value, vr)).length;
    return this.#patterns > maxPatterns ? `${maxPatterns} patterns` : undefined;
  }

  #answer(key: Omit<ReturnKey, 'items'>): void {
    if (key.kind === 'kept' || key.kind === 'computed') this.#wanted.add(key.keyword);
    this.#returned.push(plain(key));
  }

  /** Not in the index. At the IMAGE level the file may hold it: that is existence, not matching. */
  #takeUnkept({ tag, bytes, items }: DataElement): void {
    const isInFile = this.#level === 'IMAGE' && tag < FIRST_PIXEL_DATA;
    if (isInFile) this.#fromFile.push(tag);
    if (!isInFile || bytes.byteLength > 0 || (items?.[0]?.length ?? 0) > 0) this.#allSupported = false;
  }
}

/** True of what is no single value: a time is a range of instants, whatever it says. */
function isPattern(value: string, vr: string): boolean {
  return vr === 'TM' || vr === 'DT' || (vr === 'DA' ? value.includes('-') : /[*?]/.test(value));
}

function isReversed(key: MatchKey): boolean {
  if (key.kind === 'values') return key.keys.some(isReversed);
  return key.kind === 'range' && (key.from ?? '') > (key.to ?? '9');
}

function plain({ tag, vr, keyword, kind }: Omit<ReturnKey, 'items'>): ReturnKey {
  return { tag, vr, keyword, kind };
}

function textOf(elements: readonly DataElement[], tag: number, vr: string): string {
  const found = elements.find((element) => element.tag === tag);
  return found ? elementText({ ...found, vr }, []) : '';
}

/** Table C.4-1: Identifier does not match SOP Class. */
function doesNotMatch(errorComment: string, offendingElements: readonly number[]): FindRefusal {
  return { kind: 'refused', status: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS, errorComment, offendingElements };
}

/** Table C.4-1: Unable to process. */
function cannotProcess(words: string, tag: number): FindRefusal {
  return { kind: 'refused', status: STATUS.UNABLE_TO_PROCESS, errorComment: `${words} ${tagText(tag)}`, offendingElements: [tag] };
}
