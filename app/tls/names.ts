import type { X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';

/** A host name of letters, digits and hyphens (RFC 1123 §2.1), in lower case; no browser looks for another in a certificate. */
const HOST_NAME = /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/;

export const isAddress = (name: string): boolean => name.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
export const isHostName = (name: string): boolean => HOST_NAME.test(name) && !isAddress(name);

/** As it is compared and shown: lower case, and IPv6 in its short form (RFC 5952). */
export function canonical(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return lower.includes(':') ? (URL.parse(`http://[${lower}]`)?.hostname.slice(1, -1) ?? lower) : lower;
}

/**
 * Every name and address under which a browser may call this machine. A link-local address of IPv6 is none of them: it takes a zone, which no
 * address bar does.
 *
 * @param more further names, of the configuration and of mDNS
 */
export function ownNames(more: readonly string[] = [], interfaces = networkInterfaces(), host = hostname()): string[] {
  const addresses = Object.values(interfaces).flatMap((of = []) => of.map(({ address }) => address));
  const [label = ''] = host.split('.');
  const names = [`${label}.local`, host, ...more, 'localhost', ...addresses, '127.0.0.1', '::1'].map(canonical);
  return [...new Set(names)].filter((name) => (isAddress(name) ? !/^fe[89ab]/.test(name) : isHostName(name)));
}

/** Whether a browser takes the certificate for that name (RFC 9525 §6). */
export function covers(certificate: X509Certificate, name: string): boolean {
  return (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' })) !== undefined;
}

/** What stands in subjectAltName (RFC 5280 §4.2.1.6): host names and addresses. */
export function namesIn({ subjectAltName = '' }: X509Certificate): string[] {
  const entries = subjectAltName.split(/, (?=[A-Za-z ]+:)/);
  return entries.flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(entry) ?? [];
    return name === undefined ? [] : [canonical(name)];
  });
}
