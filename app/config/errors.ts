import { CodedError } from '../base/base.ts';

export type ConfigErrorCode =
  | 'CONFIG_UNREADABLE' // the file cannot be opened
  | 'CONFIG_NOT_JSON'
  | 'CONFIG_INVALID'; // an unknown key, a wrong type, a value out of range

/** The configuration cannot be used. The message names the file, each fault, and what to write instead; never a half of it is applied. */
export class ConfigError extends CodedError<ConfigErrorCode> {}
