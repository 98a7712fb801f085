import { shownText } from './peer-text.ts';
import type { Refusal } from './schema.ts';
import type { RecentRefusal } from './sources.ts';
import { TEXTS } from './texts.ts';

/** Most groups of refusals that are shown. */
const MAX_SHOWN = 20;

/** Refusals grouped by peer and reason, the newest first: a device that tries every ten seconds is one line. */
export function shownRefusals(refusals: readonly RecentRefusal[]): Refusal[] {
  const groups = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const { callingAeTitle, calledAeTitle, address, words } = refusal;
    const key = JSON.stringify([callingAeTitle, calledAeTitle, address, words]);
    const group = groups.get(key);
    if (group) {
      group.times++;
      group.lastAt = Math.max(group.lastAt, refusal.at);
      continue;
    }
    groups.set(key, {
      lastAt: refusal.at,
      times: 1,
      callingAeTitle: shownText(callingAeTitle),
      calledAeTitle: shownText(calledAeTitle),
      address: shownText(address),
      words: shownText(words),
      whatToDo: whatToDo(refusal),
    });
  }
  return [...groups.values()].sort((a, b) => b.lastAt - a.lastAt).slice(0, MAX_SHOWN);
}

/** One sentence for the person at the device, by result source and reason (PS3.8 Table 9-21). */
function whatToDo({ rejection }: RecentRefusal): string {
  if (!rejection) return TEXTS.advice.notDicom;
  switch (`${rejection.source}/${rejection.reason}`) {
    case '1/2': // application-context-name-not-supported
    case '2/2': // protocol-version-not-supported
      return TEXTS.advice.protocol;
    case '1/3':
      return TEXTS.advice.callingAeTitle;
    case '1/7':
      return TEXTS.advice.calledAeTitle;
    case '3/1': // temporary-congestion
      return TEXTS.advice.congestion;
    case '3/2': // local-limit-exceeded
      return TEXTS.advice.limit;
    default:
      return TEXTS.advice.other;
  }
}
