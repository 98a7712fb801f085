import net from 'node:net';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { UlAssociation } from './association.ts';
import { type AeTitles, type Refusal, UlError, type UlErrorCode } from './errors.ts';
import { DEFAULT_UL_LIMITS, type UlLimits } from './limits.ts';
import { type NegotiationPolicy, negotiate } from './negotiate.ts';
import type { AssociateAc, AssociateRq } from './pdu.ts';
import { encodePdu } from './pdu-encode.ts';
import { ReadBuffers } from './read-buffers.ts';
import type { Association, AssociationEnd, PresentationContext } from './service.ts';
import type { UlTap } from './tap.ts';

/** Who asks for an association, and how full the listener is. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  readonly listener: string;
  /** Associations of this listener that are open or being decided, this one not counted. */
  readonly openAssociations: number;
}

export interface RefusedInfo extends Refusal {
  readonly listener: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly at: number;
}

/** A connection that asked for no association, but said something. */
export interface StrangerInfo {
  readonly listener: string;
  /** Where its A-ASSOCIATE-RQ could be read so far. */
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly at: number;
  readonly code: UlErrorCode;
  readonly words: string;
}

/** What holds for an association from its connection to its end. */
export interface ConnectionSettings {
  /** What we announce (PS3.8 Annex D.1); 0 = no limit. */
  readonly maxPduLength: number;
  /** ARTIM (PS3.8 §9.1.5). */
  readonly artimMs: number;
  /** Silence of the peer while we wait for it; 0 = never. */
  readonly inactivityMs: number;
  readonly onInactivity: 'release' | 'abort';
}

export interface ListenOptions extends ConnectionSettings {
  readonly name: string;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Asked for each connection, where they change while the listener is open. */
  readonly settingsNow?: () => ConnectionSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: { readonly implementationClassUid: string; readonly implementationVersionName: string };
  readonly limits?: Partial<UlLimits>;
  /** Accept by a policy, or refuse. What it throws is logged and refused as 2/1/1. */
  decide(request: AssociateRq, peer: Peer): Refusal | NegotiationPolicy | Promise<Refusal | NegotiationPolicy>;
  /** Serves the association; one that is still open when this settles is aborted. */
  onAssociation(association: Association): Promise<void>;
  onRefused?(info: RefusedInfo): void;
  readonly tap?: UlTap | undefined;
  onStranger?(info: StrangerInfo): void;
  /** For tests: overwrites what `giveBack` gets, so that a late reader of it shows. */
  readonly poisonReadBuffers?: boolean;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Takes no more connections; those that are here go on to their own end. Resolves with the last of them. */
  retire(): Promise<void>;
  /** Takes no more connections, gives open associations `graceMs` to end, then aborts them. */
  close(graceMs: number): Promise<void>;
}

const KEPT_BUFFERS = 64; // of 128 KiB: what 10 busy associations have in use
const FAREWELL_MS = 500; // after the grace: for A-ABORT to reach the peer

/**
 * The acceptor: takes connections and negotiates (PS3.8 §7.1, §9.2). Call it once for each port.
 *
 * @throws UlError UL_LISTEN_FAILED where the address cannot be had
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const limits: UlLimits = { ...DEFAULT_UL_LIMITS, ...options.limits };
  const { log, clock, name } = options;
  const halfOpen = new Set<UlAssociation>(); // in order of age: connections that are no association (Sta2, Sta3, Sta13)
  const open = new Set<UlAssociation>();
  const { readBufferBytes: bytes } = limits;
  const buffers = bytes > 0 ? new ReadBuffers({ bytes, keep: KEPT_BUFFERS, poison: options.poisonReadBuffers ?? false }) : undefined;
  let deciding = 0;
  let crowded = false;
  let whenGone: (() => void) | undefined;
  let stopped: Promise<void> | undefined;

  const server = net.createServer({ noDelay: true, pauseOnConnect: true }, (socket) => onConnection(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenFailed(options, cause)));
    server.listen({ host: options.host, port: options.port, backlog: 511 }, resolve);
  });
  server.removeAllListeners('error').on('error', (error) => log.error('listener failed', { listener: name, words: wordsOf(error) })); // accept(2), e.g. EMFILE

  const bound = server.address() as net.AddressInfo;
  return { address: bound.address, port: bound.port, retire, close };

  function onConnection(socket: net.Socket): void {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const remote = { address, port: socket.remotePort ?? 0 };
    const settings = options.settingsNow?.();
    let request: AssociateRq | undefined;
    const association = new UlAssociation(
      socket,
      { ...options, ...settings, role: 'acceptor', listener: name, remote, limits, buffers },
      {
        associateIndication: (rq) => {
          request = rq;
          answer(association, rq, (settings ?? options).maxPduLength).catch((error) => {
            log.error('association failed', { ...fieldsOf(association), words: wordsOf(error) });
            association.destroy('internal error');
          });
        },
        refused: (rq, refusal) => logRefusal(rq, remote.address, refusal),
        ended: (end, error) => onEnded(association, request, end, error),
        gone: () => {
          halfOpen.delete(association);
          if (!halfOpen.size && !open.size) whenGone?.();
        },
      },
    );
    halfOpen.add(association);
    association.transportIndication();
    makeRoom();
  }

  /** Silent connections cannot crowd out a modality: the oldest goes. */
  function makeRoom(): void {
    if (halfOpen.size <= limits.maxHalfOpen / 2) crowded = false;
    if (halfOpen.size <= limits.maxHalfOpen) return;
    const oldest = halfOpen.values().next().value!;
    const { address } = oldest.remote;
    if (!crowded) log.warn('too many connections without an association, the oldest ones are closed', { listener: name, address });
    crowded = true; // one line for the whole crowd
    halfOpen.delete(oldest);
    oldest.destroy('too many connections without an association');
  }

  async function answer(association: UlAssociation, request: AssociateRq, maxPduLength: number): Promise<void> {
    const peer: Peer = { ...association.remote, listener: name, openAssociations: open.size + deciding };
    deciding++;
    let answered: { readonly refusal: Refusal } | { readonly ac: AssociateAc; readonly bytes: Uint8Array };
    try {
      const decision = await options.decide(request, peer);
      const own = { maxPduLength, ...options.identity };
      if ('result' in decision) answered = { refusal: decision };
      else {
        const ac = negotiate(request, decision, own);
        answered = { ac, bytes: encodePdu(ac) };
      }
    } catch (error) {
      log.error('the decision on an association failed', { listener: name, address: peer.address, words: wordsOf(error) });
      answered = { refusal: { result: 2, source: 1, reason: 1, words: 'internal error' } };
    }
    deciding--;
    if (association.state !== 'Sta3') return; // the peer has left meanwhile; onEnded has the line
    if ('refusal' in answered) {
      logRefusal(request, peer.address, answered.refusal);
      association.reject(answered.refusal);
      return;
    }
    halfOpen.delete(association);
    open.add(association);
    const { ac, bytes } = answered;
    association.accept(bytes, {
      callingAeTitle: request.callingAeTitle,
      calledAeTitle: request.calledAeTitle,
      presentationContexts: acceptedContexts(request, ac),
      roles: ac.userInformation.roleSelections ?? [],
      request,
      peer: request.userInformation,
    });
    log.info('association opened', { ...fieldsOf(association), contexts: association.presentationContexts.size });
    await serve(association);
  }

  async function serve(association: UlAssociation): Promise<void> {
    try {
      await options.onAssociation(association);
      association.abort('the service ended without a release');
    } catch (error) {
      if (!(error instanceof UlError)) log.error('association failed', { ...fieldsOf(association), words: wordsOf(error) });
      association.abort(wordsOf(error));
    }
  }

  function onEnded(association: UlAssociation, request: AssociateRq | undefined, end: AssociationEnd, error: UlError | undefined): void {
    const wasOpen = open.delete(association);
    if (wasOpen) halfOpen.add(association); // until the connection is gone
    if (error?.code === 'UL_REJECTED') return; // has its line
    const fields = wasOpen
      ? fieldsOf(association)
      : { listener: name, address: association.remote.address, ...titlesOf(request ?? error?.titles) };
    const { receivedBytes, sentBytes } = association.traffic;
    if (end.how === 'released') log.info('association released', { ...fields, receivedBytes, sentBytes });
    else if (wasOpen) log.warn(`association ${end.how}`, { ...fields, code: error?.code, words: end.words, receivedBytes, sentBytes });
    else if (end.how === 'lost' && !request) log.debug('connection without an association', { ...fields, words: end.words });
    else log.warn(`connection ${end.how}`, { ...fields, code: error?.code, words: end.words });
    if (!wasOpen && !request && end.how === 'aborted' && error) {
      const { address } = association.remote;
      options.onStranger?.({ listener: name, ...titlesOf(error.titles), address, at: clock.now(), code: error.code, words: end.words });
    }
  }

  function logRefusal(request: AssociateRq, address: string, refusal: Refusal): void {
    const { result, source, reason, words } = refusal;
    const titles = titlesOf(request);
    log.warn('association refused', { listener: name, ...titles, address, result, source, reason, words });
    options.onRefused?.({ ...refusal, listener: name, ...titles, address, at: clock.now() });
  }

  /** Resolves when every connection has ended. */
  function retire(): Promise<void> {
    stopped ??= new Promise<void>((resolve) => server.close(() => resolve()));
    return stopped;
  }

  async function close(graceMs: number): Promise<void> {
    const allEnded = retire();
    for (const association of halfOpen) association.destroy('the listener closes');
    await allGone(graceMs);
    for (const association of open) association.abort('the listener closes');
    await allGone(FAREWELL_MS);
    for (const association of [...open, ...halfOpen]) association.destroy('the listener closes');
    await allEnded;
  }

  /** Resolves when no connection is left, or after `ms`. */
  async function allGone(ms: number): Promise<void> {
    if (!halfOpen.size && !open.size) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    whenGone = resolve;
    const timer = clock.after(ms, resolve);
    await promise;
    timer.cancel();
  }
}

/** The contexts with result 0, by id. */
export function acceptedContexts(request: AssociateRq, answer: AssociateAc): Map<number, PresentationContext> {
  const proposed = new Map(request.presentationContexts.map((context) => [context.id, context]));
  const accepted = new Map<number, PresentationContext>();
  for (const { id, result, transferSyntax } of answer.presentationContexts) {
    const context = proposed.get(id);
    // A syntax that was not proposed cannot be accepted (§9.3.3.2): such an answer counts as none.
    if (result !== 0 || !context?.transferSyntaxes.includes(transferSyntax)) continue;
    accepted.set(id, { id, abstractSyntax: context.abstractSyntax, transferSyntax });
  }
  return accepted;
}

/** What names an association in a log line. */
export function fieldsOf(association: Association) {
  return {
    association: association.id,
    ...(association.listener && { listener: association.listener }),
    callingAeTitle: printable(association.callingAeTitle),
    calledAeTitle: printable(association.calledAeTitle),
    address: association.remote.address,
  };
}

function titlesOf(request: AeTitles | undefined) {
  return { callingAeTitle: printable(request?.callingAeTitle ?? ''), calledAeTitle: printable(request?.calledAeTitle ?? '') };
}

/** An AE title as a peer sent it, fit to be shown: anything but printable ASCII becomes "?". */
function printable(aeTitle: string): string {
  return aeTitle.replace(/[^ -~]/g, '?');
}

function listenFailed({ name, host, port }: ListenOptions, cause: Error): UlError {
  return new UlError('UL_LISTEN_FAILED', `listener ${name}: cannot listen on ${host} port ${port}: ${cause.message}`, { cause });
}
