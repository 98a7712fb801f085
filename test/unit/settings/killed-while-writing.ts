/** Changes settings as fast as it can until it is killed; says each that is kept. */
import { writeSync } from 'node:fs';
import { systemClock as clock, createLog } from '../../../app/base/base.ts';
import { loadConfig } from '../../../app/config/config.ts';
import { openSettings } from '../../../app/settings/settings.ts';

const log = createLog({ level: 'error', style: 'console', write: (line) => process.stderr.write(line) });
const settings = openSettings({ config: loadConfig({ dataFolder: process.argv[2] ?? '' }), clock, log });
for (let at = settings.state().revision; ; at++) {
  const { revision } = await settings.change({ by: 'test', set: { 'storage.reserveBytes': at } });
  writeSync(1, `${revision} ${at}\n`);
}
