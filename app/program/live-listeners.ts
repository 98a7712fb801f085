/** The DICOM ports of the program, as the settings have them. */
import type { ListenerConfig, LoadedConfig } from '../config/config.ts';
import type { Acceptor, AccessRules } from '../services/services.ts';
import type { LivePart, Prepared } from '../settings/settings.ts';
import type { ConnectionSettings, Listener, ListenOptions } from '../ul/ul.ts';

/** What of a listener may change while it is open. */
interface Current {
  readonly settings: ListenerConfig;
  readonly rules: AccessRules;
  readonly acceptor: Acceptor;
}

/** A port that is open; `current` counts for the next connection. */
interface Port {
  current: Current;
  listener: Listener;
}

export interface LiveListeners extends LivePart {
  /** In the order of the settings. */
  open(): readonly { readonly name: string; readonly rules: AccessRules; readonly host: string; readonly port: number }[];
  /** Open associations have `graceMs` to end, of ports that are no longer there too. */
  close(graceMs: number): Promise<void>;
}

type Bound = Pick<ListenOptions, 'name' | 'host' | 'port' | 'settingsNow' | 'decide' | 'onAssociation' | 'onRefused' | 'onStranger'> &
  ConnectionSettings;

/**
 * Opens every port. A change opens the new ones first, and nothing changes where one cannot be had; associations that are open go on as they
 * were negotiated, and the old port ends with its last one.
 *
 * @param acceptorsOf the services by a configuration, for the rules of each listener
 * @throws UlError UL_LISTEN_FAILED
 */
export async function openListeners(
  config: LoadedConfig,
  acceptorsOf: (config: LoadedConfig) => (rules: AccessRules) => Acceptor,
  listen: (bound: Bound) => Promise<Listener>,
): Promise<LiveListeners> {
  let ports: readonly Port[] = [];
  const retired = new Set<Listener>();

  function currentOf(settings: ListenerConfig, config: LoadedConfig, acceptorOf: (rules: AccessRules) => Acceptor): Current {
    const { ownAeTitle, storage } = config;
    const rules = { ...settings, aeTitles: settings.aeTitles ?? [ownAeTitle], transferSyntaxPolicy: storage.transferSyntaxPolicy };
    return { settings, rules, acceptor: acceptorOf(rules) };
  }

  function listenFor(port: Pick<Port, 'current'>, at: number): Promise<Listener> {
    const { name, host } = port.current.settings;
    return listen({
      ...{ name, host, port: at, ...connectionSettings(port.current.settings) },
      settingsNow: () => connectionSettings(port.current.settings),
      decide: (request, peer) => port.current.acceptor.decide(request, peer),
      onAssociation: (association) => port.current.acceptor.onAssociation(association),
      onRefused: (info) => port.current.acceptor.onRefused(info),
      onStranger: (info) => port.current.acceptor.onStranger(info),
    });
  }

  async function openPort(current: Current): Promise<Port> {
    const port = { current };
    return Object.assign(port, { listener: await listenFor(port, current.settings.port) });
  }

  /** Takes no more connections; those that are here end in their own time. */
  function retire({ listener }: Port): void {
    retired.add(listener);
    void listener.retire().then(() => retired.delete(listener));
  }

  async function openAll(wanted: readonly Current[], opened: Port[]): Promise<void> {
    for (const current of wanted) opened.push(await openPort(current));
  }

  async function prepare(next: LoadedConfig): Promise<Prepared> {
    const acceptorOf = acceptorsOf(next);
    const wanted = next.listeners.map((settings) => currentOf(settings, next, acceptorOf));
    const stays = new Map<Current, Port>();
    for (const current of wanted) {
      const port = ports.find(({ current: { settings } }) => isSamePort(settings, current.settings));
      if (port) stays.set(current, port);
    }
    const leaving = ports.filter((port) => ![...stays.values()].includes(port));
    const coming = wanted.filter((current) => !stays.has(current));
    const inTheWay = leaving.filter(({ listener }) =>
      coming.some(({ settings }) => settings.port !== 0 && settings.port === listener.port),
    );
    const opened: Port[] = [];
    const takeBack = async () => {
      await Promise.all(opened.map(({ listener }) => listener.close(0)));
      for (const port of inTheWay) port.listener = await listenFor(port, port.listener.port);
    };
    for (const port of inTheWay) retire(port);
    try {
      await openAll(coming, opened);
    } catch (error) {
      await takeBack();
      throw error;
    }
    return {
      takeBack,
      commit() {
        for (const [current, port] of stays) port.current = current;
        ports = wanted.map((current) => stays.get(current) ?? opened.find((port) => port.current === current)!);
        for (const port of leaving) if (!inTheWay.includes(port)) retire(port);
      },
    };
  }

  const first: Port[] = [];
  try {
    const acceptorOf = acceptorsOf(config);
    await openAll(
      config.listeners.map((settings) => currentOf(settings, config, acceptorOf)),
      first,
    );
  } catch (error) {
    await Promise.all(first.map(({ listener }) => listener.close(0)));
    throw error;
  }
  ports = first;

  return {
    name: 'listeners',
    prepare,
    open: () =>
      ports.map(({ listener, current: { settings, rules } }) => ({
        name: settings.name,
        rules,
        host: listener.address,
        port: listener.port,
      })),
    async close(graceMs) {
      await Promise.all([...ports.map(({ listener }) => listener), ...retired].map((listener) => listener.close(graceMs)));
    },
  };
}

/** Host names and addresses are compared as they are written: another spelling opens the port anew. */
function isSamePort(a: ListenerConfig, b: ListenerConfig): boolean {
  return a.name === b.name && a.host === b.host && a.port === b.port;
}

function connectionSettings({ maxPduLength, artimMs, inactivityMs, onInactivity }: ListenerConfig): ConnectionSettings {
  return { maxPduLength, artimMs, inactivityMs, onInactivity };
}
