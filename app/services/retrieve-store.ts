import type { Clock } from '../base/base.ts';
import type { Request } from '../dimse/dimse.ts';
import { COMMAND_FIELD } from '../dimse/dimse.ts';
import type { StoreTarget } from './send.ts';

/**
 * The association of a C-GET as the target of its C-STORE sub-operations (PS3.4 C.4.3.3): the contexts for whose SOP class the requestor was
 * granted the role of SCP (PS3.7 D.3.3.4).
 *
 * @param responseTimeoutMs a peer that takes nothing and answers nothing for so long has hung: the association is aborted
 */
export function storeTargetOf(request: Request, clock: Clock, responseTimeoutMs: number): StoreTarget {
  const { association } = request;
  return {
    association,
    contexts: [...association.presentationContexts.values()].filter(
      ({ abstractSyntax }) => association.roles.get(abstractSyntax)?.scp === true,
    ),
    async store(contextId, fields, dataset) {
      let sentBytes = -1;
      let timer: ReturnType<Clock['after']> | undefined;
      const watch = () => {
        const sent = association.traffic.sentBytes;
        if (sent === sentBytes) association.abort(`no C-STORE-RSP within ${responseTimeoutMs} ms`);
        sentBytes = sent;
        timer = clock.after(responseTimeoutMs, watch);
      };
      timer = clock.after(responseTimeoutMs, watch);
      try {
        return await request.subOperation(contextId, COMMAND_FIELD.C_STORE_RQ, fields, dataset);
      } finally {
        timer.cancel();
      }
    },
  };
}
