/**
 * Everyone who asked for an association and was turned away, and what it takes to let them in. Kept over a restart.
 *
 * Hears of them as the doorkeeper of the listeners; decides nothing itself.
 */
export { type Adoption, type AdoptionNeed, adoptionOf, type ListenerRules } from './adoption.ts';
export { type Knock, type KnockInput, type Knocks, openKnocks } from './knocks.ts';
export { KNOCK_LIMITS, type KnockLimits } from './limits.ts';
