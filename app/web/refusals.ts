import { shownText } from './peer-text.ts';
import type { Refusal } from './schema.ts';
import type { RecentRefusal } from './sources.ts';
import { TEXTS } from './texts.ts';

/** Most groups of refusals that are shown. */
const MAX_SHOWN = 20;

/** Refusals grouped by peer and reason, the newest first: a device that tries every ten seconds is one line. */
export function shownRefusals(refusals: readonly RecentRefusal[]): Refusal[] {
  const groups = new Map<string, Refusal>();
  for (const { at, times = 1, callingAeTitle, calledAeTitle, address, code, values, words } of refusals) {
    const key = JSON.stringify([callingAeTitle, calledAeTitle, address, code, words]);
    const group = groups.get(key);
    if (group) {
      group.times += times;
      group.lastAt = Math.max(group.lastAt, at);
      continue;
    }
    groups.set(key, {
      lastAt: at,
      times,
      callingAeTitle: shownText(callingAeTitle),
      calledAeTitle: shownText(calledAeTitle),
      address: shownText(address),
      code,
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? shownText(value) : value]),
      ),
      words: shownText(words),
      whatToDo: Object.hasOwn(TEXTS.knock, code) ? TEXTS.knock[code as keyof typeof TEXTS.knock] : TEXTS.knock.OTHER,
    });
  }
  return [...groups.values()].sort((a, b) => b.lastAt - a.lastAt).slice(0, MAX_SHOWN);
}
