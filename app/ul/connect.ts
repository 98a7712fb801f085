import net from 'node:net';
import type { Clock, Log } from '../base/base.ts';
import { UlAssociation } from './association.ts';
import { type Refusal, UlError } from './errors.ts';
import { DEFAULT_UL_LIMITS, type UlLimits } from './limits.ts';
import { acceptedContexts, fieldsOf } from './listen.ts';
import { tooSmall } from './negotiate.ts';
import {
  APPLICATION_CONTEXT,
  type AssociateAc,
  type AssociateRj,
  type AssociateRq,
  type ExtendedNegotiation,
  type RoleSelection,
  type UserIdentity,
} from './pdu.ts';
import type { Association } from './service.ts';
import type { UlTap } from './tap.ts';

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** At most 128; ids are given in order: 1, 3, 5, … */
  readonly contexts: readonly { readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] }[];
  readonly roles?: readonly RoleSelection[];
  readonly extendedNegotiations?: readonly ExtendedNegotiation[];
  readonly userIdentity?: UserIdentity;
  /** What we announce; 0 = no limit. */
  readonly maxPduLength: number;
  /** For everything up to the answer of the peer. */
  readonly timeoutMs: number;
  /** Wait for a peer that has fallen silent while we wait for it; 0, the default, = for ever. */
  readonly inactivityMs?: number;
  readonly artimMs?: number;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: { readonly implementationClassUid: string; readonly implementationVersionName: string };
  readonly limits?: Partial<UlLimits>;
  readonly tap?: UlTap | undefined;
}

/**
 * Requests an association (PS3.8 §7.1). It may come back with no accepted context at all: look before you send.
 *
 * @throws UlError UL_CONNECTION_REFUSED, UL_REJECTED (with `refusal`), UL_ABORTED_BY_PEER, UL_ABORTED (by `signal`), UL_TIMEOUT, …
 */
export async function connect(options: ConnectOptions): Promise<Association> {
  const { host, port, clock, log, signal, timeoutMs } = options;
  if (signal?.aborted) throw abortedBy(signal);
  const request = requestOf(options);
  const { promise, resolve, reject } = Promise.withResolvers<UlAssociation>();
  const socket = net.connect({ host, port, noDelay: true });
  let connected = false;
  const association: UlAssociation = new UlAssociation(
    socket,
    {
      role: 'requestor',
      listener: '',
      remote: { address: host, port },
      maxPduLength: options.maxPduLength,
      artimMs: options.artimMs ?? 30_000,
      inactivityMs: options.inactivityMs ?? 0,
      onInactivity: 'abort',
      clock,
      log,
      tap: options.tap,
      limits: { ...DEFAULT_UL_LIMITS, ...options.limits },
    },
    {
      associateConfirmation: (answer) => {
        if (answer.kind === 'associate-rj') reject(rejectedBy(answer));
        else establish(association, request, answer);
      },
      ended: (end, error) => {
        if (error) reject(connected || error.code !== 'UL_CONNECTION_LOST' ? error : refusedBy(options, error));
        if (association.openedAt === 0) return; // the caller gets the error
        const fields = fieldsOf(association);
        if (error) log.warn(`association ${end.how}`, { ...fields, code: error.code, words: end.words });
        else log.info('association released', fields);
      },
      gone: () => {},
    },
  );
  const giveUp = (error: UlError) => association.abortWith(error);
  const timer = clock.after(timeoutMs, () =>
    giveUp(new UlError('UL_TIMEOUT', `no association with ${host} port ${port} within ${timeoutMs} ms`)),
  );
  const onAbort = () => giveUp(abortedBy(signal!));
  signal?.addEventListener('abort', onAbort, { once: true });
  association.associateRequest();
  socket.once('connect', () => {
    connected = true;
    association.transportConfirmation(request);
  });
  try {
    return await promise;
  } finally {
    timer.cancel();
    signal?.removeEventListener('abort', onAbort);
  }

  function establish(association: UlAssociation, request: AssociateRq, answer: AssociateAc): void {
    association.establish({
      callingAeTitle: request.callingAeTitle,
      calledAeTitle: request.calledAeTitle,
      presentationContexts: acceptedContexts(request, answer),
      answeredTitle: answer.calledAeTitle,
      roles: answer.userInformation.roleSelections ?? [],
      request,
      peer: answer.userInformation,
    });
    const words = tooSmall(answer.userInformation.maximumLength);
    if (words !== undefined) {
      queueMicrotask(() => association.abortWith(new UlError('UL_PDU_MALFORMED', words))); // once AE-3 is over
      return;
    }
    log.info('association opened', { ...fieldsOf(association), contexts: association.presentationContexts.size });
    resolve(association);
  }
}

function requestOf(options: ConnectOptions): AssociateRq {
  const { roles, extendedNegotiations, userIdentity } = options;
  if (options.contexts.length < 1 || options.contexts.length > 128) {
    throw new Error(`${options.contexts.length} presentation contexts to propose, 1 to 128 are possible`);
  }
  return {
    kind: 'associate-rq',
    protocolVersion: 1,
    calledAeTitle: options.calledAeTitle,
    callingAeTitle: options.callingAeTitle,
    applicationContext: APPLICATION_CONTEXT,
    presentationContexts: options.contexts.map((context, at) => ({ id: 2 * at + 1, ...context })),
    userInformation: {
      maximumLength: options.maxPduLength,
      ...options.identity,
      ...(roles?.length && { roleSelections: roles }),
      ...(extendedNegotiations?.length && { extendedNegotiations }),
      ...(userIdentity && { userIdentity }),
    },
  };
}

/** PS3.8 Table 9-21. */
const REASONS: Readonly<Record<string, string>> = {
  '1/1': 'no reason given',
  '1/2': 'application context name not supported',
  '1/3': 'calling AE title not recognized',
  '1/7': 'called AE title not recognized',
  '2/1': 'no reason given (ACSE)',
  '2/2': 'protocol version not supported',
  '3/1': 'temporary congestion',
  '3/2': 'local limit exceeded',
};

function rejectedBy({ result, source, reason }: AssociateRj): UlError {
  const words = `${result === 2 ? 'rejected for now' : 'rejected'}: ${REASONS[`${source}/${reason}`] ?? `source ${source}, reason ${reason}`}`;
  return new UlError('UL_REJECTED', words, {
    refusal: { result: result as Refusal['result'], source: source as Refusal['source'], reason, words },
  });
}

function refusedBy({ host, port }: ConnectOptions, cause: UlError): UlError {
  return new UlError('UL_CONNECTION_REFUSED', `no connection to ${host} port ${port}: ${cause.message}`, { cause });
}

function abortedBy(signal: AbortSignal): UlError {
  return new UlError('UL_ABORTED', 'the caller gave up', { cause: signal.reason });
}
