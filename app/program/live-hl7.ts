/** The HL7 port of the program, as the settings have it, and the messages that wait. */
import type { Clock, Log } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { createReceiver, Hl7Error, type Hl7Listener, listenForHl7, type Orders, openErrorQueue, shownMessage } from '../hl7/hl7.ts';
import type { LivePart, Settings } from '../settings/settings.ts';
import type { Certificates } from '../tls/tls.ts';
import type { WebHl7 } from '../web/web.ts';
import { openOrBeneath } from './live-settings.ts';

export interface LiveHl7 extends LivePart {
  readonly web: WebHl7;
  /** A message that is being done is still answered, for `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export interface LiveHl7Options {
  readonly settings: Settings;
  readonly orders: Orders;
  /** Of the messages that wait; undefined where nothing may be written. */
  readonly folder: string | undefined;
  readonly openCertificates: () => Promise<Certificates>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What asks for another port. */
const PLACE = ['hl7.listen', 'hl7.host', 'hl7.port', 'hl7.tls'];
const placeOf = ({ hl7: { listen, host, port, tls } }: LoadedConfig) => (listen ? JSON.stringify({ host, port, tls }) : undefined);

/** @throws Hl7Error HL7_LISTEN_FAILED where the configuration file asks for a port that cannot be had */
export async function openHl7({ settings, orders, folder, openCertificates, clock, log }: LiveHl7Options): Promise<LiveHl7> {
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  const limits = LIMITS.hl7;
  const queue = await openErrorQueue({ folder, clock, log, limits, onChange });
  const settingsNow = () => settings.now().hl7;
  const receiver = createReceiver({ orders, queue, settingsNow, clock, log, limits });
  let listener = await openOrBeneath(settings, PLACE, open);

  async function open({ hl7 }: LoadedConfig): Promise<Hl7Listener | undefined> {
    if (!hl7.listen) return undefined;
    const tls = hl7.tls ? await openCertificates() : undefined;
    const inactivityMs = () => settingsNow().inactivityMs;
    return listenForHl7({ host: hl7.host, port: hl7.port, tls, inactivityMs, receiver, clock, log, limits, onChange });
  }

  const web: WebHl7 = {
    state: () => ({
      isOn: listener !== undefined,
      ...(listener && { address: listener.address, port: listener.port, tls: settingsNow().tls }),
      connections: listener?.connections() ?? 0,
      taken: listener?.taken().count ?? 0,
      ...(listener?.taken().lastAt !== undefined && { lastAt: listener.taken().lastAt }),
      faults: listener?.faults() ?? [],
      waiting: queue.list(),
    }),
    waiting: () => queue.list().length,
    read: async (id, characterSet) => shownMessage(await receiver.read(id, characterSet), settingsNow().assigningAuthority),
    replay: (id, how) => receiver.replay(id, how),
    remove: (id) => queue.remove(id),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  return {
    name: 'HL7',
    web,
    async prepare(next, now) {
      if (placeOf(next) === placeOf(now)) return { commit() {}, takeBack() {} };
      const old = listener;
      const isSamePort = old !== undefined && next.hl7.listen && next.hl7.port === old.port;
      if (isSamePort) await old.close(LIMITS.program.stopGraceMs); // the port cannot be had twice
      try {
        const opened = await open(next);
        return {
          async commit() {
            listener = opened;
            if (!isSamePort) await old?.close(LIMITS.program.stopGraceMs);
          },
          async takeBack() {
            await opened?.close(0);
            if (isSamePort) listener = await open(now);
          },
        };
      } catch (error) {
        if (isSamePort) listener = await open(now);
        throw error instanceof Hl7Error ? error : new Hl7Error('HL7_LISTEN_FAILED', 'HL7: the port cannot be opened', { cause: error });
      }
    },
    close: async (graceMs) => void (await listener?.close(graceMs)),
  };
}
