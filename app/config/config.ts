/** The configuration: one schema with defaults, ranges and a sentence each; the file; the product's limits. Read by `main.ts` alone, everybody else gets plain options. */

export { checkRemoteAe, readAeTable, type StoredRemoteAe, writeAeTable } from './ae-table-file.ts';
export { listenDescriptor, logStyle, notifySocket, watchdogMs } from './environment.ts';
export { ConfigError, type ConfigErrorCode } from './errors.ts';
export { LIMIT_TABLE, LIMITS, type LimitRow } from './limits.ts';
export { type LoadedConfig, loadConfig, type Overrides } from './load.ts';
export { type Config, ConfigSchema, type ListenerConfig } from './schema.ts';
export { type SettingWords, settingsInWords } from './words.ts';
