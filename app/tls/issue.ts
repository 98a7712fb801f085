import 'reflect-metadata'; // before x509, which throws without it
import { createPrivateKey, KeyObject, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { isAddress } from './names.ts';

x509.cryptoProvider.set(crypto);

/** A private key and the certificates for it, that of the host first, in PEM. */
export interface KeyedCertificate {
  readonly key: string;
  readonly certificate: string;
}

export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNED = { name: 'ECDSA', hash: 'SHA-256' } as const;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'; // id-kp-serverAuth
const NAME_CONSTRAINTS = '2.5.29.30';

/** 127 random bits, positive and of the same length always (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}

const pemOf = (key: CryptoKey): string => KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * The box's own CA (RFC 5280 §4.2.1.9): it may sign certificates of servers only, and none for a domain outside `domains`, so that whoever steals
 * its key cannot pose as any other site to those who trust it. Addresses are not bound: a hospital may have any.
 */
export async function issueCa(name: string, domains: readonly string[], { notBefore, notAfter }: Validity): Promise<KeyedCertificate> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: new x509.Name([{ O: ['Filmroom'] }, { CN: [name] }]),
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    keys,
    signingAlgorithm: SIGNED,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.Extension(NAME_CONSTRAINTS, true, permitted(domains)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: pemOf(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

/** @param names host names and addresses; the first host name is the subject's too, for people who look */
export async function issueLeaf(ca: KeyedCertificate, names: readonly string[], validity: Validity): Promise<KeyedCertificate> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const issuer = new x509.X509Certificate(ca.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer: issuer.subjectName,
    subject: subjectOf(names),
    notBefore: new Date(validity.notBefore),
    notAfter: new Date(validity.notAfter),
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(ca.key).toCryptoKey(P256, false, ['sign']) as CryptoKey,
    signingAlgorithm: SIGNED,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension(generalNames(names)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: pemOf(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

/** What a certification authority may want besides the names. */
export interface RequestSubject {
  readonly organization?: string | undefined;
  /** Two letters. */
  readonly country?: string | undefined;
}

/** A request for a certificate (PKCS #10, RFC 2986). RSA for authorities that sign nothing else. */
export async function issueRequest(names: readonly string[], kind: 'ec' | 'rsa', { organization, country }: RequestSubject) {
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1) };
  const keys = await crypto.subtle.generateKey(kind === 'rsa' ? rsa : P256, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: new x509.Name([...attribute('C', country), ...attribute('O', organization), ...commonName(names)]),
    keys,
    signingAlgorithm: kind === 'rsa' ? { name: rsa.name, hash: rsa.hash } : SIGNED,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension(generalNames(names)),
    ],
  });
  return { key: pemOf(keys.privateKey), request: `${request.toString('pem')}\n` };
}

const MAX_COMMON_NAME = 64; // ub-common-name, RFC 5280 Appendix A.1

type Attribute = Record<string, string[]>;

const attribute = (type: string, value: string | undefined): Attribute[] => (value ? [{ [type]: [value] }] : []);
const commonName = (names: readonly string[]): Attribute[] =>
  attribute('CN', names.find((each) => !isAddress(each) && each.length <= MAX_COMMON_NAME) ?? names[0]);

const subjectOf = (names: readonly string[]) => new x509.Name([{ O: ['Filmroom'] }, ...commonName(names)]);
const generalNames = (names: readonly string[]) => names.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value }) as const);

/** NameConstraints with permittedSubtrees of domains (RFC 5280 §4.2.1.10), in DER. */
function permitted(domains: readonly string[]): Uint8Array<ArrayBuffer> {
  const subtrees = domains.map((domain) => element(0x30, element(0x82 /* dNSName */, Buffer.from(domain, 'latin1'))));
  return element(0x30, element(0xa0 /* permittedSubtrees */, Buffer.concat(subtrees)));
}

function element(tag: number, content: Uint8Array): Buffer<ArrayBuffer> {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}
