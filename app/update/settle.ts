import type { Slot, SlotName } from './grubenv.ts';
import type { UpdateState } from './state.ts';

/**
 * What is remembered once the slot that runs has been found good: an update that went to it has succeeded; one that went to the other has
 * failed there, or was never written whole, or has yet to be started. Without an update, a slot that was not the first to be tried runs because the
 * other one came up no more.
 */
export function afterGood(
  state: UpdateState,
  booted: { readonly slot: SlotName; readonly version: string; readonly isFirst: boolean },
  other: Pick<Slot, 'isOk' | 'tries'>,
  now: number,
): UpdateState {
  const { pending, ...rest } = state;
  const versions = { ...state.versions, [booted.slot]: booted.version };
  const { version = '', slot } = pending?.to ?? {};
  const left = versions[booted.slot === 'A' ? 'B' : 'A'];
  const end = (outcome: NonNullable<UpdateState['last']>['outcome'], words: string, of = version): UpdateState => ({
    ...rest,
    versions,
    last: { outcome, version: of, at: now, words },
  });
  if (!pending && booted.isFirst) return { ...rest, versions };
  if (!pending)
    return end(
      'returned',
      `Version ${left ?? 'unknown'} came up no more, so the box went back to ${booted.version} by itself.`,
      left ?? '',
    );
  if (slot === booted.slot) return end('good', `Version ${version} was installed and works.`);
  if (!other.isOk) return end('failed', `Version ${version} was not written whole; ${booted.version} runs as before.`);
  if (other.tries > 0) return end('returned', `Version ${version} did not work, so the box went back to ${booted.version} by itself.`);
  return { ...state, versions };
}
