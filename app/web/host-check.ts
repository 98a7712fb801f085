/**
 * DNS rebinding: a site makes its own name point at this machine and so lets a visitor's browser read Filmroom as if it were that site.
 * The browser then says that name in Host, therefore only names that are ours are answered. An IP address cannot be rebound: any is allowed,
 * so that a box behind a port forward is reachable; `.local` is answered by the machines of this network only (RFC 6762).
 *
 * @param isOurs tells of any other name, in lower case, whether it is ours
 */
export function isOwnHost(host: string | undefined, isOurs: (name: string) => boolean): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  return isIpLiteral(name) || name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.local') || isOurs(name);
}

/** True unless a browser says that another site's page makes the request. Programs send neither header. */
export function isOwnOrigin(request: {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly secFetchSite: string | undefined;
}): boolean {
  const { host, origin, secFetchSite } = request;
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** The name in a Host header, without port, in lower case; undefined where it is none. */
function hostName(host: string | undefined): string | undefined {
  if (host === undefined || host === '' || /[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

function isIpLiteral(name: string): boolean {
  return name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
