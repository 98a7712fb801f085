import { lookup } from 'node:dns/promises';
import type { Clock, Log } from '../base/base.ts';
import type { RemoteAe, ScuAssociations } from '../services/services.ts';
import { associateAndEcho } from './dicom-rungs.ts';
import type { ReachLimits } from './limits.ts';
import { linkTo, neighbourAt, pingTo, tcpTo } from './network-rungs.ts';
import { isIpAddress, type Route } from './route.ts';
import { type Finding, found, type Rung, type RungName, rungOf } from './rungs.ts';

export interface ReachContext {
  readonly associations: ScuAssociations;
  readonly ownAeTitle: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ReachLimits;
  readonly signal: AbortSignal;
}

/**
 * Climbs from the cable to C-ECHO: each rung as it begins (its name alone) and as it is found. Stops at the first that fails; the rungs that
 * came out unclear before it may say more. An abort of the signal ends it after the rung under way.
 */
export async function* climb(ae: RemoteAe, context: ReachContext): AsyncGenerator<RungName | Rung, void, undefined> {
  const { clock, signal, limits } = context;
  let begunMs = 0;
  const begin = (rung: RungName): RungName => {
    begunMs = clock.monotonicMs();
    return rung;
  };
  const end = (rung: RungName, finding: Finding): Rung => rungOf(rung, finding, clock.monotonicMs() - begunMs);
  const isOver = (rung: Rung): boolean => rung.outcome === 'failed' || signal.aborted;

  let address = ae.host;
  if (!isIpAddress(address)) {
    yield begin('name');
    const resolved = await resolve(ae.host, limits.nameMs, clock);
    address = resolved ?? '';
    const named = resolved ? found('ok', 'NAME_OK', { name: ae.host, address }) : found('failed', 'NAME_UNKNOWN', { name: ae.host });
    const rung = end('name', named);
    yield rung;
    if (isOver(rung)) return;
  }

  yield begin('link');
  const { route, finding } = await linkTo(address);
  const link = end('link', finding);
  yield link;
  if (isOver(link) || route === undefined) return;

  let before: Rung = link;
  for (const [name, ask] of networkRungs(address, ae.port, route, context)) {
    yield begin(name);
    const rung = end(name, withPing(await ask(), before));
    before = rung;
    if (signal.aborted) return;
    yield rung;
    if (isOver(rung)) return;
  }
  yield* associateAndEcho({ ...ae, host: address }, context, begin, end);
}

/** Silence is no firewall's where a router has just said that the address cannot be reached. */
function withPing(finding: Finding, ping: Rung): Finding {
  if (finding.code !== 'TCP_SILENT' || ping.code !== 'PING_UNREACHABLE') return finding;
  return found('failed', 'TCP_UNREACHABLE', { ...finding.values, errno: 'ICMP' });
}

function networkRungs(
  address: string,
  port: number,
  route: Route,
  { limits, clock, signal }: ReachContext,
): readonly (readonly [RungName, () => Promise<Finding>])[] {
  return [
    ['neighbour', () => neighbourAt(address, route, { timeoutMs: limits.neighbourMs, clock, signal })],
    ['ping', () => pingTo(address, limits.pingSeconds, signal)],
    ['tcp', () => tcpTo(address, port, { timeoutMs: limits.tcpMs, clock, signal })],
  ];
}

async function resolve(name: string, timeoutMs: number, clock: Clock): Promise<string | undefined> {
  const { promise, resolve: settle } = Promise.withResolvers<string | undefined>();
  const timer = clock.after(timeoutMs, () => settle(undefined));
  lookup(name).then(
    ({ address }) => settle(address),
    () => settle(undefined), // not known and not answered are one to whoever typed it
  );
  return promise.finally(() => timer.cancel());
}
