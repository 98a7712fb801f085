/** VRs whose values are JSON numbers (PS3.18 Table F.2.3-1). */
const NUMBER_VRS: ReadonlySet<string> = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
/** VRs whose backslash is text (PS3.5 §6.4). */
const ONE_VALUE_VRS: ReadonlySet<string> = new Set(['ST', 'LT', 'UT', 'UR']);
const COMPONENT_GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;

const JSON_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * The members of an attribute of the DICOM JSON model (PS3.18 §F.2.2), without its braces: `"vr":"CS","Value":["CT"]`.
 *
 * @param text Unicode, without padding, values joined by `\`, numbers in decimal, AT as GGGGEEEE; '' where it is empty
 */
export function membersOf(vr: string, text: string): string {
  return text === '' ? `"vr":"${vr}"` : `"vr":"${vr}","Value":${valuesJson(vr, text)}`;
}

/** The array of values (§F.2.4, §F.2.5): an empty one among others is null. */
export function valuesJson(vr: string, text: string): string {
  const write = NUMBER_VRS.has(vr) ? numberOf : vr === 'PN' ? nameOf : JSON.stringify;
  if (ONE_VALUE_VRS.has(vr) || !text.includes('\\')) return `[${write(text)}]`;
  let array = '';
  for (const value of text.split('\\')) array += `${array === '' ? '[' : ','}${value === '' ? 'null' : write(value)}`;
  return `${array}]`;
}

/** The digits as they are; as a string what JSON has no number for: NaN, an infinity, more digits than a double holds, what is none at all. */
function numberOf(text: string): string {
  if (JSON_NUMBER.test(text)) return text;
  if (!DECIMAL.test(text)) return JSON.stringify(text);
  const value = Number(text);
  const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return isExact ? String(value) : JSON.stringify(text);
}

/** Component groups that are empty are left out (§F.2.2). */
function nameOf(text: string): string {
  if (!text.includes('=')) return `{"Alphabetic":${JSON.stringify(text)}}`;
  const groups = text.split('=', COMPONENT_GROUPS.length);
  return `{${groups.flatMap((group, at) => (group === '' ? [] : [`"${COMPONENT_GROUPS[at]}":${JSON.stringify(group)}`])).join(',')}}`;
}

/** `"00100010":`, the name of an attribute in an object. */
export function jsonNameOf(tag: number): string {
  return `"${hexTag(tag)}":`;
}

export function hexTag(tag: number): string {
  return (tag >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
