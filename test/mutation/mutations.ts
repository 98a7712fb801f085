/** Every change that `mutate.ts` makes. A behaviour that the conformance tests are said to guard has one here. */
import { ARCHIVE_MUTATIONS } from './archive.ts';
import { DATA_SET_AND_LOAD_MUTATIONS } from './data-sets-and-load.ts';
import { DIMSE_MUTATIONS } from './dimse.ts';
import type { Mutation } from './mutation.ts';
import { NEGOTIATED_MUTATIONS } from './negotiated.ts';
import { PROGRAM_MUTATIONS } from './program.ts';
import { QUERY_AND_RETRIEVE_MUTATIONS } from './query-and-retrieve.ts';
import { SERVICES_MUTATIONS } from './services.ts';
import { UL_ASSOCIATION_MUTATIONS } from './ul-association.ts';
import { UL_NEGOTIATION_MUTATIONS } from './ul-negotiation.ts';
import { UL_PDU_MUTATIONS } from './ul-pdu.ts';

export type { Mutation } from './mutation.ts';
export const MUTATIONS: readonly Mutation[] = [
  ...UL_PDU_MUTATIONS,
  ...UL_NEGOTIATION_MUTATIONS,
  ...NEGOTIATED_MUTATIONS,
  ...UL_ASSOCIATION_MUTATIONS,
  ...DIMSE_MUTATIONS,
  ...SERVICES_MUTATIONS,
  ...QUERY_AND_RETRIEVE_MUTATIONS,
  ...DATA_SET_AND_LOAD_MUTATIONS,
  ...ARCHIVE_MUTATIONS,
  ...PROGRAM_MUTATIONS,
];
