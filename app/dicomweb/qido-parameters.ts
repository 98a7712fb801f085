import { tagOf } from '../dataset/dataset.ts';
import { DicomwebError } from './errors.ts';
import type { DicomwebLimits } from './limits.ts';

/** Tags from the top of the data set down: one, or sequences and then one. */
export type AttributePath = readonly number[];

/** The query of a search (PS3.18 §8.3.4). */
export interface QidoParameters {
  readonly matches: readonly { readonly path: AttributePath; readonly name: string; readonly text: string }[];
  readonly included: readonly AttributePath[];
  /** includefield=all */
  readonly isAll: boolean;
  readonly fuzzy: boolean;
  readonly emptyValue: boolean;
  readonly limit: number | undefined;
  readonly offset: number;
  /** Parameters that PS3.18 does not have. */
  readonly unknown: readonly string[];
}

const HEX_TAG = /^[\da-f]{8}$/i;
const COUNT = /^\d{1,9}$/;
/** Table 8.3.4-1, Table 8.3.3-1, and those of PS3.4 C.2.2.2 that are always in force. */
const OTHERS: ReadonlySet<string> = new Set([
  ...['includefield', 'fuzzymatching', 'emptyvaluematching', 'multiplevaluematching', 'limit', 'offset', 'accept', 'charset'],
]);
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * Reads the query of a search. Parameters that PS3.18 does not have are passed over (§8.3.1), which is said, unless they look like an attribute: a
 * keyword that is written wrong must not find the whole archive.
 *
 * @throws DicomwebError DICOMWEB_BAD_PARAMETER, DICOMWEB_TOO_LONG
 */
export function readQidoParameters({ search, searchParams }: URL, limits: DicomwebLimits): QidoParameters {
  if (search.length > limits.maxQueryLength) {
    throw new DicomwebError('DICOMWEB_TOO_LONG', `The query has ${search.length} characters, at most ${limits.maxQueryLength} are taken.`);
  }
  const matches: { path: AttributePath; name: string; text: string }[] = [];
  const unknown = new Set<string>();
  for (const [name, text] of searchParams) {
    if (OTHERS.has(name)) continue;
    if (!isAttribute(name)) {
      refuseNearly(name);
      unknown.add(name);
      continue;
    }
    const path = pathOf(name);
    if (matches.some((match) => match.path.join() === path.join())) throw bad(`${name} is given twice`);
    matches.push({ path, name, text });
  }
  const fields = searchParams.getAll('includefield').flatMap((value) => value.split(','));
  return {
    matches,
    included: fields.filter((field) => field !== 'all' && field !== '').map(pathOf),
    isAll: fields.includes('all'),
    fuzzy: booleanOf(searchParams, 'fuzzymatching'),
    emptyValue: booleanOf(searchParams, 'emptyvaluematching'),
    limit: countOf(searchParams, 'limit'),
    offset: countOf(searchParams, 'offset') ?? 0,
    unknown: [...unknown],
  };
}

/** Keywords begin with a capital; every other parameter of PS3.18 with a small letter. */
function isAttribute(name: string): boolean {
  const [first = ''] = name.split('.');
  return HEX_TAG.test(first) || /^[A-Z]/.test(first);
}

/** An attribute as people write it: `patientName`, `0010,0010`, `(0010,0010)`. */
function refuseNearly(name: string): void {
  const asKeyword = name.charAt(0).toUpperCase() + name.slice(1);
  const asTag = name.replaceAll(/[(),]/g, '');
  const meant = tagOf(asKeyword) !== undefined ? asKeyword : HEX_TAG.test(asTag) ? asTag : undefined;
  if (meant !== undefined) throw bad(`${JSON.stringify(name)} is written ${meant}`);
}

/** PS3.18 §8.3.4.1: tags or keywords, those of sequences before it with dots. */
function pathOf(name: string): AttributePath {
  return name.split('.').map((part) => {
    const tag = HEX_TAG.test(part) ? Number.parseInt(part, 16) : tagOf(part);
    if (tag === undefined)
      throw bad(`${JSON.stringify(part.slice(0, 64))} is no attribute of PS3.6, neither a keyword nor eight hexadecimal digits`);
    return tag;
  });
}

function booleanOf(parameters: URLSearchParams, name: string): boolean {
  const text = parameters.get(name);
  if (text === null) return false;
  const value = BOOLEANS.get(text);
  if (value === undefined) throw bad(`${name} is true or false`);
  return value;
}

function countOf(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (!COUNT.test(text)) throw bad(`${name} is a whole number, 0 or more`);
  return Number(text);
}

export function bad(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_PARAMETER', `${words}.`);
}
