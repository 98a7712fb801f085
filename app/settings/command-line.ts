import { isDeepStrictEqual } from 'node:util';
import { byCommandLine, firstListenerFixed, type Layers, type PageValues, valueAt, withPageValues } from '../config/config.ts';
import { SettingsError } from './errors.ts';

/** @throws SettingsError SETTINGS_FIXED */
export function refuseFixed({ overrides }: Layers, path: string): void {
  const option = byCommandLine(overrides).get(path);
  if (option !== undefined)
    throw new SettingsError(
      'SETTINGS_FIXED',
      `${path} is set by ${option} of the command line, which stands above the page. Start without ${option} to set it here.`,
      { values: { path, option } },
    );
}

type Listener = Readonly<Record<string, unknown>>;
const isListener = (given: unknown): given is Listener => typeof given === 'object' && given !== null && !Array.isArray(given);

/**
 * Values as they are kept. The command line sets address and port of the first listener: these stay as the page shows them, and what is kept is
 * what lay beneath.
 *
 * @throws SettingsError SETTINGS_FIXED
 */
export function asStored(layers: Layers, before: PageValues, set: PageValues): PageValues {
  const fixed = Object.entries(firstListenerFixed(layers.overrides));
  const listeners = set.listeners;
  if (fixed.length === 0 || !Array.isArray(listeners) || !isListener(listeners[0])) return set;
  const first: Record<string, unknown> = { ...listeners[0] };
  const listenersBelow = valueAt(withPageValues(layers.given, before), 'listeners');
  const below = Array.isArray(listenersBelow) && isListener(listenersBelow[0]) ? listenersBelow[0] : {};
  for (const [key, value] of fixed) {
    if (first[key] !== undefined && !isDeepStrictEqual(first[key], value))
      throw new SettingsError(
        'SETTINGS_FIXED',
        `listeners[0].${key} is set by --${key} of the command line, which stands above the page. Start without --${key} to set it here.`,
        { values: { path: `listeners[0].${key}`, option: `--${key}` } },
      );
    delete first[key];
    if (below[key] !== undefined) first[key] = below[key];
  }
  return { ...set, listeners: [first, ...listeners.slice(1)] };
}
