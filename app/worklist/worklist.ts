/**
 * The worklist: orders for scheduled procedure steps, where they come from (page, HL7, files, upstream, CSV, HTTP), who changed them, and the
 * Modality Worklist SCP that offers them (PS3.4 Annex K). Knows nothing of HTTP and HL7: they call `take`.
 */
export { answerTree } from './answer.ts';
export { type OrderFault, orderFaults } from './check.ts';
export { dicomJsonOf } from './dicom-json.ts';
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
export { WORKLIST_LIMITS, type WorklistLimits } from './limits.ts';
export type { SoughtKey } from './match.ts';
export { withStatus } from './merge.ts';
export { dayAt, type WorklistPreset } from './preset.ts';
export { createWorklistScp, type WorklistScpOptions } from './scp.ts';
export { openWorklist, type Worklist, type WorklistOptions } from './store.ts';
export { followUpstream, type Upstream, type UpstreamSettings } from './upstream.ts';
export { readStepSearch, type StepSearch } from './web-search.ts';
export { type WatchedFolder, watchWorklistFolder } from './wl-folder.ts';
