/** The configuration: one schema with defaults, ranges and a sentence each; the file; the product's limits. Read by `program` and `commands` alone, everybody else gets plain options. */

export { checkRemoteAe, type StoredRemoteAe } from './ae-table-entry.ts';
export { listenDescriptor, logStyle, notifySocket, watchdogMs } from './environment.ts';
export { ConfigError, type ConfigErrorCode } from './errors.ts';
export { LIMIT_TABLE, LIMITS, type LimitRow } from './limits.ts';
export {
  byCommandLine,
  composeConfig,
  firstListenerFixed,
  type Layers,
  type LoadedConfig,
  loadConfig,
  type Overrides,
  whenceOf,
} from './load.ts';
export { isPagePath, PAGE_PATHS, type PageValues, valueAt, type Whence, withPageValues } from './page-values.ts';
export { type Config, ConfigSchema, type ListenerConfig, RemoteAeSchema, type SupportContact } from './schema.ts';
export {
  NO_SETTINGS,
  OLD_AE_TABLE_FILE,
  readSettings,
  remoteAePath,
  SETTINGS_FILE,
  type SettingsChange,
  type StoredSettings,
  titleInPath,
} from './settings-file.ts';
export { speaksTls } from './speaks-tls.ts';
export { useTimeZone } from './time-zone.ts';
export { type SettingWords, settingsInWords } from './words.ts';
