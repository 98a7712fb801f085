import type { Status } from './orders.ts';
import { texts as T } from './texts/en.ts';

/** How far a step is: colour and words. */
export function StatusChip({ status }: { status: Status }) {
  return <span class={`slot-status ${status.toLowerCase()}`}>{T.statuses[status]}</span>;
}

/** Of those it is still to be seen to. */
export const isOpen = (status: Status): boolean => status === 'SCHEDULED' || status === 'ARRIVED' || status === 'READY';
