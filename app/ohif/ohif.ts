/**
 * OHIF, the viewer for large screens, as a pack: one file that an administrator adds. It is checked whole before it is kept, served out of the file, and
 * never unpacked; no HTTP here. `ohif/build-pack.ts` at the root of the tree makes it.
 */
export { checkPack, type Packed } from './check.ts';
export { OhifError, type OhifErrorCode } from './errors.ts';
export { digestOf, type Manifest, type ToPack, writePack } from './format.ts';
export { KNOWN_PACKS } from './known.ts';
export { OHIF_LIMITS, type OhifLimits } from './limits.ts';
export { type InstalledPack, type Ohif, type OhifOptions, openOhif } from './store.ts';
