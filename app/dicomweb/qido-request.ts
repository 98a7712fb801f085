import { type DataElement, encodeValue, vrOf } from '../dataset/dataset.ts';
import { QUERY_KEYS, QUERY_MODELS, STUDY_ROOT_FIND, tagText } from '../registry/registry.ts';
import { type FindRequest, KEY_LIMITS, readFindIdentifier } from '../services/services.ts';
import { allAttributes, answeredAttributes, type QidoLevel, RETRIEVE_URL } from './qido-attributes.ts';
import { type AttributePath, bad, type QidoParameters } from './qido-parameters.ts';

/** A search as it is understood. */
export interface QidoRequest {
  readonly find: FindRequest;
  /** Attributes that were not asked for one by one: left out of an answer that has no value of them. */
  readonly optional: ReadonlySet<number>;
  /** Attributes that were given with a value and do not narrow: of a level below, or not in the index. */
  readonly notMatched: readonly string[];
}

/** The UIDs of the address. */
export type GivenUids = Readonly<Partial<Record<QidoLevel, string>>>;

/** One attribute of the identifier, or a sequence with its one item. */
interface Node {
  text: string;
  within?: Map<number, Node>;
}
type Tree = Map<number, Node>;

const UTF_8 = ['ISO_IR 192'];
const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const QUERY_RETRIEVE_LEVEL = 0x0008_0052;
const UID_TAGS = { STUDY: 0x0020_000d, SERIES: 0x0020_000e, IMAGE: 0x0008_0018 } as const;
/** Said of every answer, not asked for. */
const OURS: ReadonlySet<number> = new Set([SPECIFIC_CHARACTER_SET, QUERY_RETRIEVE_LEVEL, RETRIEVE_URL]);
/** VRs whose values have no comma: a list may be written with commas (PS3.18 §8.3.4.1), as well as with backslashes. */
const COMMA_LISTS: ReadonlySet<string> = new Set(['UI', 'CS']);
const NO_BYTES = new Uint8Array();

/**
 * What a search asks of the archive: the same as the identifier of a C-FIND with its keys (PS3.4 C.4.1), relational and with every option of C.5.1.1,
 * so that both doors give the same answers (PS3.18 §8.3.4.1).
 *
 * @throws DicomwebError DICOMWEB_BAD_PARAMETER
 */
export function qidoRequest(level: QidoLevel, uids: GivenUids, parameters: QidoParameters): QidoRequest {
  const tree: Tree = new Map();
  const asked = new Set<number>();
  for (const { path, name, text } of parameters.matches) {
    put(tree, path, text, name);
    asked.add(path[0]!);
  }
  for (const [of, uid] of Object.entries(uids) as [QidoLevel, string][]) {
    if (tree.get(UID_TAGS[of])?.text) throw bad(`${tagText(UID_TAGS[of])} is in the address and in the query`);
    put(tree, [UID_TAGS[of]], uid, of);
  }
  const named = [...answeredAttributes(level, Object.keys(uids) as QidoLevel[]), ...parameters.included];
  for (const path of named) {
    put(tree, path, '', '');
    asked.add(path[0]!);
  }
  const optional = new Set<number>();
  for (const path of parameters.isAll ? allAttributes(level) : []) {
    put(tree, path, '', '');
    if (!asked.has(path[0]!)) optional.add(path[0]!);
  }
  const options = {
    relational: true,
    combinedDateTime: true,
    fuzzy: parameters.fuzzy,
    emptyValue: parameters.emptyValue,
    multipleValue: true,
  };
  const find = readFindIdentifier(elementsOf(level, tree), QUERY_MODELS.get(STUDY_ROOT_FIND)!, options, KEY_LIMITS);
  if (find.kind === 'refused') throw bad(find.errorComment);
  return { find, optional, notMatched: notMatched(parameters, find) };
}

function put(tree: Tree, path: AttributePath, text: string, name: string): void {
  const [tag = 0, ...rest] = path;
  if (OURS.has(tag)) return;
  const node = tree.get(tag) ?? { text: '' };
  tree.set(tag, node);
  if (rest.length === 0) {
    if (text !== '') node.text = text;
    return;
  }
  if (vrOf(tag) !== 'SQ') throw bad(`${name || tagText(tag)} has attributes below one that is no sequence`);
  node.within ??= new Map();
  put(node.within, rest, text, name);
}

function elementsOf(level: QidoLevel, tree: Tree): DataElement[] {
  const text = (tag: number, value: string): DataElement => ({ tag, vr: 'CS', bytes: Buffer.from(value, 'latin1') });
  return [text(SPECIFIC_CHARACTER_SET, UTF_8[0]!), text(QUERY_RETRIEVE_LEVEL, level), ...itemOf(tree)];
}

function itemOf(tree: Tree): DataElement[] {
  return [...tree].map(([tag, { text, within }]) => {
    const vr = QUERY_KEYS.get(tag)?.vr ?? vrOf(tag) ?? 'UN';
    if (vr === 'SQ') return { tag, vr, bytes: NO_BYTES, items: [within ? itemOf(within) : []] };
    return { tag, vr, bytes: text === '' ? NO_BYTES : bytesOf(tag, vr, text) };
  });
}

function bytesOf(tag: number, vr: string, text: string): Uint8Array {
  const bytes = encodeValue(COMMA_LISTS.has(vr) ? text.replaceAll(',', '\\') : text, vr, UTF_8);
  if (bytes === undefined) throw bad(`The value of ${tagText(tag)} is none of VR ${vr}`);
  return bytes;
}

function notMatched({ matches }: QidoParameters, { query }: FindRequest): string[] {
  return matches.flatMap(({ path, name, text }) => {
    if (text.trim() === '' || /^\*+$/.test(text)) return [];
    const [top = 0, inner] = path;
    const key = QUERY_KEYS.get(top);
    const keyword = inner === undefined ? key?.keyword : key?.items?.get(inner)?.keyword;
    return keyword !== undefined && query.keys.has(keyword) ? [] : [name];
  });
}
