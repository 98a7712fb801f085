import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An Ethernet port of the machine. */
export interface NetworkLink {
  readonly name: string;
  /** A cable is in, and the other end is awake. */
  readonly isUp: boolean;
}

const ETHERNET = '1'; // ARPHRD_ETHER

/** The wired ports of the machine, by /sys/class/net; bridges, tunnels and the like have no device behind them. */
export function linksIn(root = '/'): NetworkLink[] {
  const folder = join(root, 'sys/class/net');
  const read = (name: string, file: string): string => {
    try {
      return readFileSync(join(folder, name, file), 'utf8').trim();
    } catch {
      return ''; // carrier of an interface that is switched off: EINVAL
    }
  };
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => existsSync(join(folder, name, 'device')) && read(name, 'type') === ETHERNET)
    .sort()
    .map((name) => ({ name, isUp: read(name, 'carrier') === '1' }));
}
