import { forgetLinkFile } from './apply.ts';
import { readPorts } from './ports.ts';
import type { NetworkStore } from './store.ts';

/** Where the port of the modalities is gone, the box becomes one with a single port, until another is plugged in. */
export async function forgetGonePort(root: string, store: NetworkStore): Promise<void> {
  const { hospital, modality } = store.roles() ?? {};
  if (!hospital || !modality) return;
  const names = readPorts(root).map(({ name }) => name);
  if (!names.includes('hospital') || names.includes('modality')) return;
  await store.saveRoles({ hospital });
  await forgetLinkFile(root, 'modality');
}
