import { checkRemoteAe } from '../../app/config/config.ts';
import { type AeTable, createAeTable, type RemoteAe } from '../../app/services/services.ts';
import type { WebAeTable } from '../../app/web/web.ts';

/** Test only: an AE table in memory, as the page changes it. */
export function fakeAeTable(initial: readonly RemoteAe[] = []): { readonly table: AeTable; readonly aeTable: WebAeTable } {
  const table = createAeTable(initial);
  const others = (title: string) => table.list().filter((ae) => ae.title !== title);
  const aeTable: WebAeTable = {
    list: () => table.list(),
    get: (title) => table.get(title),
    check(entry) {
      const checked = checkRemoteAe(entry);
      return 'faults' in checked ? checked.faults : [];
    },
    async put(title, entry) {
      const outcome = table.get(title) ? 'replaced' : 'added';
      table.replace([...others(title), entry as RemoteAe]);
      return outcome;
    },
    async remove(title) {
      const isThere = table.get(title) !== undefined;
      table.replace(others(title));
      return isThere;
    },
  };
  return { table, aeTable };
}
