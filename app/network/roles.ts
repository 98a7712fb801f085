import * as z from 'zod/mini';
import type { SystemFile } from './networkd.ts';
import type { Port } from './ports.ts';

/** The first is the one that a box with one port has. */
export const ROLES = ['hospital', 'modality'] as const;
export type Role = (typeof ROLES)[number];

const KnownPort = z.strictObject({ mac: z.string(), path: z.string() });
/** Which port plays which role, as it was decided at first start and is kept with the data. */
export const Roles = z.strictObject({ hospital: z.optional(KnownPort), modality: z.optional(KnownPort) });
export type Roles = z.infer<typeof Roles>;

/**
 * Who plays which role now. A port that is known by its hardware address keeps its role wherever it sits; one that sits where another sat takes that
 * one's place (a board that was replaced); what is new takes a role that nobody present plays, in the order of the machine: its own ports before those
 * of USB. A role whose port is merely away stays with it, unless a new port is there to take it.
 */
export function assignRoles(kept: Roles, ports: readonly Port[]): Roles {
  const free = [...ports].sort(byPlace);
  const found = new Map<Role, Port>();
  const take = (role: Role, port: Port | undefined) => {
    if (!port || found.has(role)) return;
    found.set(role, port);
    free.splice(free.indexOf(port), 1);
  };
  for (const role of ROLES)
    take(
      role,
      free.find((port) => port.isMacStable && port.mac === kept[role]?.mac),
    );
  for (const role of ROLES)
    take(
      role,
      free.find((port) => port.path === kept[role]?.path),
    );
  for (const role of ROLES) take(role, free[0]);
  const roles: { -readonly [Name in Role]?: { mac: string; path: string } } = {};
  for (const role of ROLES) {
    const port = found.get(role) ?? kept[role];
    if (port) roles[role] = { mac: port.mac, path: port.path };
  }
  return roles;
}

/** A machine's own ports before those on USB; among them, by place, numbers as numbers. */
function byPlace(one: Port, other: Port): number {
  const onUsb = (port: Port) => Number(/\/usb\//.test(port.path));
  return onUsb(one) - onUsb(other) || one.path.localeCompare(other.path, 'en', { numeric: true });
}

export const linkFileName = (role: string): string => `10-${role}.link`;

/** The name that each role's port gets, as systemd.link(5) wants it; by hardware address, so that a USB adapter may be plugged in elsewhere, and later. */
export function linkFiles(roles: Roles): SystemFile[] {
  return ROLES.flatMap((role) => {
    const port = roles[role];
    if (!port) return [];
    const content = `# Made by filmroom at each start from what it decided at the first; a change here is lost.
[Match]
MACAddress=${port.mac}
Type=ether

[Link]
Name=${role}
WakeOnLan=off
`;
    return [{ name: linkFileName(role), content }];
  });
}
