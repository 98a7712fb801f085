import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '../../app/base/base.ts';
import { loadConfig, type Overrides, type StoredSettings } from '../../app/config/config.ts';
import { openSettings, type SettingsLimits } from '../../app/settings/settings.ts';
import { gatheredLog } from './gathered-log.ts';

/** Test only: settings over a data folder of their own, with this configuration file. */
export function testSettings(given: { readonly file?: unknown; readonly overrides?: Overrides; readonly limits?: SettingsLimits } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-settings-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  if (given.file !== undefined) writeFileSync(join(dataFolder, 'config.json'), JSON.stringify(given.file));
  const overrides = { dataFolder, ...given.overrides };
  const open = () =>
    openSettings({ config: loadConfig(overrides), clock, log: gatheredLog().log, ...(given.limits && { limits: given.limits }) });
  return {
    dataFolder,
    settings: open(),
    /** As after a restart. */
    open,
    stored: () => JSON.parse(readFileSync(join(dataFolder, 'settings.json'), 'utf8')) as StoredSettings,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
