/**
 * The two slots of a box: which one runs, what an update puts into the other, and when a slot has shown that it may stay. RAUC writes and
 * checks, GRUB chooses (`os-image/layouts/choose-slot.cfg`); between them stands `grubenv` on the EFI system partition,
 * with a copy, since a power cut may leave either of them empty.
 */

export { bootedSlot, isRescueBoot } from './booted.ts';
export { UpdateError, type UpdateErrorCode } from './errors.ts';
export { GRUBENV, GRUBENV_COPY, type GrubEnv, knownOf, readGrubEnv, type Slot, type SlotName, setGrubEnv, slotFacts } from './grubenv.ts';
export { type KeepOptions, keepSlot, type NotKept, slotNotKept } from './keep.ts';
export { readUpdateState, type UpdateState } from './state.ts';
export { describeUpdate, type UpdateStatus } from './status.ts';
export { UPDATES_FOLDER, type UpdateVerbsOptions, updateVerbs } from './verbs.ts';
