import { isCharacterSetVr } from '../dataset/dataset.ts';
import { TAG } from './attributes.ts';
import { type Elements, elementOf } from './elements.ts';

/**
 * N-GET (PS3.4 F.8.2.1): the requested attributes of the top level, all of them where none is named. (0008,0005) goes with text that needs it
 * (Table F.8.2-1, 1C).
 *
 * @returns `unsupported`: what was asked for and is not kept → 0001H
 */
export function selectAttributes(
  step: Elements,
  requested: readonly number[] | undefined,
): { readonly elements: Elements; readonly unsupported: readonly number[] } {
  if (requested === undefined || requested.length === 0) return { elements: step, unsupported: [] };
  const wanted = new Set(requested);
  const found = step.filter(({ tag }) => wanted.has(tag));
  const characterSet = elementOf(step, TAG.SpecificCharacterSet);
  const isNeeded = characterSet !== undefined && !wanted.has(characterSet.tag) && hasLetters(found);
  const elements = isNeeded ? [characterSet, ...found] : found;
  const unsupported = requested.filter((tag) => tag !== TAG.SpecificCharacterSet && elementOf(step, tag) === undefined);
  return { elements, unsupported };
}

/** Beyond what the default repertoire has: bytes above 7F, or escape sequences. */
function hasLetters(elements: Elements): boolean {
  return elements.some(({ vr, bytes, items }) =>
    items ? items.some(hasLetters) : isCharacterSetVr(vr) && bytes.some((byte) => byte > 0x7e || byte === 0x1b),
  );
}
