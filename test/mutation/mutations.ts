/** Every change that `mutate.ts` makes. A behaviour that the conformance tests are said to guard has one here. */
import { ARCHIVE_MUTATIONS } from './archive.ts';
import { DIMSE_MUTATIONS } from './dimse.ts';
import type { Mutation } from './mutation.ts';
import { PROGRAM_MUTATIONS } from './program.ts';
import { SERVICES_MUTATIONS } from './services.ts';
import { UL_ASSOCIATION_MUTATIONS } from './ul-association.ts';
import { UL_NEGOTIATION_MUTATIONS } from './ul-negotiation.ts';
import { UL_PDU_MUTATIONS } from './ul-pdu.ts';

export type { Mutation } from './mutation.ts';
export const MUTATIONS: readonly Mutation[] = [
  ...UL_PDU_MUTATIONS,
  ...UL_NEGOTIATION_MUTATIONS,
  ...UL_ASSOCIATION_MUTATIONS,
  ...DIMSE_MUTATIONS,
  ...SERVICES_MUTATIONS,
  ...ARCHIVE_MUTATIONS,
  ...PROGRAM_MUTATIONS,
];
