/** The parts of the program that follow the settings while it runs. Beside `main.ts`, since it puts parts together. */
import { isDeepStrictEqual } from 'node:util';
import { type LoadedConfig, speaksTls } from './config/config.ts';
import type { FrontPanel } from './front-panel.ts';
import type { AeTable } from './services/services.ts';
import type { LivePart } from './settings/settings.ts';
import type { Place, WebServer } from './web/web.ts';

/** A part that cannot refuse. */
const follower = (name: string, commit: (next: LoadedConfig, now: LoadedConfig) => void | Promise<void>): LivePart => ({
  name,
  prepare: (next, now) => ({ commit: () => commit(next, now), takeBack() {} }),
});

/** Where the page is to be, by the settings. */
export function placeOf({ web }: LoadedConfig): Place {
  return { host: web.host, port: web.port, morePorts: web.morePorts, tls: speaksTls(web) };
}

/** The page moves before the settings are kept; where it cannot, they stay as they were. */
export function pageFollower(web: Pick<WebServer, 'move'>): LivePart {
  return {
    name: 'page',
    prepare: (next, now) => (isDeepStrictEqual(placeOf(next), placeOf(now)) ? { commit() {}, takeBack() {} } : web.move(placeOf(next))),
  };
}

/** What follows without a word; the last of them tells others where the program is now. */
export function followers(parts: {
  readonly aeTable: Pick<AeTable, 'replace'>;
  readonly panel: Pick<FrontPanel, 'change'>;
  /** Tells the self-test by which addresses we are reached. */
  readonly sayWhere: () => Promise<void>;
  /** Tells the network. */
  readonly announce: (config: LoadedConfig) => Promise<void>;
}): readonly LivePart[] {
  const { aeTable, panel, sayWhere, announce } = parts;
  return [
    follower('AE table', (next, now) => {
      if (!isDeepStrictEqual(next.remoteAes, now.remoteAes)) aeTable.replace(next.remoteAes);
    }),
    follower('panel', async (next, now) => {
      if (!isDeepStrictEqual(next.panel, now.panel)) await panel.change(next.panel);
    }),
    follower('addresses', async (next, now) => {
      const where = ({ listeners, web, ownAeTitle, mdns }: LoadedConfig) => ({ listeners, web, ownAeTitle, mdns });
      if (isDeepStrictEqual(where(next), where(now))) return;
      await sayWhere();
      await announce(next);
    }),
  ];
}
