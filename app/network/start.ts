import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { FIREWALL_FILE, writeLinkFiles, writeSettings } from './apply.ts';
import { type Port, readPorts } from './ports.ts';
import { assignRoles, ROLES, type Roles } from './roles.ts';
import { DEFAULT_SETTINGS, type NetworkSettings } from './settings.ts';
import { type NetworkStore, networkStore, type Outcome } from './store.ts';
import { debianSystem, type NetworkSystem } from './system.ts';

export interface StartOptions {
  /** What stands for /. */
  readonly root?: string;
  readonly system?: NetworkSystem;
  readonly clock: Clock;
  readonly log: Log;
  /** At first start alone: how long a second port may take to appear, e.g. a USB adapter. */
  readonly secondPortMs?: number;
}

const SETTLE_MS = 10_000;
const SECOND_PORT_MS = 4000;
const LOOK_AGAIN_MS = 250;

/**
 * What happens at each start of the box, before networkd: ports get their names, and the settings that were confirmed last are written for the system.
 * A change that nobody confirmed is forgotten. Without the data partition, the copy in the EFI system partition has them. Whatever is damaged or cannot be written, the box gets a network: that of a new box, if need be.
 *
 * @throws BoxError BOX_TOOL_FAILED where the firewall cannot be loaded: then Filmroom must not be reached
 */
export async function startNetwork(options: StartOptions): Promise<void> {
  const { root = '/', system = debianSystem, clock, log } = options;
  const store = networkStore(root, log);
  await attempt(log, 'network.copy', () => store.takeCopyWithoutDisk());
  const settings = await settingsToStartWith(store, { clock, log });
  await writeSettings(root, settings, store.hl7());
  await system.loadFirewall(join(root, FIREWALL_FILE));
  await attempt(log, 'network.links', () => nameLinks(store, { ...options, root, system }));
  await attempt(log, 'network.copy', () => store.bringCopyUpToDate());
}

async function settingsToStartWith(store: NetworkStore, { clock, log }: Pick<StartOptions, 'clock' | 'log'>): Promise<NetworkSettings> {
  const told = (outcome: Outcome['outcome']) => store.saveOutcome({ outcome, at: new Date(clock.now()).toISOString() });
  const settings = store.settings();
  if (!settings) {
    log.error('network.damaged', { words: 'network.json cannot be read: the box has the network of a new one' });
    await attempt(log, 'network.keep', async () => {
      await store.setDamagedAside();
      await told('damaged');
    });
  }
  if (store.hasWaiting()) {
    const wasConfirmed = JSON.stringify(store.waiting()?.settings) === JSON.stringify(settings); // the plug was pulled between the two files
    if (!wasConfirmed) log.warn('network.reverted', { words: 'the last change was not confirmed before the restart' });
    await attempt(log, 'network.keep', async () => {
      await store.dropWaiting();
      if (!wasConfirmed) await told('not confirmed before the restart');
    });
  }
  return settings ?? DEFAULT_SETTINGS;
}

async function nameLinks(
  store: NetworkStore,
  options: StartOptions & { readonly root: string; readonly system: NetworkSystem },
): Promise<void> {
  const { root, system, log } = options;
  const kept = store.roles();
  if (kept) await writeLinkFiles(root, kept); // for a port that comes late
  await attempt(log, 'network.settle', () => system.settle(SETTLE_MS));
  const ports = await portsToStartWith(kept, options);
  const roles = assignRoles(kept ?? {}, ports);
  await writeLinkFiles(root, roles);
  const unnamed = ports.filter((port) => ROLES.some((role) => roles[role]?.mac === port.mac && port.name !== role));
  if (unnamed.length > 0) await system.nameLinks(unnamed.map(({ name }) => name));
  for (const role of ROLES) log.info('network.link', { role, ...(roles[role] ?? { mac: 'none' }) });
  if (JSON.stringify(roles) !== JSON.stringify(kept ?? {})) await store.saveRoles(roles);
}

/** At first start a second port is waited for; a box that has only one starts the later by so much, once. */
async function portsToStartWith(kept: Roles | undefined, options: StartOptions & { readonly root: string }): Promise<Port[]> {
  const { root, secondPortMs = SECOND_PORT_MS } = options;
  const wanted = kept ? ROLES.filter((role) => kept[role]).length : ROLES.length;
  for (let leftMs = kept ? 0 : secondPortMs; ; leftMs -= LOOK_AGAIN_MS) {
    const ports = readPorts(root);
    if (ports.length >= wanted || leftMs <= 0) return ports;
    await sleep(LOOK_AGAIN_MS);
  }
}

async function attempt(log: Log, event: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    log.error(event, { words: wordsOf(error) });
  }
}
