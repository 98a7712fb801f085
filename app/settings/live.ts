import { type Log, wordsOf } from '../base/base.ts';
import type { LoadedConfig } from '../config/config.ts';
import { SettingsError } from './errors.ts';

/** What a part of the program has made ready for new settings. */
export interface Prepared {
  /** The settings are kept: from now on they hold. */
  commit(): void | Promise<void>;
  /** They are not: all is to be as it was. */
  takeBack(): void | Promise<void>;
}

/** A part of the program that follows the settings. What can fail, as opening a port, fails in `prepare`: then nothing changes anywhere. */
export interface LivePart {
  readonly name: string;
  /** @throws CodedError in words that say what to do */
  prepare(next: LoadedConfig, now: LoadedConfig): Prepared | Promise<Prepared>;
}

/**
 * All parts, or none.
 *
 * @throws SettingsError SETTINGS_NOT_APPLIED
 */
export async function prepareAll(parts: Iterable<LivePart>, next: LoadedConfig, now: LoadedConfig, log: Log): Promise<Prepared> {
  const ready: { readonly name: string; readonly prepared: Prepared }[] = [];
  const each = async (what: 'commit' | 'takeBack') => {
    for (const { name, prepared } of ready) {
      try {
        await prepared[what]();
      } catch (error) {
        log.error('settings.part-failed', { part: name, what, words: wordsOf(error) }); // the others still have to follow
      }
    }
  };
  for (const part of parts) {
    try {
      ready.push({ name: part.name, prepared: await part.prepare(next, now) });
    } catch (cause) {
      await each('takeBack');
      throw new SettingsError('SETTINGS_NOT_APPLIED', `The settings stay as they were. ${wordsOf(cause)}`, {
        cause,
        values: { why: wordsOf(cause) },
      });
    }
  }
  return { commit: () => each('commit'), takeBack: () => each('takeBack') };
}
