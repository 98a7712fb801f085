/** What a file that says that it is a pack may cost. */
export interface OhifLimits {
  /** The pack, which is held in memory while it is checked and while it is used. */
  readonly maxBytes: number;
  readonly maxManifestBytes: number;
  readonly maxFiles: number;
  /** One file of it, inflated. */
  readonly maxFileBytes: number;
  /** All of them. */
  readonly maxInflatedBytes: number;
  /** A pack that nobody asks for leaves the memory. */
  readonly idleMs: number;
}

export const OHIF_LIMITS: OhifLimits = {
  maxBytes: 33_554_432,
  maxManifestBytes: 262_144,
  maxFiles: 1000,
  maxFileBytes: 16_777_216,
  maxInflatedBytes: 67_108_864,
  idleMs: 600_000,
};
