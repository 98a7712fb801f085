/** What we are as requestor of associations, by the configuration. */
import { systemClock as clock, type Log } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../registry/registry.ts';
import { createScuAssociations, type ScuAssociations } from '../services/services.ts';
import { type ConnectOptions, connect, type UlTap } from '../ul/ul.ts';

/** @param configNow asked for each association */
export function scuAssociations(configNow: () => LoadedConfig, log: Log, tap?: UlTap): ScuAssociations {
  return createScuAssociations({
    ...{ connect: (options: ConnectOptions) => connect({ ...options, tap }), clock, log, ulLimits: LIMITS.ul },
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
    get ownAeTitle() {
      return configNow().ownAeTitle;
    },
    get maxAssociations() {
      return configNow().requestor.maxAssociations;
    },
    get connectTimeoutMs() {
      return configNow().requestor.connectTimeoutMs;
    },
    get responseTimeoutMs() {
      return configNow().requestor.responseTimeoutMs;
    },
    get maxPduLength() {
      return configNow().listeners[0]?.maxPduLength ?? LIMITS.ul.maxSentPduLength;
    },
  });
}
