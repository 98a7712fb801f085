import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, errnoOf, type Log, removeFile, replaceFile, wordsOf } from '../base/base.ts';
import {
  composeConfig,
  type Layers,
  type LoadedConfig,
  OLD_AE_TABLE_FILE,
  type PageValues,
  readSettings,
  SETTINGS_FILE,
  type SettingsChange,
  type StoredSettings,
  valueAt,
  type Whence,
  whenceOf,
} from '../config/config.ts';
import { type Backup, backupOf, type Difference, valuesOfBackup } from './backup.ts';
import { asStored, refuseFixed } from './command-line.ts';
import { SettingsError } from './errors.ts';
import { blockerOf, hasChanged, remember, sideOf, staleFor, undoableOf, withoutChange } from './history.ts';
import { SETTINGS_LIMITS, type SettingsLimits } from './limits.ts';
import { type LivePart, prepareAll } from './live.ts';

export interface ChangeAsked {
  readonly by: string;
  /** What the asker has seen; without it, whatever holds. */
  readonly revision?: number | undefined;
  /** By path. */
  readonly set?: PageValues | undefined;
  /** Paths that the page is to set no longer. */
  readonly reset?: readonly string[] | undefined;
}

export interface SettingsState {
  readonly revision: number;
  /** Paths that the page has set and that do not hold, since the last start could not follow them; with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly words: string }[];
  /** Newest first, each with what stands against its undo. */
  readonly changes: readonly (SettingsChange & { readonly canUndo: boolean; readonly blockedBy?: number | undefined })[];
}

export interface Settings {
  /** What holds: read it at each use, and keep no copy. */
  now(): LoadedConfig;
  state(): SettingsState;
  whence(path: string): Whence;
  /**
   * One change: checked whole, prepared by every part, kept durably, then in force. One after the other.
   *
   * @throws SettingsError, and nothing has changed
   */
  change(asked: ChangeAsked): Promise<SettingsState>;
  /** Takes an entry of a list away, whence ever it comes: what the configuration file has is kept as taken away. */
  remove(path: string, by: string): Promise<SettingsState>;
  /** Takes one of the last changes back; that is a change too. */
  undo(asked: { readonly by: string; readonly undoes: number }): Promise<SettingsState>;
  backup(program: string): Backup;
  /** What a restore would change; throws as it would. */
  compare(backup: unknown): readonly Difference[];
  restore(asked: { readonly by: string; readonly revision?: number | undefined; readonly backup: unknown }): Promise<SettingsState>;
  /** These values of the page do not hold in this run, until somebody sets them anew. They stay kept. */
  leaveOut(paths: readonly string[], words: string): void;
  /** From now on this part follows. Returns how it leaves. */
  follow(part: LivePart): () => void;
}

export function openSettings(options: {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Why nothing can be kept, in words. */
  readonly readOnlyBecause?: string | undefined;
  readonly limits?: SettingsLimits;
}): Settings {
  const { clock, log, readOnlyBecause, limits = SETTINGS_LIMITS } = options;
  const { layers } = options.config;
  let stored = readSettings(layers.dataFolder);
  let config = options.config;
  let last: Promise<unknown> = Promise.resolve();
  const parts = new Set<LivePart>();
  let leftOut: ReadonlyMap<string, string> = new Map();

  /** @param wanted the values that the page is to have after all that came before */
  function apply(by: string, kind: Pick<SettingsChange, 'kind' | 'undoes'>, wanted: () => PageValues): Promise<SettingsState> {
    const work = last.then(async () => {
      const values = wanted();
      const stillOut = new Map([...leftOut].filter(([path]) => isDeepStrictEqual(values[path], stored.values[path])));
      const next = configOf(layers, without(values, stillOut));
      const paths = [...new Set([...Object.keys(stored.values), ...Object.keys(values)])];
      const changed = paths
        .map((path) => ({
          path,
          before: sideOf(stored.values, path, valueAt(config, path)),
          after: sideOf(values, path, valueAt(next, path)),
        }))
        .filter(hasChanged);
      if (changed.length === 0) return state();
      for (const { path } of changed) refuseFixed(layers, path);
      const change = { revision: stored.revision + 1, at: clock.now(), by, ...kind, parts: changed };
      const prepared = await prepareAll(parts, next, config, log);
      const after: StoredSettings = { version: 1, revision: change.revision, values, changes: remember(stored.changes, change, limits) };
      try {
        await keep(layers.dataFolder, after, readOnlyBecause);
      } catch (error) {
        await prepared.takeBack();
        throw error;
      }
      stored = after;
      config = next;
      leftOut = stillOut;
      log.info('settings changed', { revision: change.revision, by, kind: change.kind, paths: changed.map(({ path }) => path).join(' ') });
      await prepared.commit();
      for (const words of next.warnings) log.warn('config.warning', { words });
      return state();
    });
    last = work.catch(() => undefined);
    return work;
  }

  function refuseStale(revision: number | undefined, paths: readonly string[]): void {
    const other = revision === undefined ? undefined : staleFor(stored, revision, paths);
    if (other === undefined) return;
    const who = other === 'forgotten' ? 'The settings have been changed' : `${other.by} has changed this`;
    throw new SettingsError('SETTINGS_STALE', `${who} since you opened the page. Look at the present value, then change it again.`, {
      values: { by: other === 'forgotten' ? '' : other.by, revision: stored.revision },
    });
  }

  function state(): SettingsState {
    const undoable = new Set(undoableOf(stored, limits).map(({ revision }) => revision));
    const changes = stored.changes.toReversed().map((change) => {
      const blocker = blockerOf(stored, stored.values, change);
      return { ...change, canUndo: undoable.has(change.revision) && !blocker, blockedBy: blocker?.revision };
    });
    return { revision: stored.revision, changes, leftOut: [...leftOut].map(([path, words]) => ({ path, words })) };
  }

  return {
    now: () => config,
    state,
    whence: (path) => whenceOf(layers, stored.values, path),
    change({ by, revision, set = {}, reset = [] }) {
      return apply(by, { kind: 'change' }, () => {
        refuseStale(revision, [...Object.keys(set), ...reset]);
        for (const path of Object.keys(set)) refuseFixed(layers, path);
        const values: Record<string, unknown> = { ...stored.values, ...asStored(layers, stored.values, set) };
        for (const path of reset) delete values[path];
        return values;
      });
    },
    remove(path, by) {
      return apply(by, { kind: 'change' }, () => {
        const values: Record<string, unknown> = { ...stored.values };
        if (valueAt(layers.given, path) === undefined) delete values[path];
        else values[path] = null;
        return values;
      });
    },
    undo: ({ by, undoes }) => apply(by, { kind: 'undo', undoes }, () => withoutChange(stored, undoes, limits)),
    backup: (program) => backupOf(stored.values, { nowMs: clock.now(), program }),
    compare(backup) {
      const values = valuesOfBackup(backup);
      const next = configOf(layers, values);
      return [...new Set([...Object.keys(stored.values), ...Object.keys(values)])]
        .map((path) => ({
          part: { path, before: sideOf(stored.values, path, null), after: sideOf(values, path, null) },
          difference: { path, now: valueAt(config, path) ?? null, restored: valueAt(next, path) ?? null },
        }))
        .filter(({ part }) => hasChanged(part))
        .map(({ difference }) => difference);
    },
    restore({ by, revision, backup }) {
      return apply(by, { kind: 'restore' }, () => {
        const values = valuesOfBackup(backup);
        refuseStale(revision, [...Object.keys(values), ...Object.keys(stored.values)]);
        return values;
      });
    },
    leaveOut(paths, words) {
      leftOut = new Map([...leftOut, ...paths.filter((path) => Object.hasOwn(stored.values, path)).map((path) => [path, words] as const)]);
      config = configOf(layers, without(stored.values, leftOut));
      log.error('settings.left-out', { paths: [...leftOut.keys()].join(' '), words });
    },
    follow(part) {
      parts.add(part);
      return () => parts.delete(part);
    },
  };
}

const without = (values: PageValues, leftOut: ReadonlyMap<string, unknown>): PageValues =>
  Object.fromEntries(Object.entries(values).filter(([path]) => !leftOut.has(path)));

/** @throws SettingsError SETTINGS_INVALID */
function configOf(layers: Layers, values: PageValues): LoadedConfig {
  const composed = composeConfig(layers, values);
  if ('config' in composed) return composed.config;
  throw new SettingsError('SETTINGS_INVALID', composed.faults.join('\n'), { values: { faults: composed.faults.join('\n') } });
}

/** @throws SettingsError SETTINGS_NOT_KEPT */
async function keep(dataFolder: string, stored: StoredSettings, readOnlyBecause: string | undefined): Promise<void> {
  if (readOnlyBecause !== undefined) throw notKept(readOnlyBecause);
  try {
    await replaceFile(join(dataFolder, SETTINGS_FILE), `${JSON.stringify(stored)}\n`);
    if (stored.revision === 1) await removeFile(join(dataFolder, OLD_AE_TABLE_FILE)); // its entries are in the file now
  } catch (cause) {
    const words = errnoOf(cause) === 'ENOSPC' ? 'the disk is full' : wordsOf(cause);
    throw notKept(`${words}.`, cause);
  }
}

function notKept(why: string, cause?: unknown): SettingsError {
  return new SettingsError('SETTINGS_NOT_KEPT', `The change could not be kept: ${why}`, { cause, values: { why } });
}
