export interface SettingsLimits {
  /** Changes remembered; the oldest falls out. */
  readonly maxChanges: number;
  /** What all of them together may take in the file. */
  readonly maxChangesBytes: number;
  /** The last changes that can be undone. */
  readonly undoable: number;
  /** The page goes back from a new address where nobody opens it there in this time. */
  readonly openPageMs: number;
}

export const SETTINGS_LIMITS: SettingsLimits = { maxChanges: 100, maxChangesBytes: 524_288, undoable: 10, openPageMs: 90_000 };
