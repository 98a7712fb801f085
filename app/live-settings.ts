/** The parts of the program that follow the settings while it runs. Beside `main.ts`, since it puts parts together. */
import { isDeepStrictEqual } from 'node:util';
import type { LoadedConfig } from './config/config.ts';
import type { FrontPanel } from './front-panel.ts';
import type { AeTable } from './services/services.ts';
import type { LivePart } from './settings/settings.ts';

/** A part that cannot refuse. */
const follower = (name: string, commit: (next: LoadedConfig, now: LoadedConfig) => void | Promise<void>): LivePart => ({
  name,
  prepare: (next, now) => ({ commit: () => commit(next, now), takeBack() {} }),
});

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
