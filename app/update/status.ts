import type { Slot, SlotName } from './grubenv.ts';
import type { UpdateState } from './state.ts';

export interface UpdateStatus {
  readonly slot: SlotName;
  readonly version: string;
  readonly isProven: boolean;
  readonly other: Slot & { readonly slot: SlotName; readonly version?: string | undefined };
  /** What RAUC is doing. */
  readonly installing?: { readonly percent: number; readonly words: string };
  /** Why the last installation failed, in RAUC's words. */
  readonly failure?: string;
  /** Written whole, and starts with the next restart or is on trial. */
  readonly pending?: UpdateState['pending'];
  readonly last?: UpdateState['last'];
}

export function describeUpdate(status: UpdateStatus): string {
  const { slot, version, isProven, other, installing, failure, pending, last } = status;
  const lines = [`Slot ${slot}  version ${version} runs${isProven ? '' : ', and has still to show that it works'}`];
  if (pending && pending.to.slot === other.slot)
    lines.push(`Slot ${other.slot}  version ${pending.to.version} is installed, and starts with the next restart`);
  else if (other.isProven && other.isOk)
    lines.push(`Slot ${other.slot}  version ${other.version ?? 'unknown'}: filmroom update back returns to it`);
  else lines.push(`Slot ${other.slot}  holds nothing that has worked`);
  if (installing) lines.push(`Installing: ${installing.percent} %, ${installing.words}`);
  if (failure) lines.push(`The last installation failed: ${failure}`);
  if (last) lines.push(last.words);
  return `${lines.join('\n')}\n`;
}
