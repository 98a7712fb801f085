/** Which packets are wanted. Every word of the filter that tcpdump is given is made here, of addresses and numbers that were checked. */
export interface Traffic {
  /** IP addresses; none: everybody. */
  readonly hosts: readonly string[];
  /** TCP ports of either end; undefined: everything but `never`. */
  readonly ports: readonly number[] | undefined;
  /** TCP ports that are never caught: those of the page, by which people sign in. */
  readonly never: readonly number[];
}

/**
 * The filter as pcap-filter(7) reads it.
 *
 * @returns undefined where nothing is left to be caught
 */
export function filterOf({ hosts, ports, never }: Traffic): string | undefined {
  const parts: string[] = [];
  if (ports !== undefined) {
    const wanted = ports.filter((port) => !never.includes(port));
    if (wanted.length === 0) return undefined;
    parts.push('tcp', anyOf(wanted.map((port) => `port ${port}`)));
  } else if (never.length > 0) parts.push(`not ${anyOf(never.map((port) => `tcp port ${port}`))}`);
  if (hosts.length > 0) parts.push(anyOf(hosts.map((host) => `host ${host}`)));
  return parts.join(' and ');
}

function anyOf(terms: readonly string[]): string {
  return `( ${[...new Set(terms)].join(' or ')} )`;
}
