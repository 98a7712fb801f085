/** Every change that `mutate.ts` makes. A behaviour that the conformance tests are said to guard has one here. */
import { DATA_MUTATIONS } from './data-mutations.ts';
import { DIMSE_MUTATIONS } from './dimse-mutations.ts';
import type { Mutation } from './mutation.ts';
import { NEGOTIATION_MUTATIONS } from './negotiation-mutations.ts';
import { SERVICE_MUTATIONS } from './service-mutations.ts';
import { UL_MUTATIONS } from './ul-mutations.ts';

export type { Mutation } from './mutation.ts';
export const MUTATIONS: readonly Mutation[] = [
  ...NEGOTIATION_MUTATIONS,
  ...UL_MUTATIONS,
  ...DIMSE_MUTATIONS,
  ...SERVICE_MUTATIONS,
  ...DATA_MUTATIONS,
];
