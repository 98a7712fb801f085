import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { TlsError } from './errors.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** The blocks of a PEM text (RFC 7468), with their labels; whatever stands between them is a comment. */
function blocksOf(text: string): { readonly label: string; readonly pem: string }[] {
  return [...text.matchAll(BLOCK)].map(([pem, label = '']) => ({ label, pem: `${pem}\n` }));
}

/** @throws TlsError TLS_NOT_PEM */
export function certificatesIn(text: string, most: number): X509Certificate[] {
  const blocks = blocksOf(text).filter(({ label }) => label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE');
  if (blocks.length === 0) throw new TlsError('TLS_NOT_PEM', noCertificateWords(text));
  if (blocks.length > most) throw new TlsError('TLS_NOT_PEM', `These are ${blocks.length} certificates; a chain has at most ${most}.`);
  return blocks.map(({ pem }, at) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      throw new TlsError('TLS_NOT_PEM', `Certificate ${at + 1} of the text cannot be read: it is damaged or cut off.`, { cause });
    }
  });
}

function noCertificateWords(text: string): string {
  const [first] = blocksOf(text);
  if (first?.label === 'PKCS7')
    return 'This is a PKCS #7 file (.p7b). Turn it into PEM: openssl pkcs7 -print_certs -in FILE.p7b -out chain.pem';
  if (first?.label.includes('PRIVATE KEY')) return 'This is a private key, no certificate: give the certificate too.';
  if (first?.label.includes('CERTIFICATE REQUEST'))
    return 'This is a request for a certificate. Give it to the certification authority, and bring back the certificate.';
  return 'There is no certificate in PEM form here: a text with the line -----BEGIN CERTIFICATE-----. Of a .pfx or .p12 file: openssl pkcs12 -in FILE.pfx -nodes -out all.pem. Of a binary .cer or .crt: openssl x509 -inform der -in FILE -out certificate.pem';
}

/** The private key of a PEM text; undefined where there is none in it. */
export function keyIn(text: string): KeyObject | undefined {
  const block = blocksOf(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) return undefined;
  if (block.label.startsWith('ENCRYPTED') || block.pem.includes('ENCRYPTED'))
    throw new TlsError(
      'TLS_KEY_UNREADABLE',
      'The private key is locked with a passphrase. Unlock it first: openssl pkey -in FILE.key -out unlocked.key',
    );
  try {
    return createPrivateKey(block.pem);
  } catch (cause) {
    throw new TlsError('TLS_KEY_UNREADABLE', 'The private key cannot be read: it is damaged or cut off.', { cause });
  }
}
