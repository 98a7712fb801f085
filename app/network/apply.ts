import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeFile, syncFolder } from '../base/base.ts';
import { chronyConf } from './chrony.ts';
import { firewall, type Hl7Place } from './firewall.ts';
import { NETWORKD_FOLDER, OWN_FOLDER } from './folders.ts';
import { networkFiles, type SystemFile } from './networkd.ts';
import { linkFileName, linkFiles, type Roles } from './roles.ts';
import type { NetworkSettings } from './settings.ts';
import type { NetworkSystem } from './system.ts';
import { isTimeKnown } from './time-known.ts';

export const FIREWALL_FILE = `${OWN_FOLDER}/firewall.nft`;
const CHRONY_FILE = `${OWN_FOLDER}/chrony.conf`;

/** Writes the names of the ports for udev. */
export async function writeLinkFiles(root: string, roles: Roles): Promise<void> {
  for (const file of linkFiles(roles)) await write(join(root, NETWORKD_FOLDER, file.name), file.content);
}

/** Whether a port has been given that name at this start or before, though it may be gone since. */
export function hasGivenRole(root: string, name: string): boolean {
  return existsSync(join(root, NETWORKD_FOLDER, linkFileName(name)));
}

/** The name is free from now on. */
export const forgetLinkFile = (root: string, name: string) => removeFile(join(root, NETWORKD_FOLDER, linkFileName(name)));

/** Writes the settings for networkd, nft and chrony; nothing reads them yet. */
export async function writeSettings(root: string, settings: NetworkSettings, hl7?: Hl7Place): Promise<{ readonly timeChanged: boolean }> {
  const chrony = chronyConf(settings, isTimeKnown(root));
  const timeChanged = read(join(root, CHRONY_FILE)) !== chrony;
  const files: SystemFile[] = [
    ...networkFiles(settings).map(({ name, content }) => ({ name: `${NETWORKD_FOLDER}/${name}`, content })),
    { name: FIREWALL_FILE, content: firewall(settings, hl7) },
    { name: CHRONY_FILE, content: chrony },
  ];
  for (const { name, content } of files) await write(join(root, name), content);
  return { timeChanged };
}

/**
 * Writes the settings and has the running system take them: the firewall first, so that no address is ever without its rules.
 *
 * @throws BoxError BOX_TOOL_FAILED; what was taken until then stays taken
 */
export async function applySettings(root: string, settings: NetworkSettings, system: NetworkSystem, hl7?: Hl7Place): Promise<void> {
  const { timeChanged } = await writeSettings(root, settings, hl7);
  await system.loadFirewall(join(root, FIREWALL_FILE));
  await system.reloadLinks();
  if (timeChanged) await system.restartTimeServer();
}

/**
 * The old content or the new, never a part; for programs of other users to read, unlike `replaceFile`'s. What is the same is left alone: networkd takes
 * a file that was written for one that has changed, and a link whose file has changed asks DHCP anew.
 */
async function write(path: string, content: string): Promise<void> {
  if (read(path) === content) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const part = `${path}.new`;
  const file = await open(part, 'w', 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(part, 0o644); // whatever the umask
  await rename(part, path);
  await syncFolder(dirname(path));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not written yet
  }
}
