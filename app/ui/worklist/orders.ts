import type { WorklistAttributes as Attributes, WorklistItem as Item, WorklistStatus as Status, WorklistTaken } from '../../web/schema.ts';
import { ask } from '../shell/shell.ts';

export type { WorklistAttributes as Attributes, WorklistItem as Item, WorklistStatus as Status } from '../../web/schema.ts';

export const STEP = 'ScheduledProcedureStepSequence';

/** The text of an attribute at the top, or within the first item of a sequence: `ScheduledProcedureStepSequence.Modality`. */
export function textAt(attributes: Attributes, path: string): string {
  const [keyword = '', ...more] = path.split('.');
  const found = attributes[keyword];
  if (more.length === 0) return typeof found === 'string' ? found : '';
  return typeof found === 'object' && found[0] ? textAt(found[0], more.join('.')) : '';
}

export const ofStep = (attributes: Attributes, keyword: string): string => textAt(attributes, `${STEP}.${keyword}`);

export const addItem = (attributes: Attributes) => ask<WorklistTaken>('/api/worklist', { method: 'POST', body: { attributes } });

/** Refused where somebody else has changed it since it was read. */
export const changeItem = ({ id, changedAt }: Item, attributes: Attributes) =>
  ask<WorklistTaken>(`/api/worklist/${id}`, { method: 'PATCH', body: { attributes, changedAt } });

export const setStatus = (id: number, status: Status) => ask<WorklistTaken>(`/api/worklist/${id}`, { method: 'PATCH', body: { status } });

/** Each station once. A step may be for several. */
export const stationsOf = (items: readonly Item[]): readonly string[] =>
  [...new Set(items.flatMap(({ attributes }) => ofStep(attributes, 'ScheduledStationAETitle').split('\\').filter(Boolean)))].toSorted();
