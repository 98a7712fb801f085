import { isDeepStrictEqual } from 'node:util';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { Certificates } from '../tls/tls.ts';
import type { WebLimits } from './limits.ts';
import { openPlainPort, type Port, type RequestListener, type TlsPortOptions } from './port.ts';
import { openTlsPort } from './tls-port.ts';

/** Where the page is to be served. */
export interface Place {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Further ports of the same page; one that cannot be opened is said in the log. */
  readonly morePorts: readonly number[];
  readonly tls: boolean;
}

/** Where it is served now. */
export interface Bound {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface Ports {
  now(): Bound;
  /** Present where the page is served over TLS. */
  certificates(): Certificates | undefined;
  /**
   * Opens what a move needs; nothing else changes before `commit`.
   *
   * @throws WebError where it cannot listen
   */
  move(to: Place): Promise<{ commit(): void; takeBack(): Promise<void> }>;
  /** Lets answers under way finish for `closeGraceMs`, then cuts. */
  close(): Promise<void>;
}

export interface PortsOptions {
  readonly listener: RequestListener;
  /** Answers who comes to a port of TLS without it. */
  readonly plainListener: (tlsPorts: () => readonly number[]) => TlsPortOptions['plainListener'];
  /** Asked when TLS is wanted first. */
  readonly openCertificates: () => Promise<Certificates>;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: WebLimits;
}

/** While closing: a kept-alive connection is closed at most so long after its last answer. */
const SWEEP_MS = 20;

interface OpenPort {
  /** As it was asked for. */
  readonly at: { readonly host: string; readonly port: number; readonly tls: boolean };
  port: Port;
}

/** @throws WebError where it cannot listen, in words that say what to do */
export async function openPorts(first: Place, options: PortsOptions): Promise<Ports> {
  const { listener, log, clock, limits } = options;
  let certificates: Certificates | undefined;
  let place = first;
  let ports: readonly OpenPort[] = [];
  const retired = new Map<Port, Promise<void>>();

  const listenAt = async ({ host, port, tls }: OpenPort['at']): Promise<Port> => {
    if (!tls) return openPlainPort({ host, port, listener, log, clock, limits });
    certificates ??= await options.openCertificates();
    const tlsPorts = () => ports.map(({ port }) => port.port);
    return openTlsPort({ host, port, listener, plainListener: options.plainListener(tlsPorts), certificates, log, clock, limits });
  };

  /** The first has to be had, the others are a convenience. */
  async function openAll(wanted: readonly OpenPort['at'][], staying: readonly OpenPort[], opened: OpenPort[]): Promise<OpenPort[]> {
    const all: OpenPort[] = [];
    for (const [rank, at] of wanted.entries()) {
      const there = staying.find((port) => isDeepStrictEqual(port.at, at));
      try {
        const port = there ?? { at, port: await listenAt(at) };
        if (!there) opened.push(port);
        all.push(port);
      } catch (error) {
        if (rank === 0) throw error;
        log.error('web.port-not-open', { port: at.port, words: wordsOf(error) });
      }
    }
    return all;
  }

  async function end(port: Port, graceMs: number): Promise<void> {
    const closed = port.close();
    const grace = clock.after(graceMs, () => port.cut());
    let next: Timer | undefined;
    const sweep = () => {
      port.closeIdle(); // those whose answer has ended since
      next = clock.after(SWEEP_MS, sweep);
    };
    sweep();
    await closed;
    next?.cancel();
    grace.cancel();
  }

  /** Takes no more connections; those that are here have some time: one of them may be waiting for what came of this move. */
  function retire({ port }: OpenPort, graceMs = limits.requestTimeoutMs): void {
    retired.set(
      port,
      end(port, graceMs).finally(() => retired.delete(port)),
    );
  }

  ports = await openAll(portsOf(first), [], []);
  return {
    now() {
      const [{ port: main }] = ports as [OpenPort];
      return { address: main.address, port: main.port, tls: place.tls };
    },
    certificates: () => (place.tls ? certificates : undefined),
    async move(to) {
      const wanted = portsOf(to);
      const leaving = ports.filter(({ at }) => !wanted.some((each) => isDeepStrictEqual(each, at)));
      const staying = ports.filter((port) => !leaving.includes(port));
      const inTheWay = leaving.filter(({ port }) => wanted.some((each) => each.port !== 0 && each.port === port.port));
      const opened: OpenPort[] = [];
      const takeBack = async () => {
        await Promise.all(opened.map(({ port }) => end(port, 0)));
        for (const port of inTheWay) port.port = await listenAt({ ...port.at, port: port.port.port });
      };
      for (const port of inTheWay) retire(port);
      let all: OpenPort[];
      try {
        all = await openAll(wanted, staying, opened);
      } catch (error) {
        await takeBack();
        throw error;
      }
      return {
        takeBack,
        commit() {
          place = to;
          ports = all;
          for (const port of leaving) if (!inTheWay.includes(port)) retire(port);
          for (const { at, port } of opened) log.info('web.listening', { address: port.address, port: port.port, tls: at.tls });
        },
      };
    },
    async close() {
      for (const port of retired.keys()) clock.after(limits.closeGraceMs, () => port.cut());
      for (const port of ports) retire(port, limits.closeGraceMs);
      await Promise.all(retired.values());
    },
  };
}

const portsOf = ({ host, port, morePorts, tls }: Place): OpenPort['at'][] =>
  [port, ...morePorts.filter((more) => more !== port)].map((each) => ({ host, port: each, tls }));
