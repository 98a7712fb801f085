import type { SlotName } from './grubenv.ts';
import type { UpdateState } from './state.ts';

/** What is remembered once the slot that runs has been found good: an update that went to it has succeeded, one that went to the other has not. */
export function afterGood(state: UpdateState, booted: { readonly slot: SlotName; readonly version: string }, now: number): UpdateState {
  const { pending, ...rest } = state;
  const versions = { ...state.versions, [booted.slot]: booted.version };
  if (!pending) return { ...rest, versions };
  const isNew = pending.to.slot === booted.slot;
  const words = isNew
    ? `Version ${booted.version} was installed and works.`
    : `Version ${pending.to.version} did not work, so the box went back to ${booted.version} by itself.`;
  const { version } = pending.to;
  return { ...rest, versions, last: { outcome: isNew ? 'good' : 'returned', version, at: now, words } };
}
