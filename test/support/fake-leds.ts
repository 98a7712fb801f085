import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `trigger` says on a kernel that has what a panel needs. */
export const TRIGGERS = '[none] kbd-scrolllock timer pattern heartbeat netdev\n';

/** A folder like /sys/class/leds, of files that keep what is written: name of the LED to its triggers. `using` removes it. */
export function fakeLeds(leds: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-leds-'));
  for (const [name, triggers] of Object.entries(leds)) {
    mkdirSync(join(folder, name));
    const files = { trigger: triggers, max_brightness: '255\n', brightness: '0\n', delay_on: '', delay_off: '', pattern: '' };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  }
  const read = (led: string, file: string) => readFileSync(join(folder, led, file), 'utf8');
  /** The trigger that is in use. */
  const trigger = (led: string) => /\[(.*)\]/.exec(read(led, 'trigger'))?.[1] ?? read(led, 'trigger');
  return { folder, read, trigger, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
