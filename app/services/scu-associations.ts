import { type Clock, CodedError, type Log } from '../base/base.ts';
import type { Association, ConnectOptions } from '../dimse/dimse.ts';
import type { RemoteAe } from './ae-table.ts';

/** What we propose when we ask for an association. */
export type Proposal = Pick<ConnectOptions, 'contexts' | 'roles' | 'extendedNegotiations'>;

export type ScuErrorCode =
  | 'SCU_NO_SLOT' // as many associations as we may have are open, and none ended in time
  | 'SCU_OBJECT_FAILED' // an object turned out unreadable when half of it was sent
  | 'SCU_FILE_UNREADABLE' // a file to send cannot be read
  | 'SCU_FOLDER_UNUSABLE' // the folder that objects are to be stored in cannot be made or written
  | 'SCU_UNKNOWN_KEYWORD'
  | 'SCU_VALUE_IMPOSSIBLE' // the VR of a key cannot hold its value
  | 'SCU_CANCELLED';

/** We could not do as requestor what was asked. */
export class ScuError extends CodedError<ScuErrorCode> {}

/** The associations that we ask for ourselves: C-MOVE sub-operations and the commands. */
export interface ScuAssociations {
  /**
   * Asks for an association, once there is room for one more; its end makes room again.
   *
   * @param callingAeTitle what we call ourselves; without it, our own AE title
   * @throws ScuError, and what `connect` throws
   */
  open(
    ae: RemoteAe,
    proposal: Proposal,
    options?: { readonly signal?: AbortSignal; readonly callingAeTitle?: string },
  ): Promise<Association>;
}

/** Title, limits and deadlines are read for each association: a getter may give another value each time. */
export interface ScuAssociationsOptions {
  readonly connect: (options: ConnectOptions) => Promise<Association>;
  /** What every association of ours has in common. */
  readonly identity: ConnectOptions['identity'];
  readonly ownAeTitle: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly maxPduLength: number;
  readonly ulLimits?: ConnectOptions['limits'];
  /** Over all remote AEs. */
  readonly maxAssociations: number;
  /** From the connection to the answer to our A-ASSOCIATE-RQ; also the wait for room. */
  readonly connectTimeoutMs: number;
  /** A peer that owes us an answer and is silent for so long, or takes nothing of what we send, has hung. */
  readonly responseTimeoutMs: number;
}

interface Waiting {
  readonly ae: RemoteAe;
  readonly start: () => void;
}

export function createScuAssociations(options: ScuAssociationsOptions): ScuAssociations {
  const { clock } = options;
  const openWith = new Map<string, number>();
  let open = 0;
  let queue: Waiting[] = [];

  const hasRoom = ({ title, maxAssociations: most }: RemoteAe): boolean =>
    open < options.maxAssociations && (most === undefined || (openWith.get(title) ?? 0) < most);

  function count(ae: RemoteAe, by: 1 | -1): void {
    open += by;
    const left = (openWith.get(ae.title) ?? 0) + by;
    if (left > 0) openWith.set(ae.title, left);
    else openWith.delete(ae.title);
  }

  function leave(ae: RemoteAe): void {
    count(ae, -1);
    for (const waiting of [...queue]) if (hasRoom(waiting.ae)) waiting.start(); // a crowd that waits for one AE does not hold up the others
  }

  async function enter(ae: RemoteAe, signal: AbortSignal | undefined): Promise<void> {
    if (hasRoom(ae)) return count(ae, 1);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      ae,
      start() {
        queue = queue.filter((each) => each !== waiting);
        count(ae, 1);
        resolve();
      },
    };
    queue.push(waiting);
    const { maxAssociations, responseTimeoutMs } = options;
    const most = Math.min(maxAssociations, ae.maxAssociations ?? maxAssociations);
    const words = `no association with ${ae.title} within ${responseTimeoutMs} ms: as many as we may have are open (${most})`;
    const giveUp = (error: ScuError) => {
      queue = queue.filter((each) => each !== waiting);
      reject(error);
    };
    const timer = clock.after(responseTimeoutMs, () => giveUp(new ScuError('SCU_NO_SLOT', words)));
    const onAbort = () => giveUp(cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    async open(ae, proposal, { signal, callingAeTitle = options.ownAeTitle } = {}) {
      if (signal?.aborted) throw cancelled();
      await enter(ae, signal);
      const { connectTimeoutMs, responseTimeoutMs } = options;
      try {
        const association = await options.connect({
          ...proposal,
          ...{ host: ae.host, port: ae.port, calledAeTitle: ae.title, callingAeTitle },
          ...{ clock, log: options.log, identity: options.identity, maxPduLength: options.maxPduLength },
          timeoutMs: connectTimeoutMs,
          inactivityMs: responseTimeoutMs,
          limits: { ...options.ulLimits, writeTimeoutMs: responseTimeoutMs, releaseTimeoutMs: connectTimeoutMs },
          ...(signal && { signal }),
        });
        void association.closed.then(() => leave(ae));
        return association;
      } catch (error) {
        leave(ae);
        throw error;
      }
    },
  };
}

function cancelled(): ScuError {
  return new ScuError('SCU_CANCELLED', 'cancelled before the association was open');
}
