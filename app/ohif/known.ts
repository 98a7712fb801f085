/**
 * The packs that this version takes, by their digests (`digestOf`), the newest first: what a pack holds runs in the browsers of everybody who is
 * signed in. `make ohif-pack` makes the first of them, byte for byte, and says its digest where it has changed.
 */
export const KNOWN_PACKS: readonly string[] = ['6a0d19e76c79335647ae5c850d76ff6f8b3a2bd655e4667b1a3ab80159a239f9'];
