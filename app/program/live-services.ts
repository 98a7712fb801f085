/** What the program answers as acceptor, by the settings that hold. */
import type { Archive } from '../archive/archive.ts';
import type { Clock, Log } from '../base/base.ts';
import type { Commitments } from '../commitment/commitment.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import {
  type Acceptor,
  type AccessRules,
  type AeTable,
  type Associations,
  createAcceptor,
  createQueryScp,
  createRetrieveScp,
  createStorageScp,
  type Doorkeeper,
  type ScuAssociations,
  VERIFICATION_SCP,
} from '../services/services.ts';
import type { Steps } from '../steps/steps.ts';
import { createWorklistScp, type Worklist } from '../worklist/worklist.ts';
import { presetOf } from './serve-worklist.ts';

export interface ServiceParts {
  readonly archive: Archive;
  readonly aeTable: AeTable;
  /** Without it, the worklist is not offered. */
  readonly worklist?: Worklist | undefined;
  /** Without it, storage commitment is not offered. */
  readonly commitments?: Pick<Commitments, 'service'> | undefined;
  /** Without it, performed procedure steps are not offered. */
  readonly steps?: Pick<Steps, 'services'> | undefined;
  readonly associations: Associations;
  /** Those that we ask for. */
  readonly scuAssociations: ScuAssociations;
  readonly selfTestAeTitle: string;
  readonly doorkeeper: Doorkeeper;
  readonly clock: Clock;
  readonly log: Log;
}

/** The services as a configuration has them; an association keeps those that it was negotiated with. */
export function acceptorsOf(parts: ServiceParts): (config: LoadedConfig) => (rules: AccessRules) => Acceptor {
  const { archive, aeTable, worklist, commitments, steps, associations, scuAssociations, selfTestAeTitle, doorkeeper, clock, log } = parts;
  const takesUtf8 = (callingAeTitle: string) => aeTable.get(callingAeTitle)?.characterSet === 'utf-8';
  return ({ storage: { privateSopClasses, acceptRetired }, requestor: { responseTimeoutMs } }) => {
    const query = createQueryScp({ archive, log, clock, acceptRetired, takesUtf8, limits: LIMITS.query });
    const retrieve = createRetrieveScp({
      ...{ archive, aeTable, log, clock, acceptRetired, privateSopClasses, responseTimeoutMs },
      ...{ associations: scuAssociations, limits: LIMITS.retrieve },
    });
    const storage = { associations, log, privateSopClasses, acceptRetired };
    const scheduled = worklist
      ? [createWorklistScp({ worklist, log, clock, takesUtf8, presetOf: (title) => presetOf(aeTable, title), limits: LIMITS.worklist })]
      : [];
    const ofTheDay = [...scheduled, ...(steps?.services ?? []), ...(commitments ? [commitments.service] : [])];
    const services = [VERIFICATION_SCP, createStorageScp({ archive, ...storage }), query, retrieve, ...ofTheDay];
    const rehearsal = createStorageScp({ archive: { ingest: archive.rehearse }, ...storage });
    const selfTest = { aeTitle: selfTestAeTitle, services: [VERIFICATION_SCP, rehearsal, query] };
    const context = { services, associations, aeTable, log, selfTest, doorkeeper, limits: LIMITS.dimse };
    return (rules) => createAcceptor(rules, context);
  };
}
