/**
 * What went over the wire: each association's PDUs and DIMSE messages in bounded rings, and what they mean. Of data sets the length alone is
 * kept; of the identifiers of queries the tags, with masked values.
 *
 * `ul` → `recorder` (bytes, nothing decoded) → `view` (when somebody looks) → `report`.
 */
export { WIRE_VIEW_LIMITS, type WireViewLimits } from './limits.ts';
export { createRecorder, type Recorder, type WireListener } from './recorder.ts';
export type { AssociationRecord, WireRecord } from './records.ts';
export { timelineText } from './report.ts';
export { eventOf, summaryOf, timelineOf, type WireAssociation, type WireEvent, type WireTimeline } from './view.ts';
