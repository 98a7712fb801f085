import type { ValueSchema } from '../../web/schema.ts';
import { format } from '../shell/shell.ts';
import { choiceWords } from './names.ts';
import { texts as T } from './texts/en.ts';

/** A value while it is edited: numbers as text, lists of texts as lines. */
export type Draft = unknown;

/** One of several: the range, where one of them is a range. */
export function plainSchema(schema: ValueSchema): ValueSchema {
  const range = schema.anyOf?.find(({ minimum }) => minimum !== undefined);
  return range ? { ...schema, type: 'integer' } : schema;
}

export const isNumber = ({ type }: ValueSchema): boolean => type === 'integer' || type === 'number';
/** Texts or numbers, one on each line. */
export const isLineList = ({ type, items }: ValueSchema): boolean =>
  type === 'array' && (items?.type === 'string' || items?.type === 'integer') && !items.enum;
export const isChoiceList = ({ type, items }: ValueSchema): boolean => type === 'array' && items?.enum !== undefined;
export const isObjectList = ({ type, items }: ValueSchema): boolean => type === 'array' && items?.properties !== undefined;

/** What stands in the form for a value. */
export function draftOf(given: ValueSchema, value: unknown): Draft {
  const schema = plainSchema(given);
  if (isNumber(schema)) return value === undefined || value === null ? '' : String(value);
  if (isLineList(schema)) return Array.isArray(value) ? value.join('\n') : '';
  if (isObjectList(schema)) return (Array.isArray(value) ? value : []).map((each) => draftOf(schema.items!, each));
  if (schema.properties) {
    const of = (value ?? {}) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(schema.properties).map(([key, each]) => [key, draftOf(each, of[key] ?? each.default)]));
  }
  if (schema.type === 'boolean') return value === true;
  if (isChoiceList(schema)) return Array.isArray(value) ? value : [];
  return value ?? '';
}

/** The value that a form holds; undefined where nothing is entered and nothing has to be. */
export function enteredValue(given: ValueSchema, draft: Draft): unknown {
  const schema = plainSchema(given);
  if (isNumber(schema)) {
    const text = String(draft).trim();
    if (text === '') return undefined;
    return /^-?\d+$/.test(text) ? Number(text) : text;
  }
  if (isLineList(schema)) {
    const lines = String(draft)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => (schema.items?.type === 'integer' && /^\d+$/.test(line) ? Number(line) : line));
    return lines.length === 0 && schema.default === undefined ? undefined : lines;
  }
  if (isObjectList(schema)) return (draft as Draft[]).map((each) => enteredValue(schema.items!, each));
  if (schema.properties) {
    const of = draft as Record<string, Draft>;
    return Object.fromEntries(
      Object.entries(schema.properties).flatMap(([key, each]) => {
        const value = enteredValue(each, of[key]);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }
  if (isChoiceList(schema)) return (draft as unknown[]).length === 0 && schema.default === undefined ? undefined : draft;
  return draft === '' && schema.default === undefined ? undefined : draft;
}

/** Why a value cannot be taken, in words; what the parts of a list say, the server says. */
export function faultOf(given: ValueSchema, value: unknown, isNeeded: boolean): string | undefined {
  const schema = plainSchema(given);
  if (value === undefined || value === '') return isNeeded ? T.faults.needed : undefined;
  if (isNumber(schema)) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return T.faults.number;
    if (schema.anyOf?.some((each) => each.const === value)) return undefined;
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } =
      schema.anyOf?.find((each) => each.minimum !== undefined) ?? schema;
    if (value < minimum || value > maximum) return T.faults.range(format.number(minimum), shownMost(maximum));
  }
  const texts = isLineList(schema) ? (value as unknown[]).map(String) : typeof value === 'string' ? [value] : [];
  const { pattern } = isLineList(schema) ? schema.items! : schema;
  const wrong = pattern === undefined ? undefined : texts.find((text) => !new RegExp(pattern).test(text));
  if (wrong !== undefined) return T.faults.form(wrong);
  if (Array.isArray(value) && value.length < (schema.minItems ?? 0)) return T.faults.few(format.number(schema.minItems ?? 0));
  if (Array.isArray(value) && value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY))
    return T.faults.many(format.number(schema.maxItems!));
  return undefined;
}

const shownMost = (maximum: number): string => (maximum >= Number.MAX_SAFE_INTEGER ? '∞' : format.number(maximum));

/** The unit by the name: it is part of it. */
export const unitOf = (path: string): 'bytes' | 'ms' | undefined =>
  /Ms$/.test(path) ? 'ms' : /Bytes$|\.maxPduLength$/.test(path) ? 'bytes' : undefined;

/** A value in words. */
export function valueWords(path: string, value: unknown, unit = unitOf(path)): string {
  if (value === null || value === undefined || value === '') return T.nothing;
  if (typeof value === 'boolean') return value ? T.on : T.off;
  if (typeof value === 'number') return unit === 'bytes' ? format.bytes(value) : unit === 'ms' ? msWords(value) : String(value);
  if (typeof value === 'string') return choiceWords(path, value);
  if (!Array.isArray(value)) return objectWords(value);
  if (value.length === 0) return T.nothing;
  return value.map((each) => (typeof each === 'string' ? choiceWords(path, each) : objectWords(each))).join(', ');
}

/** As it is entered, and so that one need not count noughts. */
function msWords(ms: number): string {
  const span = format.span(ms);
  return span === undefined ? T.ms(format.number(ms)) : `${T.ms(format.number(ms))} (${span})`;
}

function objectWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, title, aeTitle, host, port } = value as Record<string, unknown>;
  const named = [name ?? title ?? aeTitle].filter((each) => each !== undefined).map(String);
  const at = host !== undefined || port !== undefined ? [`${host ?? ''}${port === undefined ? '' : `:${port}`}`] : [];
  return [...named, ...at].join(' ') || JSON.stringify(value);
}
