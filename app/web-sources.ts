import type { ArchiveOrNone } from './archive/archive.ts';
import type { Log } from './base/base.ts';
import { checkRemoteAe, type LoadedConfig, readAeTable, writeAeTable } from './config/config.ts';
import type { FrontPanel } from './front-panel.ts';
import type { Announcing } from './mdns/mdns.ts';
import { type AeTable, type Associations, createAeTable } from './services/services.ts';
import type { WebAeTable, WebSources } from './web/web.ts';

/** Archive and services as the page asks for them. */
export function webSources(
  { archive, absence }: ArchiveOrNone,
  associations: Associations,
  aeTable: AeTable,
  panel: FrontPanel,
  announcing: Announcing,
): WebSources {
  return {
    panel: () => panel.leds(),
    announced: () => announcing.state(),
    problems: () => panel.problems(),
    identify: () => panel.identify(),
    aeTable: webAeTable(aeTable),
    recentStudies: (limit) => archive.recentStudies(limit),
    counts: () => archive.counts(),
    diskSpace: () => archive.diskSpace(),
    absence: absence?.message,
    openAssociations: () => associations.openAssociations().map(({ instances: images, ...association }) => ({ ...association, images })),
    recentRefusals: () => associations.recentRefusals(),
    onChange(listener) {
      const stops = [archive.onStored(listener), associations.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** The configuration file's entries, which stay as they are, above those made since. */
export async function openAeTable(config: LoadedConfig, log: Log): Promise<AeTable> {
  const fixed = config.remoteAes.map((ae) => ({ ...ae, isFixed: true }));
  const made = (await readAeTable(config.dataFolder)).filter(({ title }) => !fixed.some((ae) => ae.title === title));
  return createAeTable([...fixed, ...made], { log, persist: (entries) => writeAeTable(config.dataFolder, entries) });
}

function webAeTable(aeTable: AeTable): WebAeTable {
  return {
    list: () => aeTable.list(),
    get: (title) => aeTable.get(title),
    check(entry) {
      const checked = checkRemoteAe(entry);
      return 'faults' in checked ? checked.faults : [];
    },
    put(_, entry) {
      const checked = checkRemoteAe(entry);
      if ('faults' in checked) throw new Error(`not checked: ${checked.faults.join(', ')}`);
      return aeTable.put(checked.ae);
    },
    remove: (title) => aeTable.remove(title),
  };
}
