/** What we are as requestor of associations, by the configuration. Beside `main.ts`, since it puts parts together. */
import { systemClock as clock, type Log } from './base/base.ts';
import { LIMITS, type LoadedConfig } from './config/config.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './registry/registry.ts';
import { createScuAssociations, type ScuAssociations } from './services/services.ts';
import { connect } from './ul/ul.ts';

export function scuAssociations(config: LoadedConfig, log: Log): ScuAssociations {
  return createScuAssociations({
    ...{ connect, clock, log, ownAeTitle: config.ownAeTitle, ulLimits: LIMITS.ul },
    ...config.requestor,
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
    maxPduLength: config.listeners[0]?.maxPduLength ?? LIMITS.ul.maxSentPduLength,
  });
}
