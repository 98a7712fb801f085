import type { SettingsView } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { place, readSession, useAsked } from '../shell/shell.ts';
import { BackupPart } from './backup.tsx';
import { ChangesPart } from './changes.tsx';
import { NetworkPart } from './network.tsx';
import { OhifPart } from './ohif.tsx';
import { texts as T } from './texts/en.ts';
import { ValuesPart } from './values.tsx';

const PARTS = [
  ['/settings', T.parts.values],
  ['/settings/changes', T.parts.changes],
  ['/settings/backup', T.parts.backup],
  ['/settings/network', T.parts.network],
  ['/settings/ohif', T.parts.ohif],
] as const;

/** Every setting of the schema, the log of changes with undo, backup and restore, the network of a box, and OHIF. */
export function Page() {
  const view = useAsked<SettingsView>('/api/settings');
  const { path } = place.value;
  const reload = async () => {
    readSession().catch(() => undefined); // whom to ask for help stands on every page
    await view.reload();
  };
  return (
    <>
      <nav class="setting-parts" aria-label={T.partsLabel}>
        {PARTS.map(([to, words]) => (
          <a key={to} href={to} {...(to === path && { 'aria-current': 'page' })}>
            {words}
          </a>
        ))}
      </nav>
      {view.data.value ? <Part path={path} view={view.data.value} reload={reload} /> : <Loading of={view} />}
    </>
  );
}

function Part({ path, view, reload }: { path: string; view: SettingsView; reload: () => Promise<void> }) {
  if (path === '/settings/changes') return <ChangesPart web={view.web} onDone={reload} />;
  if (path === '/settings/backup') return <BackupPart view={view} onDone={reload} />;
  if (path === '/settings/network') return <NetworkPart />;
  if (path === '/settings/ohif') return <OhifPart />;
  return <ValuesPart view={view} reload={reload} />;
}
