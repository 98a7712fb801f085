import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { wordsOf } from '../base/base.ts';
import { TlsError } from './errors.ts';
import type { KeyedCertificate } from './issue.ts';
import type { TlsLimits } from './limits.ts';
import { namesIn } from './names.ts';
import { certificatesIn, keyIn } from './pem.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_USE = '2.5.29.37.0';
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const MIN_RSA_BITS = 2048;

/**
 * A certificate that somebody brings, with its chain: looked at as a browser will, before it is taken. The order of the chain does not matter, and
 * what does not belong to it is left out.
 *
 * @param given PEM
 * @param requestKey of the request that was made here, for a certificate that comes without a key
 * @throws TlsError with words for who brought it
 */
export function checkUploaded(
  given: { readonly chain: string; readonly key?: string | undefined },
  requestKey: string | undefined,
  now: number,
  { maxChain, clockSkewMs }: Pick<TlsLimits, 'maxChain' | 'clockSkewMs'>,
): KeyedCertificate {
  const certificates = certificatesIn(given.chain, maxChain);
  const key = keyOf(given, requestKey);
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (!leaf) throw new TlsError('TLS_KEY_OF_ANOTHER', keyOfAnotherWords(certificates, given.key === undefined && !keyIn(given.chain)));
  checkTime(leaf, now, clockSkewMs);
  checkUse(leaf);
  checkStrength(leaf);
  const chain = chainFrom(leaf, certificates);
  for (const issuer of chain.slice(1)) checkTime(issuer, now, clockSkewMs);
  const pair = {
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: chain.map(String).join(''),
  };
  try {
    createSecureContext({ key: pair.key, cert: pair.certificate });
  } catch (cause) {
    throw new TlsError('TLS_TOO_WEAK', `The certificate cannot be used for TLS: ${wordsOf(cause)}.`, { cause });
  }
  return pair;
}

function keyOf({ chain, key }: { readonly chain: string; readonly key?: string | undefined }, requestKey: string | undefined): KeyObject {
  const brought = keyIn(key ?? '') ?? keyIn(chain);
  if (brought) return brought;
  if (key?.trim())
    throw new TlsError('TLS_KEY_UNREADABLE', 'There is no private key in PEM form here: a text with -----BEGIN PRIVATE KEY-----.');
  const kept = requestKey === undefined ? undefined : keyIn(requestKey);
  if (kept) return kept;
  throw new TlsError(
    'TLS_NO_KEY',
    'This certificate came without its private key, and no request for one was made here. Give the key too, or make a request first.',
  );
}

function keyOfAnotherWords(certificates: readonly X509Certificate[], isOfRequest: boolean): string {
  const [first] = certificates;
  const which = first ? ` (${subjectWords(first)})` : '';
  return isOfRequest
    ? `This certificate${which} was not made for the last request of this Filmroom: a newer request replaces the one before. Ask for a certificate with the request that is shown now.`
    : `The private key does not belong to this certificate${which}. Look for the key that was made together with it.`;
}

const dateWords = (at: number) => new Date(at).toISOString().slice(0, 10);

function checkTime(certificate: X509Certificate, now: number, skewMs: number): void {
  const { validFromDate, validToDate } = certificate;
  const values = { name: subjectWords(certificate), today: dateWords(now) };
  if (validToDate.getTime() <= now) {
    const until = dateWords(validToDate.getTime());
    const words = `The certificate of ${values.name} ended on ${until}; by the clock of this machine it is ${values.today}. Ask for a new one.`;
    throw new TlsError('TLS_EXPIRED', words, { values: { ...values, until } });
  }
  if (validFromDate.getTime() > now + skewMs) {
    const from = dateWords(validFromDate.getTime());
    const words = `The certificate of ${values.name} begins on ${from}; by the clock of this machine it is ${values.today}. If that is wrong, set the clock first.`;
    throw new TlsError('TLS_NOT_YET_VALID', words, { values: { ...values, from } });
  }
}

function checkUse(leaf: X509Certificate): void {
  const name = subjectWords(leaf);
  const refuse = (why: string) => {
    throw new TlsError('TLS_NOT_FOR_SERVERS', `The certificate of ${name} ${why} Ask for a certificate of a web server.`, {
      values: { name },
    });
  };
  if (leaf.ca) refuse('is that of a certification authority.');
  const uses = leaf.keyUsage as readonly string[] | undefined; // extKeyUsage, as Node calls it
  if (uses && !uses.includes(SERVER_AUTH) && !uses.includes(ANY_USE)) refuse('is for another use than a server.');
  if (namesIn(leaf).length === 0) refuse('names no host (subjectAltName), so that no browser takes it.');
}

function checkStrength(leaf: X509Certificate): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey(leaf.toString());
  const refuse = (what: string) => {
    throw new TlsError(
      'TLS_TOO_WEAK',
      `The certificate ${what}, which browsers do not take. Ask for one with an EC key (P-256) or RSA of 2048 bits or more.`,
    );
  };
  if (type === 'ec' && !CURVES.includes(details?.namedCurve ?? '')) refuse(`has a key on the curve ${details?.namedCurve}`);
  if (type === 'rsa' && (details?.modulusLength ?? 0) < MIN_RSA_BITS) refuse(`has an RSA key of ${details?.modulusLength} bits`);
  if (type !== 'ec' && type !== 'rsa') refuse(`has a key of the kind ${type}`);
  if (/sha1|md5/i.test(leaf.signatureAlgorithm ?? '')) refuse(`is signed by ${leaf.signatureAlgorithm}`);
}

/** From the host's up, each signed by the next; a root at the end is left out, since who trusts it has it (RFC 8446 §4.4.2). */
function chainFrom(leaf: X509Certificate, given: readonly X509Certificate[]): X509Certificate[] {
  const chain = [leaf];
  for (let at = leaf; chain.length <= given.length; ) {
    const issuer = given.find((each) => each !== at && !isSelfSigned(each) && isIssuedBy(at, each));
    if (!issuer || chain.includes(issuer)) break;
    chain.push(issuer);
    at = issuer;
  }
  return chain;
}

export const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
export const isSelfSigned = (certificate: X509Certificate): boolean => isIssuedBy(certificate, certificate);

/** Whether browsers trust it without anybody's doing, as far as Mozilla's list of roots that Node has can tell. */
export function isPubliclyTrusted(chain: readonly X509Certificate[]): boolean {
  const last = chain.at(-1);
  return last !== undefined && rootCertificates.some((root) => isIssuedBy(last, new X509Certificate(root)));
}

/** `CN` of the subject, else the first name. */
export function subjectWords(certificate: X509Certificate): string {
  return /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? namesIn(certificate)[0] ?? 'no name';
}
