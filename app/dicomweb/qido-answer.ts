import type { SearchAnswer } from '../archive/archive.ts';
import { type DataElement, parseSpecificCharacterSet } from '../dataset/dataset.ts';
import { UNIQUE_KEYS } from '../registry/registry.ts';
import type { ReturnKey } from '../services/services.ts';
import { elementJson } from './json-element.ts';
import { jsonNameOf, membersOf, valuesJson } from './json-value.ts';
import { RETRIEVE_URL } from './qido-attributes.ts';
import type { QidoRequest } from './qido-request.ts';

const RETRIEVE_AE_TITLE = 0x0008_0054;
const AVAILABLE_TRANSFER_SYNTAX_UID = 0x0008_3002;
/** All text of an answer is UTF-8 (PS3.18 §F.1). */
const CHARACTER_SET = `"00080005":{"vr":"CS","Value":["ISO_IR 192"]}`;

/** Writes one attribute of an answer: `,"00100010":{…}`, or nothing. */
interface Column {
  readonly tag: number;
  write(answer: SearchAnswer): string;
}

export interface AnswerPlace {
  /** Where it can be retrieved from. */
  readonly baseUrl: string;
  readonly retrieveAeTitle: string;
}

/**
 * Writes the answers to one search as objects of the DICOM JSON model (PS3.18 §10.6.3.3, §F.2): text from rows, without an object in between, since
 * "all studies" is ten thousand of them.
 */
export function createAnswerWriter(
  { find, optional }: QidoRequest,
  place: AnswerPlace,
): (answer: SearchAnswer, fromFile?: readonly DataElement[]) => string {
  const columns = [
    ...find.returned.map((key) => columnOf(key, optional.has(key.tag), place)),
    { tag: RETRIEVE_URL, write: retrieveUrlWriter(place.baseUrl) },
  ].toSorted((a, b) => a.tag - b.tag);
  return (answer, fromFile = []) => {
    let text = `{${CHARACTER_SET}`;
    if (fromFile.length === 0) for (const { write } of columns) text += write(answer);
    else text += inOrder(columns, fromFile, answer);
    return `${text}}`;
  };
}

function columnOf({ tag, vr, keyword, kind, items = [] }: ReturnKey, isOptional: boolean, { retrieveAeTitle }: AnswerPlace): Column {
  const name = `,${jsonNameOf(tag)}`;
  const empty = isOptional ? '' : `${name}{"vr":"${vr}"}`;
  if (kind === 'absent') return { tag, write: () => empty };
  if (kind === 'sequence') {
    const inner = items.map((item) => ({ ...item, name: jsonNameOf(item.tag) }));
    return {
      tag,
      write({ values }) {
        const members = inner.flatMap((item) => {
          const text = values.get(item.keyword) ?? '';
          return text === '' ? [] : [`${item.name}{${membersOf(item.vr, text)}}`];
        });
        return members.length === 0 ? empty : `${name}{"vr":"SQ","Value":[{${members.join(',')}}]}`;
      },
    };
  }
  const begin = `${name}{"vr":"${vr}","Value":`;
  const written = (text: string) => (text === '' ? empty : `${begin}${valuesJson(vr, text)}}`);
  if (tag === RETRIEVE_AE_TITLE) return { tag, write: () => written(retrieveAeTitle) };
  if (tag === AVAILABLE_TRANSFER_SYNTAX_UID) return { tag, write: ({ transferSyntaxUid = '' }) => written(transferSyntaxUid) };
  return { tag, write: ({ values }) => written(values.get(keyword) ?? '') };
}

/** Retrieve URL (0008,1190): the study, the series or the instance. */
function retrieveUrlWriter(baseUrl: string): Column['write'] {
  const begin = `,${jsonNameOf(RETRIEVE_URL)}{"vr":"UR","Value":["${baseUrl}/studies/`;
  return ({ values }) => {
    const series = values.get(UNIQUE_KEYS.SERIES);
    const instance = values.get(UNIQUE_KEYS.IMAGE);
    const below = (series ? `/series/${series}` : '') + (instance ? `/instances/${instance}` : '');
    return `${begin}${values.get(UNIQUE_KEYS.STUDY)}${below}"]}`;
  };
}

/** Attributes that only the stored file has stand among the others by their tags. */
function inOrder(columns: readonly Column[], fromFile: readonly DataElement[], answer: SearchAnswer): string {
  const characterSets = parseSpecificCharacterSet(answer.characterSet ?? '');
  const written = [
    ...columns.map(({ tag, write }) => ({ tag, text: write(answer) })),
    ...fromFile.map((element) => ({ tag: element.tag, text: `,${elementJson(element, characterSets)}` })),
  ];
  return written
    .toSorted((a, b) => a.tag - b.tag)
    .map(({ text }) => text)
    .join('');
}
