import { keywordOf, MatchingError, parseKey, tagOf, vrOf } from '../dataset/dataset.ts';
import type { ReturnKey } from './identifier.ts';
import { STEP_STATUSES } from './item.ts';
import type { WorklistQuery } from './item-find.ts';
import { WORKLIST_KEYS, type WorklistKeys } from './keys.ts';
import type { SoughtKey } from './match.ts';
import { withKeys } from './return-keys.ts';

/** A search for Modality Scheduled Procedure Steps (PS3.18 §14.4). */
export interface StepSearch {
  readonly query: WorklistQuery;
  /** Undefined: all that an item has. */
  readonly returned: readonly ReturnKey[] | undefined;
  readonly offset: number;
  readonly limit: number | undefined;
}

const DECIMAL = /^\d{1,9}$/;

/**
 * Reads the query parameters of a search (PS3.18 Table 8.3.4-1): `{attributeID}={value}`, `includefield`, `fuzzymatching`, `offset`, `limit`. An
 * attribute is a keyword or ggggeeee, those of sequences with a dot between.
 *
 * @returns a sentence without values where they cannot be read
 */
export function readStepSearch(parameters: Iterable<readonly [string, string]>): StepSearch | { readonly fault: string } {
  const sought: (readonly [path: readonly string[], text: string])[] = [];
  const included: string[] = [];
  let isAll = false;
  let [fuzzy, offset] = [false, 0];
  let limit: number | undefined;
  for (const [name, value] of parameters) {
    if (name === 'includefield') {
      for (const field of value.split(',')) {
        const path = pathOf(field);
        if (field === 'all') isAll = true;
        else if (path === undefined) return { fault: 'includefield names no attribute of PS3.6' };
        else included.push(path.join('.'));
      }
    } else if (name === 'fuzzymatching') {
      if (value !== 'true' && value !== 'false') return { fault: 'fuzzymatching is true or false' };
      fuzzy = value === 'true';
    } else if (name === 'offset' || name === 'limit') {
      if (!DECIMAL.test(value)) return { fault: `${name} is no whole number` };
      if (name === 'offset') offset = Number(value);
      else limit = Number(value);
    } else if (name !== 'accept' && name !== 'charset') {
      const path = pathOf(name);
      if (path === undefined) return { fault: 'A parameter is no attribute of PS3.6' };
      sought.push([path, value]);
    }
  }
  try {
    const keys = keysOf(sought, WORKLIST_KEYS, fuzzy);
    const asksForStatus = sought.some(([path]) => path.at(-1) === 'ScheduledProcedureStepStatus');
    const returned = withKeys(requiredKeys(WORKLIST_KEYS), [...sought.map(([path]) => path.join('.')), ...included]);
    return {
      query: { keys, fuzzy, ...(asksForStatus && { statuses: STEP_STATUSES }) },
      returned: isAll ? undefined : returned,
      ...{ offset, limit },
    };
  } catch (error) {
    if (error instanceof MatchingError) return { fault: error.message };
    throw error;
  }
}

/** The keywords of a path; undefined where one is none. */
function pathOf(text: string): readonly string[] | undefined {
  const keywords = text.split('.').map((part) => (/^[0-9a-f]{8}$/i.test(part) ? keywordOf(Number.parseInt(part, 16)) : part));
  return keywords.every((keyword) => keyword !== undefined && tagOf(keyword) !== undefined) ? (keywords as string[]) : undefined;
}

/** What is no key of the model is not matched. */
function keysOf(sought: readonly (readonly [readonly string[], string])[], known: WorklistKeys, fuzzy: boolean): SoughtKey[] {
  const heads = [...new Set(sought.map(([path]) => path[0]!))];
  return heads.flatMap((keyword): SoughtKey[] => {
    const tag = tagOf(keyword)!;
    const key = known.get(tag);
    const here = sought.filter(([path]) => path[0] === keyword);
    if (key?.items) {
      const within = here.flatMap(([path, text]) => (path.length > 1 ? [[path.slice(1), text] as const] : []));
      return within.length === 0 ? [] : [{ keyword, vr: 'SQ', within: keysOf(within, key.items, fuzzy) }];
    }
    if (key === undefined) return [];
    return here.flatMap(([, value]) => {
      const text = key.vr === 'UI' ? value.replaceAll(',', '\\') : value; // PS3.18 §8.3.4.1: a list of UIDs
      const parsed = parseKey(keyword, key.vr, text, { fuzzy });
      return parsed.kind === 'universal' ? [] : [{ keyword, vr: key.vr, key: parsed }];
    });
  });
}

/** What an item must have by Table K.6-1. */
function requiredKeys(known: WorklistKeys): ReturnKey[] {
  return [...known.values()]
    .filter(({ type }) => type !== '3')
    .map(({ tag, vr, keyword, items }) => ({ tag, vr: vrOf(tag) ?? vr, keyword, ...(items && { within: requiredKeys(items) }) }));
}
