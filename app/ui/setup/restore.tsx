import type { SettingsView } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { RestorePart } from '../settings/backup.tsx';
import { useAsked } from '../shell/shell.ts';

export function RestoreStep() {
  const settings = useAsked<SettingsView>('/api/settings');
  if (!settings.data.value) return <Loading of={settings} />;
  return <RestorePart view={settings.data.value} onDone={settings.reload} />;
}
