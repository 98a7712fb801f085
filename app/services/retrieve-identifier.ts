import { type DataElement, DatasetError, decodeText, parseSpecificCharacterSet, readElements } from '../dataset/dataset.ts';
import type { Request } from '../dimse/dimse.ts';
import { levelsAbove, type QUERY_LEVELS, type QueryModel, STATUS, UNIQUE_KEYS } from '../registry/registry.ts';

type QueryLevel = (typeof QUERY_LEVELS)[number];

/** What is to be retrieved, as the archive asks for it. */
export interface RetrieveKeys {
  readonly level: QueryLevel;
  readonly patientId?: string;
  readonly studyInstanceUids?: readonly string[];
  readonly seriesInstanceUids?: readonly string[];
  readonly sopInstanceUids?: readonly string[];
}

/** Why an identifier cannot be served: the status, and words for ErrorComment. */
export interface IdentifierFault {
  readonly status: number;
  readonly errorComment: string;
  readonly offendingElements?: readonly number[];
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const QUERY_RETRIEVE_LEVEL = 0x00080052;
const TAG_OF: Readonly<Record<QueryLevel, number>> = { PATIENT: 0x00100020, STUDY: 0x0020000d, SERIES: 0x0020000e, IMAGE: 0x00080018 };
/** As UIDs stand in data sets, needless zeros and all: they are looked up, not judged. */
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;

/** Gathers the identifier of a request; a longer one is not read to its end. */
export async function readIdentifier(request: Request, maxBytes: number): Promise<DataElement[] | IdentifierFault> {
  const views: Uint8Array[] = [];
  let length = 0;
  for await (const view of request.dataset ?? []) {
    length += view.byteLength;
    if (length > maxBytes) return { status: STATUS.UNABLE_TO_PROCESS, errorComment: `Identifier of more than ${maxBytes} bytes` };
    views.push(Uint8Array.from(view));
  }
  try {
    return readElements(Buffer.concat(views, length), request.context.transferSyntax);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { status: STATUS.UNABLE_TO_PROCESS, errorComment: `Identifier not readable: ${error.message}` };
  }
}

/**
 * The keys of a C-MOVE or C-GET identifier (PS3.4 C.4.2.1.4, C.4.2.2.1): the level, the unique key of each level above it with one value,
 * and that of the level itself with one or, where it is a UID, several. With relational retrieve (C.4.2.2.2) those above may be missing.
 */
export function retrieveKeysOf(
  elements: readonly DataElement[],
  model: QueryModel,
  options: { readonly relational: boolean },
): RetrieveKeys | IdentifierFault {
  const levels = valuesOf(elements, QUERY_RETRIEVE_LEVEL);
  const [level = ''] = levels;
  if (levels.length > 1) return mismatch(`QueryRetrieveLevel has ${levels.length} values`, [QUERY_RETRIEVE_LEVEL]);
  if (level === '') return mismatch('QueryRetrieveLevel is missing', [QUERY_RETRIEVE_LEVEL]);
  if (!isLevelOf(level, model))
    return mismatch(`QueryRetrieveLevel ${level} is none of ${model.name}: ${model.levels.join(', ')}`, [QUERY_RETRIEVE_LEVEL]);

  const above = levelsAbove(level, model);
  const valuesAt = new Map([...above, level].map((each) => [each, valuesOf(elements, TAG_OF[each])]));
  const missing = [...valuesAt].filter(([at, values]) => values.length === 0 && (at === level || !options.relational)).map(([at]) => at);
  if (missing.length > 0) return mismatch(`${missing.map((at) => UNIQUE_KEYS[at]).join(', ')} missing`, missing.map(tagOf));
  const crowded = [...valuesAt].filter(([at, values]) => values.length > 1 && (at !== level || at === 'PATIENT')).map(([at]) => at);
  if (crowded.length > 0) return mismatch(`${crowded.map((at) => UNIQUE_KEYS[at]).join(', ')}: one value only`, crowded.map(tagOf));
  for (const [at, values] of valuesAt) {
    const wrong = values.find((value) => (at === 'PATIENT' ? /[*?]/.test(value) : !UID_CHARACTERS.test(value)));
    if (wrong !== undefined) return mismatch(`${UNIQUE_KEYS[at]} is no ${at === 'PATIENT' ? 'single value' : 'UID'}`, [TAG_OF[at]]);
  }
  const given = (at: QueryLevel) => (valuesAt.get(at)?.length ? valuesAt.get(at) : undefined);
  const patientId = given('PATIENT')?.[0];
  const [studyInstanceUids, seriesInstanceUids, sopInstanceUids] = [given('STUDY'), given('SERIES'), given('IMAGE')];
  return {
    level,
    ...(patientId !== undefined && { patientId }),
    ...(studyInstanceUids && { studyInstanceUids }),
    ...(seriesInstanceUids && { seriesInstanceUids }),
    ...(sopInstanceUids && { sopInstanceUids }),
  };
}

function isLevelOf(level: string, model: QueryModel): level is QueryLevel {
  return model.levels.some((each) => each === level);
}

function tagOf(level: QueryLevel): number {
  return TAG_OF[level];
}

/** The values of an element without their padding, empty ones left out. */
function valuesOf(elements: readonly DataElement[], tag: number): string[] {
  const found = elements.find((element) => element.tag === tag);
  if (found === undefined) return [];
  const characterSet = elements.find((element) => element.tag === SPECIFIC_CHARACTER_SET);
  const terms = parseSpecificCharacterSet(characterSet ? Buffer.from(characterSet.bytes).toString('latin1') : '');
  return decodeText(found.bytes, terms, 'LO')
    .text.split('\\')
    .map((value) => value.replace(/^ +|[ \0]+$/g, ''))
    .filter((value) => value !== '');
}

/** Identifier does not match SOP Class (PS3.4 Tables C.4-2, C.4-3). */
function mismatch(errorComment: string, offendingElements: readonly number[]): IdentifierFault {
  return { status: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS, errorComment, offendingElements };
}
