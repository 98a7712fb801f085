import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An Ethernet port, as a test describes it. */
export interface FakePort {
  readonly mac: string;
  /** Below /sys/devices; without it, a port that is none of hardware (a bridge). */
  readonly device?: string;
  readonly carrier?: boolean;
  readonly speed?: number;
  readonly isWireless?: boolean;
  readonly isMacRandom?: boolean;
}

/** A folder that stands for / of a box: /sys/class/net with these ports, /proc and /var of our own. */
export function boxTree(ports: Readonly<Record<string, FakePort>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-box-'));
  mkdirSync(join(root, 'sys/class/net'), { recursive: true });
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  for (const [name, port] of Object.entries(ports)) addPort(root, name, port);
  return root;
}

export function addPort(root: string, name: string, { mac, device, carrier = false, speed = -1, isWireless, isMacRandom }: FakePort): void {
  const write = (file: string, content: string) => putFile(root, `sys/class/net/${name}/${file}`, `${content}\n`);
  write('address', mac);
  write('type', '1');
  write('addr_assign_type', isMacRandom ? '1' : '0');
  write('carrier', carrier ? '1' : '0');
  write('speed', String(speed));
  if (isWireless) mkdirSync(join(root, 'sys/class/net', name, 'wireless'));
  if (device === undefined) return;
  mkdirSync(join(root, 'sys/devices', device), { recursive: true });
  symlinkSync(join(root, 'sys/devices', device), join(root, 'sys/class/net', name, 'device'));
}

export function putFile(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
