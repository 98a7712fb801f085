import * as z from 'zod/mini';
import type { ValueSchema } from '../settings/settings.ts';
import { ACTIONS, PARTIES } from '../users/users.ts';
import { Series } from './studies-schema.ts';

/**
 * What the server says and the page shows: one set of shapes for both. The page imports the types only, so that no validator travels to the browser.
 * Times are milliseconds since 1970, sizes are bytes, dates are `YYYY-MM-DD`.
 */

/** What a sentence is filled with. */
const Values = z.record(z.string(), z.union([z.string(), z.number()]));

/** A sentence of the server by a stable code and what it is filled with; the page says it in its own language, `words` are the English ones. */
export const Said = z.object({ code: z.string(), values: Values, words: z.string() });
export type Said = z.infer<typeof Said>;

/** A Person Name (PS3.5 §6.2.1) with its components in reading order, one text for each component group. */
export const PersonName = z.object({
  alphabetic: z.string(),
  ideographic: z.optional(z.string()),
  phonetic: z.optional(z.string()),
  /** Which glyphs Han characters want, where the name tells it. */
  lang: z.optional(z.enum(['ja', 'ko'])),
});
export type PersonName = z.infer<typeof PersonName>;

export const Study = z.object({
  studyInstanceUid: z.string(),
  patientName: PersonName,
  patientId: z.string(),
  modalities: z.array(z.string()),
  studyDate: z.optional(z.string()),
  description: z.optional(z.string()),
  series: z.number(),
  instances: z.number(),
  bytes: z.number(),
  lastReceivedAt: z.number(),
});
export type Study = z.infer<typeof Study>;

/** A study of the list that is searched. */
export const FoundStudy = z.object({ ...Study.shape, accessionNumber: z.string() });
export type FoundStudy = z.infer<typeof FoundStudy>;

/** A page of it, newest first. */
export const FoundStudies = z.object({
  studies: z.array(FoundStudy),
  /** Where the next page goes on: the `before` to ask with; undefined after the last. */
  before: z.optional(z.number()),
  /** Studies that are not found yet: an index of an earlier version is still being gone through. */
  due: z.number(),
});
export type FoundStudies = z.infer<typeof FoundStudies>;

/** A study with its series. */
export const StudyShown = z.object({
  ...FoundStudy.shape,
  studyId: z.string(),
  /** `HH:MM` */
  studyTime: z.optional(z.string()),
  patientBirthDate: z.optional(z.string()),
  patientSex: z.string(),
  referringPhysician: PersonName,
  firstReceivedAt: z.number(),
  seriesList: z.array(Series),
});
export type StudyShown = z.infer<typeof StudyShown>;
export type { BoxFacts, Slots, UploadedUpdate, Verification } from './box-schema.ts';
export type { CommitmentFailures, CommitmentShown, CommittedElsewhere } from './commitment-schema.ts';
export type { Hl7Fault, Hl7Message, Hl7Shown, Hl7View } from './hl7-schema.ts';
export type { OhifFacts } from './ohif-schema.ts';
export type { InboxDetail, InboxEntry, InboxOrder, InboxSuggestion, InboxView } from './reconcile-schema.ts';
export type { RefusedStep, StepAlarm, StepDetail, StepOfDay, StepQueue, StepsOfDay } from './steps-schema.ts';
export * from './studies-schema.ts';
export type { Imported, ImportLine, ImportOutcome } from './worklist-import-schema.ts';
export type {
  WorklistAttributes,
  WorklistChange,
  WorklistCompletion,
  WorklistItem,
  WorklistItemView,
  WorklistSource,
  WorklistStatus,
  WorklistTaken,
  WorklistView,
} from './worklist-schema.ts';

export const Association = z.object({
  id: z.number(),
  callingAeTitle: z.string(),
  calledAeTitle: z.string(),
  address: z.string(),
  openedAt: z.number(),
  images: z.number(),
  bytes: z.number(),
  bytesPerSecond: z.number(),
});
export type Association = z.infer<typeof Association>;

/** One that is over. */
export const ClosedAssociation = z.object({
  id: z.number(),
  callingAeTitle: z.string(),
  calledAeTitle: z.string(),
  address: z.string(),
  openedAt: z.number(),
  closedAt: z.number(),
  images: z.number(),
  /** Images that were refused or failed. */
  failures: z.number(),
  how: z.enum(['released', 'aborted', 'aborted-by-peer', 'lost']),
  /** How it ended, in English. */
  words: z.string(),
});
export type ClosedAssociation = z.infer<typeof ClosedAssociation>;

/** A device: one of the AE table, or one that called without being in it. */
export const Contact = z.object({
  aeTitle: z.string(),
  /** From where it called last, else where the AE table says that it is. */
  address: z.string(),
  /** When it was let in last; undefined where it never was. */
  at: z.optional(z.number()),
  isKnown: z.boolean(),
  /** Where it has not called today although it usually does: by when, in minutes since midnight. */
  usuallyBy: z.optional(z.number()),
});
export type Contact = z.infer<typeof Contact>;

/** How much arrives. */
export const Activity = z.object({
  /** The hours of the last day and a half, each with the studies whose last image came within it; hours without any are left out. */
  hours: z.array(z.object({ at: z.number(), studies: z.number() })),
  /** Of the last weeks; undefined before there is a day of them. */
  bytesPerDay: z.optional(z.number()),
});
export type Activity = z.infer<typeof Activity>;

/** Refusals of the same peer for the same reason, as one. */
export const Refusal = z.object({
  lastAt: z.number(),
  times: z.number(),
  callingAeTitle: z.string(),
  calledAeTitle: z.string(),
  address: z.string(),
  /** Why, for `ui/words/refusals`. */
  code: z.string(),
  values: Values,
  words: z.string(),
  whatToDo: z.string(),
});
export type Refusal = z.infer<typeof Refusal>;

export const Disk = z.object({ totalBytes: z.number(), freeBytes: z.number(), reserveBytes: z.number(), accepting: z.boolean() });
export type Disk = z.infer<typeof Disk>;

export const Counts = z.object({
  patients: z.number(),
  studies: z.number(),
  series: z.number(),
  instances: z.number(),
  bytes: z.number(),
});
export type Counts = z.infer<typeof Counts>;

/** Where a modality sends to. */
export const DicomAddress = z.object({
  name: z.string(),
  aeTitle: z.string(),
  hosts: z.array(z.string()),
  port: z.number(),
  tls: z.boolean(),
  /** Only programs on this machine can reach it. */
  loopbackOnly: z.boolean(),
});
export type DicomAddress = z.infer<typeof DicomAddress>;

/** One LED of the front panel: how it looks, what that means and what to do. */
export const PanelLed = z.object({
  led: z.string(),
  state: z.string(),
  colour: z.enum(['green', 'amber', 'red']),
  rhythm: z.string(),
  /** `rest`, `work`, `notice`, `warning`, `fault`, `hand`: how much it wants to be seen. */
  urgency: z.string(),
  looks: z.string(),
  means: z.string(),
  toDo: z.string(),
});
export type PanelLed = z.infer<typeof PanelLed>;

/** How the network knows this machine by name (mDNS). */
export const Announced = z.object({
  /** e.g. `filmroom-7K3F.local` */
  hostName: z.optional(z.string()),
  /** Names that another machine had first, and what ours became. */
  renamed: z.readonly(z.array(z.object({ wanted: z.string(), now: z.string() }))),
  /** Why nothing is announced, in words. */
  silentBecause: z.optional(z.string()),
});
export type Announced = z.infer<typeof Announced>;

export const Status = z.object({
  now: z.number(),
  version: z.string(),
  dicom: z.array(DicomAddress),
  /** Undefined while the archive has not answered. */
  counts: z.optional(Counts),
  disk: Disk,
  associations: z.array(Association),
  closed: z.array(ClosedAssociation),
  refusals: z.array(Refusal),
  contacts: z.array(Contact),
  /** Undefined while the archive has not answered. */
  activity: z.optional(Activity),
  /** Shown on machines without LEDs too. */
  panel: z.array(PanelLed),
  announced: Announced,
  /** What is not as it should be with the box around the program, a sentence each. */
  problems: z.array(Said),
  /** Why what is shown may be old. */
  trouble: z.optional(Said),
});
export type Status = z.infer<typeof Status>;

export const Studies = z.object({ studies: z.array(Study) });

/** The first event of /api/events, sent again after a client fell behind. */
export const Snapshot = z.object({ status: Status, studies: z.array(Study) });
export type Snapshot = z.infer<typeof Snapshot>;

/** What changed since the event before: whole parts of the status, whole studies, and studies no longer among the recent ones. */
export const Patch = z.object({
  status: z.partial(Status),
  /** Parts of the status that are no longer there. */
  cleared: z.array(z.enum(['counts', 'activity', 'trouble'])),
  studies: z.array(Study),
  gone: z.array(z.string()),
});
export type Patch = z.infer<typeof Patch>;

/** RFC 9457, with the code and values of a `Said` as extension members (§3.2). */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.optional(z.string()),
  values: z.optional(z.readonly(Values)),
});
export type Problem = z.infer<typeof Problem>;

/** Who is signed in, and what they may do. */
export const WhoIs = z.object({
  kind: z.enum(['person', 'token', 'machine']),
  name: z.string(),
  role: z.enum(PARTIES),
  may: z.array(z.enum(ACTIONS)),
  /** When the session ends at the latest. */
  endsAt: z.optional(z.number()),
  /** OHIF is there, at /ohif/. */
  hasOhif: z.boolean(),
  /** Whom people here ask for help; empty where nothing is set. */
  support: z.object({
    name: z.optional(z.string()),
    phone: z.optional(z.string()),
    mail: z.optional(z.string()),
    hours: z.optional(z.string()),
  }),
});
export type WhoIs = z.infer<typeof WhoIs>;
export type { ValueSchema } from '../settings/settings.ts';
export type { CertificateFacts, CertificatesFacts } from '../tls/tls.ts';
export type { AccountFacts, Action, Role, TokenFacts } from '../users/users.ts';
export type { SetupView } from './setup-sources.ts';

/** A setting as a form shows it. */
export const SettingField = z.object({
  path: z.string(),
  help: z.string(),
  schema: z.custom<ValueSchema>().check(z.describe('JSON Schema of the value.')),
  default: z.unknown(),
  /** What holds now; null where nothing does. */
  value: z.unknown(),
  whence: z.enum(['default', 'file', 'page', 'command line']),
  /** The option of the command line that sets it: the page cannot. */
  setBy: z.optional(z.string()),
  effect: z.enum(['now', 'next-association', 'port', 'page', 'restart']),
  unit: z.optional(z.enum(['bytes', 'ms'])),
});
export type SettingField = z.infer<typeof SettingField>;

export const SettingsView = z.object({
  revision: z.number(),
  fields: z.array(SettingField),
  /** JSON Schema of an entry of the AE table. */
  remoteAe: z.custom<ValueSchema>(),
  /** Revisions of the changes that can be undone, newest first. */
  undoable: z.array(z.number()),
  /** What was set here and does not hold, since this start could not follow it. */
  leftOut: z.array(z.object({ path: z.string(), words: z.string() })),
  /** Where the page is opened. */
  web: z.object({ address: z.string(), port: z.number(), tls: z.boolean() }),
});
export type SettingsView = z.infer<typeof SettingsView>;

const SettingSide = z.object({ value: z.unknown(), isSet: z.boolean() });
export const SettingsChange = z.object({
  revision: z.number(),
  at: z.number(),
  by: z.string(),
  kind: z.enum(['change', 'undo', 'restore']),
  undoes: z.optional(z.number()),
  parts: z.array(z.object({ path: z.string(), before: SettingSide, after: SettingSide })),
  canUndo: z.boolean(),
  /** The later change that stands against its undo. */
  blockedBy: z.optional(z.number()),
});
export type SettingsChange = z.infer<typeof SettingsChange>;
export const SettingsChanges = z.object({ changes: z.array(SettingsChange) });

/** What a restore would change. */
export const SettingsDifferences = z.object({
  differences: z.array(z.object({ path: z.string(), now: z.unknown(), restored: z.unknown() })),
});
export type SettingsDifferences = z.infer<typeof SettingsDifferences>;
