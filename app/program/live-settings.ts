/** The parts of the program that follow the settings while it runs. */
import { isDeepStrictEqual } from 'node:util';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { type LoadedConfig, speaksTls, useTimeZone } from '../config/config.ts';
import type { Hl7Place, MovedPorts } from '../network/network.ts';
import type { AeTable } from '../services/services.ts';
import type { LivePart, Settings } from '../settings/settings.ts';
import type { Place, WebServer } from '../web/web.ts';
import type { FrontPanel } from './front-panel.ts';
import type { MoveGuard } from './move-guard.ts';

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

/** How often it is looked whether somebody has opened the page. */
const LOOK_MS = 1000;

/**
 * The page moves before the settings are kept; where it cannot, they stay as they were. Where nobody opens it at its new place, it goes back: who
 * asked for it may have shut himself out. That is waited for over a restart too, from its beginning.
 */
export function pageFollower(options: {
  readonly web: Pick<WebServer, 'move' | 'newestVisitMs'>;
  readonly settings: Pick<Settings, 'state' | 'change'>;
  readonly openPageMs: number;
  readonly guard: MoveGuard;
  readonly clock: Clock;
  readonly log: Log;
}): LivePart {
  const { web, settings, openPageMs, guard, clock, log } = options;
  let waiting: Timer | undefined;
  let waitsFor: number | undefined;
  let isGoingBack = false;

  const movesOf = (revision: number) =>
    (settings.state().changes.find((change) => change.revision === revision)?.parts ?? []).filter(({ path }) => MOVES.includes(path));

  /** @param revision of the change that moved it */
  async function goBack(revision: number): Promise<void> {
    const before = movesOf(revision).map((part) => [part.path, part.before] as const);
    const set = Object.fromEntries(before.flatMap(([path, { isSet, value }]) => (isSet ? [[path, value]] : [])));
    isGoingBack = true;
    await settings.change({ by: 'filmroom', set, reset: before.flatMap(([path, { isSet }]) => (isSet ? [] : [path])) });
  }

  function settle(what: () => Promise<void>): void {
    waitsFor = undefined;
    what().catch((error) => log.error('page.guard', { words: wordsOf(error) }));
  }

  function waitForVisit(revision: number): void {
    waiting?.cancel();
    waitsFor = revision;
    const movedMs = clock.monotonicMs();
    const look = () => {
      if (web.newestVisitMs() > movedMs) return settle(guard.drop);
      const leftMs = movedMs + openPageMs - clock.monotonicMs();
      if (leftMs > 0) {
        waiting = clock.after(Math.min(LOOK_MS, leftMs), look);
        return;
      }
      log.warn('page.not-opened', { revision, words: 'nobody opened the page at its new address: it goes back' });
      settle(() =>
        goBack(revision)
          .then(() => guard.drop())
          .finally(() => {
            isGoingBack = false;
          }),
      );
    };
    look();
  }

  const left = guard.read();
  if (left !== undefined && movesOf(left).length > 0) waitForVisit(left);

  return {
    name: 'page',
    async prepare(next, now) {
      const [to, from] = [placeOf(next), placeOf(now)];
      if (isDeepStrictEqual(to, from)) return { commit() {}, takeBack() {} };
      const isElsewhere = !isDeepStrictEqual({ ...to, morePorts: [] }, { ...from, morePorts: [] });
      const isGuarded = isElsewhere && !isGoingBack;
      const revision = settings.state().revision + 1;
      if (isGuarded) await guard.keep(revision); // before the settings are: what is not kept then is of no change, and is passed over
      const notMoved = async () => {
        if (isGuarded) await (waitsFor === undefined ? guard.drop() : guard.keep(waitsFor));
      };
      const { commit, takeBack } = await web.move(to).catch(async (error) => {
        await notMoved();
        throw error;
      });
      return {
        async takeBack() {
          await takeBack();
          await notMoved();
        },
        commit() {
          commit();
          if (isGuarded) waitForVisit(revision);
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
    follower('time zone', (next) => useTimeZone(next.timeZone)),
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
