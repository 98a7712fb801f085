import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** An Ethernet port of the machine, as the kernel shows it below /sys/class/net. */
export interface Port {
  /** Its name now. */
  readonly name: string;
  readonly mac: string;
  /** Whether the address is the hardware's own; a random one is another at each start. */
  readonly isMacStable: boolean;
  /** Where it sits in the machine, the same at each start. */
  readonly path: string;
}

const ETHERNET = '1'; // ARPHRD_ETHER
const ADDRESS_PERMANENT = '0'; // NET_ADDR_PERM

/**
 * The wired Ethernet ports: neither Wi-Fi nor bridges, VLANs and the like.
 *
 * @param root what stands for /
 */
export function readPorts(root = '/'): Port[] {
  const folder = join(root, 'sys/class/net');
  return list(folder).flatMap((name) => {
    const read = (file: string) => text(join(folder, name, file));
    const device = target(join(folder, name, 'device'));
    const isOther = ['wireless', 'phy80211'].some((file) => exists(join(folder, name, file)));
    const mac = read('address')?.toLowerCase();
    if (!device || isOther || !mac || read('type') !== ETHERNET) return [];
    return [{ name, mac, isMacStable: read('addr_assign_type') === ADDRESS_PERMANENT, path: placeOf(device) }];
  });
}

/** Where a device sits, without numbers that depend on the order in which drivers came: of virtio devices, and of USB buses. */
export function placeOf(device: string): string {
  return device
    .replace(/^.*\/sys\/devices\//, '')
    .replace(/\/virtio\d+$/, '')
    .replaceAll(/\/usb\d+\//g, '/usb/')
    .replaceAll(/\/\d+-([\d.]+)(?=[/:]|$)/g, '/$1');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // no /sys: no ports
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined; // the port was pulled just now, or has no such fact
  }
}

function target(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // a port without a device is none of hardware
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
