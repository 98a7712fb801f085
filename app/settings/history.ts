import { isDeepStrictEqual } from 'node:util';
import type { PageValues, SettingsChange, StoredSettings } from '../config/config.ts';
import { SettingsError } from './errors.ts';
import type { SettingsLimits } from './limits.ts';

export type ChangePart = SettingsChange['parts'][number];
type Side = ChangePart['before'];

/** What the page has at a path: its own value, or what holds without one. */
export function sideOf(values: PageValues, path: string, holding: unknown): Side {
  return Object.hasOwn(values, path) ? { value: values[path], isSet: true } : { value: holding ?? null, isSet: false };
}

const isSame = (a: Side, b: Side): boolean => a.isSet === b.isSet && (!a.isSet || isDeepStrictEqual(a.value, b.value));

export const hasChanged = ({ before, after }: ChangePart): boolean => !isSame(before, after);

/** The changes with one more, as many as the limits allow. */
export function remember(changes: readonly SettingsChange[], one: SettingsChange, limits: SettingsLimits): SettingsChange[] {
  const kept: SettingsChange[] = [];
  let bytes = 0;
  for (const change of [one, ...changes.toReversed()]) {
    bytes += JSON.stringify(change).length;
    if (kept.length > 0 && (kept.length >= limits.maxChanges || bytes > limits.maxChangesBytes)) break;
    kept.unshift(change);
  }
  return kept;
}

/**
 * Whether somebody has changed one of these paths since `revision`. What is no longer remembered counts as changed.
 */
export function staleFor(stored: StoredSettings, revision: number, paths: readonly string[]): SettingsChange | 'forgotten' | undefined {
  if (revision === stored.revision) return undefined;
  const oldest = stored.changes[0]?.revision ?? stored.revision + 1;
  if (revision > stored.revision || revision < oldest - 1) return 'forgotten';
  return stored.changes.findLast((change) => change.revision > revision && change.parts.some(({ path }) => paths.includes(path)));
}

/** The changes that can be undone, newest first. */
export function undoableOf({ changes }: StoredSettings, { undoable }: SettingsLimits): SettingsChange[] {
  return changes.slice(-undoable).reverse();
}

/** Why a change cannot be undone: a later one of the same setting; undefined where it can. */
export function blockerOf(stored: StoredSettings, values: PageValues, change: SettingsChange): SettingsChange | undefined {
  const moved = change.parts.filter(({ path, after }) => !isSame(sideOf(values, path, null), after)).map(({ path }) => path);
  if (moved.length === 0) return undefined;
  return stored.changes.findLast(({ revision, parts }) => revision > change.revision && parts.some(({ path }) => moved.includes(path)));
}

/** The values with a change taken back. @throws SettingsError */
export function withoutChange(stored: StoredSettings, revision: number, limits: SettingsLimits): PageValues {
  const change = undoableOf(stored, limits).find((each) => each.revision === revision);
  if (!change)
    throw new SettingsError(
      'SETTINGS_NO_SUCH_CHANGE',
      `Change ${revision} is not among the last ${limits.undoable}: set by hand what it changed.`,
      { values: { revision, most: limits.undoable } },
    );
  const later = blockerOf(stored, stored.values, change);
  if (later)
    throw new SettingsError(
      'SETTINGS_UNDO_BLOCKED',
      `Change ${revision} cannot be undone: change ${later.revision} by ${later.by} has since changed the same. Undo that one first.`,
      { values: { revision, later: later.revision, by: later.by } },
    );
  const values: Record<string, unknown> = { ...stored.values };
  for (const { path, before } of change.parts) {
    if (before.isSet) values[path] = before.value;
    else delete values[path];
  }
  return values;
}
