import type { KeywordTree } from '../dataset/dataset.ts';
import type { ItemSource, StepStatus, WorklistItem } from './item.ts';

/** An item as it comes from the worker. */
export interface ItemRow {
  readonly id: number;
  /** JSON of a KeywordTree. */
  readonly attributes: string;
  readonly status: StepStatus;
  readonly source: ItemSource;
  readonly who: string;
  readonly withdrawn: number;
  readonly given: string;
  readonly made_at: number;
  readonly changed_at: number;
}

export const ITEM_COLUMNS = 'id, attributes, status, source, who, withdrawn, given, made_at, changed_at';

export function itemOf({ attributes, withdrawn, made_at, changed_at, ...row }: ItemRow): WorklistItem {
  const { id, status, source, who } = row;
  return {
    ...{ id, status, source, who, withdrawn: withdrawn === 1, madeAt: made_at, changedAt: changed_at },
    attributes: JSON.parse(attributes) as KeywordTree,
  };
}
