import { SettingsError, type SettingsErrorCode } from '../settings/settings.ts';
import { problem } from './problem.ts';

const STATUS_OF = {
  SETTINGS_INVALID: 400,
  SETTINGS_FIXED: 409,
  SETTINGS_STALE: 409,
  SETTINGS_NOT_APPLIED: 409,
  SETTINGS_NOT_KEPT: 507,
  SETTINGS_NO_SUCH_CHANGE: 404,
  SETTINGS_UNDO_BLOCKED: 409,
  SETTINGS_BAD_BACKUP: 400,
} as const satisfies Record<SettingsErrorCode, number>;

const TITLE_OF = {
  SETTINGS_INVALID: 'This cannot be set',
  SETTINGS_FIXED: 'The command line sets this',
  SETTINGS_STALE: 'Somebody else was faster',
  SETTINGS_NOT_APPLIED: 'This could not be put into effect',
  SETTINGS_NOT_KEPT: 'Not kept',
  SETTINGS_NO_SUCH_CHANGE: 'No such change',
  SETTINGS_UNDO_BLOCKED: 'Not undone',
  SETTINGS_BAD_BACKUP: 'No backup of settings',
} as const satisfies Record<SettingsErrorCode, string>;

/** A refusal of the settings in words; what else went wrong is for the last resort. */
export function settingsProblem(error: unknown): Response {
  if (!(error instanceof SettingsError)) throw error;
  const { code, message, values } = error;
  return problem(STATUS_OF[code], { title: TITLE_OF[code], detail: message, code, values });
}
