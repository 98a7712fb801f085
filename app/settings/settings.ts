/**
 * What the page sets: kept in one small file beside the images, above the configuration file and below the command line, checked whole by the one
 * schema, in force when the answer comes. Each change is remembered with who and when, and the last ones can be undone. Knows no HTTP.
 */
export { type Backup, BackupSchema, type Difference } from './backup.ts';
export { SettingsError, type SettingsErrorCode } from './errors.ts';
export { EFFECTS, type Effect } from './facts.ts';
export { entrySchema, type FormField, formFields, type ValueSchema } from './form.ts';
export { SETTINGS_LIMITS, type SettingsLimits } from './limits.ts';
export type { LivePart, Prepared } from './live.ts';
export { type ChangeAsked, openSettings, type Settings, type SettingsState } from './open.ts';
