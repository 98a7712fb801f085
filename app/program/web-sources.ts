import type { ArchiveOrNone } from '../archive/archive.ts';
import { checkRemoteAe, remoteAePath } from '../config/config.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Announcing } from '../mdns/mdns.ts';
import type { AeTable, Associations, Doorkeeper } from '../services/services.ts';
import type { Settings } from '../settings/settings.ts';
import type { WebAeTable, WebSources, WebWire } from '../web/web.ts';
import type { FrontPanel } from './front-panel.ts';

/** Archive and services as the page asks for them. */
export function webSources(
  { archive, absence }: ArchiveOrNone,
  associations: Associations,
  aeTable: AeTable,
  panel: FrontPanel,
  announcing: Announcing,
  wire: WebWire,
  contacts: Contacts,
  settings: Settings,
): WebSources {
  return {
    panel: () => panel.leds(),
    announced: () => announcing.state(),
    problems: () => panel.problems(),
    support: () => settings.now().support,
    identify: () => panel.identify(),
    aeTable: webAeTable(aeTable, settings),
    settings,
    wire,
    recentStudies: (limit) => archive.recentStudies(limit),
    counts: () => archive.counts(),
    activity: (query) => archive.activity(query),
    diskSpace: () => archive.diskSpace(),
    absence: absence?.message,
    openAssociations: () => associations.openAssociations().map(({ instances: images, ...association }) => ({ ...association, images })),
    closedAssociations: () =>
      associations
        .recentAssociations()
        .map(({ id, callingAeTitle, calledAeTitle, address, openedAt, closedAt, instances: images, failures, how, end: words }) => ({
          ...{ id, callingAeTitle, calledAeTitle, address, openedAt, closedAt, images, failures, how, words },
        })),
    contacts: () => devicesOf(contacts, aeTable),
    recentRefusals: () =>
      (wire.knocks?.list() ?? []).filter(({ acceptedAt }) => acceptedAt === undefined).map((knock) => ({ ...knock, at: knock.lastAt })),
    onChange(listener) {
      const stops = [
        archive.onStored(listener),
        archive.studies.onRemoved(listener),
        associations.onChange(listener),
        wire.knocks?.onChange(listener),
      ];
      return () => {
        for (const stop of stops) stop?.();
      };
    },
  };
}

/** Tells both lists who stands at the door; the self-test is nobody. */
export const doorkeeperOf = (knocks: Doorkeeper, contacts: Contacts, selfTestAeTitle: string): Doorkeeper => ({
  refused: (info) => knocks.refused(info),
  stranger: (info) => knocks.stranger(info),
  accepted(callingAeTitle, address) {
    knocks.accepted(callingAeTitle, address);
    if (callingAeTitle !== selfTestAeTitle) contacts.met(callingAeTitle, address);
  },
});

/** Who called, and who is in the AE table without ever having called. */
function devicesOf(contacts: Contacts, aeTable: AeTable) {
  const list = contacts.list();
  const overdue = new Map(contacts.overdue().map(({ aeTitle, minute }) => [aeTitle, minute]));
  const met = new Set(list.map(({ aeTitle }) => aeTitle));
  const known = aeTable.list();
  const titles = new Set(known.map(({ title }) => title));
  return [
    ...list.map(({ aeTitle, address, at }) => {
      const usuallyBy = overdue.get(aeTitle);
      return { aeTitle, address, at, isKnown: titles.has(aeTitle), ...(usuallyBy !== undefined && { usuallyBy }) };
    }),
    ...known.filter(({ title }) => !met.has(title)).map(({ title, host }) => ({ aeTitle: title, address: host, isKnown: true })),
  ];
}

function webAeTable(aeTable: AeTable, settings: Settings): WebAeTable {
  return {
    list: () => aeTable.list(),
    get: (title) => aeTable.get(title),
    check(entry) {
      const checked = checkRemoteAe(entry);
      return 'faults' in checked ? checked.faults : [];
    },
    async put(title, entry, by) {
      const outcome = aeTable.get(title) ? 'replaced' : 'added';
      await settings.change({ by, set: { [remoteAePath(title)]: entry } });
      return outcome;
    },
    async remove(title, by) {
      if (!aeTable.get(title)) return false;
      await settings.remove(remoteAePath(title), by);
      return true;
    },
  };
}
