/** The parts of the program that follow the settings while it runs. Beside `main.ts`, since it puts parts together. */
import { isDeepStrictEqual } from 'node:util';
import { type Clock, type Log, type Timer, wordsOf } from './base/base.ts';
import { type LoadedConfig, speaksTls } from './config/config.ts';
import type { FrontPanel } from './front-panel.ts';
import type { Hl7Place, MovedPorts } from './network/network.ts';
import type { AeTable } from './services/services.ts';
import type { LivePart, Settings } from './settings/settings.ts';
import type { Place, WebServer } from './web/web.ts';

/**
 * Opens something by the settings. What the page has set and cannot be opened any more, as an address that this machine has no longer, is left out:
 * a box has to be reached, so that it can be set right.
 */
export async function openOrBeneath<Opened>(
  settings: Pick<Settings, 'now' | 'whence' | 'leaveOut'>,
  paths: readonly string[],
  open: (config: LoadedConfig) => Promise<Opened>,
): Promise<Opened> {
  try {
    return await open(settings.now());
  } catch (error) {
    if (!paths.some((path) => settings.whence(path) === 'page')) throw error;
    settings.leaveOut(paths, wordsOf(error));
    return open(settings.now());
  }
}

/** A part that cannot refuse. */
const follower = (name: string, commit: (next: LoadedConfig, now: LoadedConfig) => void | Promise<void>): LivePart => ({
  name,
  prepare: (next, now) => ({ commit: () => commit(next, now), takeBack() {} }),
});

/** Where the page is to be, by the settings. */
export function placeOf({ web }: LoadedConfig): Place {
  return { host: web.host, port: web.port, morePorts: web.morePorts, tls: speaksTls(web) };
}

const MOVES = ['web.host', 'web.port', 'web.tls'];
/** What a page needs to be opened at all. */
export const PAGE_PLACE = [...MOVES, 'web.morePorts'];

/**
 * The page moves before the settings are kept; where it cannot, they stay as they were. Where nobody opens it at its new place, it goes back: who
 * asked for it may have shut himself out.
 */
export function pageFollower(options: {
  readonly web: Pick<WebServer, 'move' | 'newestVisitMs'>;
  readonly settings: Pick<Settings, 'state' | 'change'>;
  readonly openPageMs: number;
  readonly clock: Clock;
  readonly log: Log;
}): LivePart {
  const { web, settings, openPageMs, clock, log } = options;
  let waiting: Timer | undefined;
  let isGoingBack = false;

  /** @param revision of the change that moved it */
  async function goBack(revision: number): Promise<void> {
    const moved = settings.state().changes.find((change) => change.revision === revision);
    const before = (moved?.parts ?? []).filter(({ path }) => MOVES.includes(path)).map((part) => [part.path, part.before] as const);
    const set = Object.fromEntries(before.flatMap(([path, { isSet, value }]) => (isSet ? [[path, value]] : [])));
    isGoingBack = true;
    await settings.change({ by: 'filmroom', set, reset: before.flatMap(([path, { isSet }]) => (isSet ? [] : [path])) });
  }

  function waitForVisit(): void {
    waiting?.cancel();
    if (isGoingBack) return;
    const { revision } = settings.state();
    const movedMs = clock.monotonicMs();
    waiting = clock.after(openPageMs, () => {
      if (web.newestVisitMs() > movedMs) return;
      log.warn('page.not-opened', { revision, words: 'nobody opened the page at its new address: it goes back' });
      goBack(revision)
        .catch((error) => log.error('page.not-back', { words: wordsOf(error) }))
        .finally(() => {
          isGoingBack = false;
        });
    });
  }

  return {
    name: 'page',
    async prepare(next, now) {
      const [to, from] = [placeOf(next), placeOf(now)];
      if (isDeepStrictEqual(to, from)) return { commit() {}, takeBack() {} };
      const { commit, takeBack } = await web.move(to);
      const isElsewhere = !isDeepStrictEqual({ ...to, morePorts: [] }, { ...from, morePorts: [] });
      return {
        takeBack,
        commit() {
          commit();
          if (isElsewhere) waitForVisit();
        },
      };
    },
  };
}

/** What follows without a word; the last of them tells others where the program is now. */
export function followers(parts: {
  readonly aeTable: Pick<AeTable, 'replace'>;
  readonly panel: Pick<FrontPanel, 'change'>;
  /** Tells the self-test by which addresses we are reached. */
  readonly sayWhere: () => Promise<void>;
  /** Lets the network in where the program listens now. */
  readonly movePorts: (moved: MovedPorts) => Promise<void>;
  /** Lets HL7 in where the program listens for it now. */
  readonly moveHl7: (place: Hl7Place | undefined) => Promise<void>;
  /** Tells the network. */
  readonly announce: (config: LoadedConfig) => Promise<void>;
}): readonly LivePart[] {
  const { aeTable, panel, sayWhere, movePorts, moveHl7, announce } = parts;
  return [
    follower('AE table', (next, now) => {
      if (!isDeepStrictEqual(next.remoteAes, now.remoteAes)) aeTable.replace(next.remoteAes);
    }),
    follower('panel', async (next, now) => {
      if (!isDeepStrictEqual(next.panel, now.panel)) await panel.change(next.panel);
    }),
    follower('firewall', async (next, now) => {
      const [to, from] = [portsOf(next), portsOf(now)];
      await movePorts({ closed: from.filter((port) => !to.includes(port)), opened: to.filter((port) => !from.includes(port)) });
    }),
    follower('HL7 in the firewall', async (next, now) => {
      if (!isDeepStrictEqual(hl7PlaceOf(next), hl7PlaceOf(now))) await moveHl7(hl7PlaceOf(next));
    }),
    follower('addresses', async (next, now) => {
      const where = ({ listeners, web, ownAeTitle, mdns }: LoadedConfig) => ({ listeners, web, ownAeTitle, mdns });
      if (isDeepStrictEqual(where(next), where(now))) return;
      await sayWhere();
      await announce(next);
    }),
  ];
}

const portsOf = ({ listeners }: LoadedConfig): readonly number[] =>
  [...new Set(listeners.map(({ port }) => port))].filter((port) => port !== 0);

/** Where HL7 is listened for, by the settings; a free port is of a test, and in no firewall. */
export const hl7PlaceOf = ({ hl7: { listen, host, port } }: LoadedConfig): Hl7Place | undefined =>
  listen && port !== 0 ? { host, port } : undefined;
