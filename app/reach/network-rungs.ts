import { createSocket } from 'node:dgram';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import { probeTcp } from '../ul/ul.ts';
import { neighbourOf } from './neighbours.ts';
import { isOwn, ownAddresses, type Route, routeTo } from './route.ts';
import { type Finding, found } from './rungs.ts';

interface Patience {
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Which interface leads there, and whether its cable is in. */
export async function linkTo(address: string): Promise<{ readonly route: Route | undefined; readonly finding: Finding }> {
  if (isOwn(address)) return { route: { device: 'lo' }, finding: found('ok', 'LINK_OWN', { address }) };
  const route = await routeTo(address);
  const own = ownAddresses().filter(({ device }) => device !== 'lo');
  if (route === undefined) {
    const networks = own.map(({ cidr }) => cidr).filter((cidr) => cidr.includes(':') === address.includes(':'));
    return { route, finding: found('failed', 'NO_ROUTE', { address, networks: networks.join(', ') || '-' }) };
  }
  const { device } = route;
  const hasCarrier = own.some((each) => each.device === device);
  return { route, finding: hasCarrier ? found('ok', 'LINK_OK', { device }) : found('failed', 'LINK_DOWN', { device }) };
}

const DISCARD_PORT = 9;
const LOOK_EVERY_MS = 50;

/** ARP, or its like of IPv6: has the device, or the gateway to it, answered with its hardware address? */
export async function neighbourAt(address: string, { device, gateway }: Route, { timeoutMs, clock, signal }: Patience): Promise<Finding> {
  if (device === 'lo') return found('skipped', 'NEIGHBOUR_NOT_ASKED');
  const asked = gateway ?? address;
  await poke(address);
  const until = clock.monotonicMs() + timeoutMs;
  let isListed = false;
  for (;;) {
    const neighbour = await neighbourOf(asked, device);
    isListed ||= neighbour !== undefined;
    const mac = neighbour?.mac;
    if (mac === '00:00:00:00:00:00') return found('skipped', 'NEIGHBOUR_NOT_ASKED'); // an interface without ARP, as a tunnel
    if (mac !== undefined)
      return gateway ? found('ok', 'GATEWAY_OK', { gateway, mac, address }) : found('ok', 'NEIGHBOUR_OK', { address, mac });
    if (clock.monotonicMs() >= until || signal.aborted) break;
    await setTimeout(LOOK_EVERY_MS); // holds the process, as the timers of a clock do not
  }
  if (!isListed) return found('skipped', 'NEIGHBOUR_NOT_ASKED');
  return gateway ? found('failed', 'GATEWAY_SILENT', { gateway, device, address }) : found('failed', 'NO_NEIGHBOUR', { address, device });
}

/** One datagram for nobody: it makes the kernel ask who has the address. */
function poke(address: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const done = () => {
    socket.close();
    resolve();
  };
  socket.once('error', done);
  socket.send(Buffer.alloc(1), DISCARD_PORT, address, done);
  return promise;
}

/** ICMP, by the program `ping`: Node cannot. No answer says little, for many devices give none. */
export async function pingTo(address: string, seconds: number, signal: AbortSignal): Promise<Finding> {
  try {
    const told = await runTool('ping', ['-n', '-c', '1', '-W', String(seconds), address], { timeoutMs: (seconds + 3) * 1000, signal });
    const time = /time[=<]([\d.]+)/.exec(told)?.[1];
    return found('ok', 'PING_OK', { address, ...(time !== undefined && { ms: Number(time) }) });
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/unreachable/i.test(words)) return found('unclear', 'PING_UNREACHABLE', { address });
    if (/is not there|not permitted|denied/i.test(words)) return found('skipped', 'PING_MISSING');
    return found('unclear', 'PING_SILENT', { address });
  }
}

export async function tcpTo(address: string, port: number, patience: Patience): Promise<Finding> {
  const outcome = await probeTcp({ host: address, port }, patience);
  switch (outcome.kind) {
    case 'connected':
      return found('ok', 'TCP_OK', { address, port });
    case 'silent':
      return found('failed', 'TCP_SILENT', { address, port, seconds: patience.timeoutMs / 1000 });
    case 'failed': {
      const { errno } = outcome;
      if (errno === 'ECONNREFUSED') return found('failed', 'TCP_REFUSED', { address, port });
      if (errno === 'ETIMEDOUT') return found('failed', 'TCP_SILENT', { address, port, seconds: patience.timeoutMs / 1000 });
      return found('failed', 'TCP_UNREACHABLE', { address, port, errno });
    }
    default:
      return outcome satisfies never;
  }
}
