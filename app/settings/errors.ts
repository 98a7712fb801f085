import { CodedError } from '../base/base.ts';

export type SettingsErrorCode =
  | 'SETTINGS_INVALID' // an unknown path, a wrong type, a value out of range, a clash
  | 'SETTINGS_FIXED' // the command line sets it
  | 'SETTINGS_STALE' // somebody else has changed it meanwhile
  | 'SETTINGS_NOT_APPLIED' // e.g. a port that another program has
  | 'SETTINGS_NOT_KEPT' // the file cannot be written
  | 'SETTINGS_NO_SUCH_CHANGE' // not among those that can be undone
  | 'SETTINGS_UNDO_BLOCKED' // a later change stands against it
  | 'SETTINGS_BAD_BACKUP'; // no backup of settings, or a damaged one

/** The settings cannot be changed so; the message is for the person in front of the page, and nothing has changed. */
export class SettingsError extends CodedError<SettingsErrorCode> {}
