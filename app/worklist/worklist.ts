/**
 * The worklist: orders for scheduled procedure steps, where they come from (page, HL7, files, upstream, CSV, HTTP), who changed them, and the
 * Modality Worklist SCP that offers them (PS3.4 Annex K). Knows nothing of HTTP and HL7: they call `take`.
 */
export { WorklistError, type WorklistErrorCode } from './errors.ts';
export {
  type ChangedBy,
  ITEM_SOURCES,
  type ItemChange,
  type ItemSource,
  OFFERED_STATUSES,
  type Order,
  type PatientReference,
  type SourceState,
  STEP_STATUSES,
  type StepReference,
  type StepStatus,
  stepOf,
  type Taken,
  textAt,
  type WorklistItem,
} from './item.ts';
export type { WorklistQuery } from './item-find.ts';
export type { SoughtKey } from './match.ts';
export { openWorklist, type Worklist, type WorklistOptions } from './store.ts';
