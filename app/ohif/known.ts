/**
 * The packs that this version takes, by their digests (`digestOf`), the newest first: what a pack holds runs in the browsers of everybody who is
 * signed in. `make ohif-pack` makes the first of them, byte for byte, and says its digest where it has changed.
 */
export const KNOWN_PACKS: readonly string[] = ['7fa391b3ee3fa55d5ead2b617b839038d666fa2c50a1c2163fd21c06c8ee243a'];
