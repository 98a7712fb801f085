import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { type Log, wordsOf } from '../base/base.ts';
import { isIssuedBy } from './check.ts';
import type { KeyedCertificate } from './issue.ts';
import type { Keep } from './keep.ts';
import type { TlsLimits } from './limits.ts';
import { canonical, covers, isAddress, isHostName } from './names.ts';

/** The box's own CA. */
export interface OwnCa extends KeyedCertificate {
  /** Its certificates may name these and what is below them, besides any address. */
  readonly domains: readonly string[];
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** No Filmroom is older: a clock that says less has not been set. Valid from then on, whatever the clock said on the day it was made. */
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** The time to be written into a certificate: a box without a battery begins in 1970, and is told the time later. */
export const soundTime = (now: number): number => Math.max(now, FIRST_DAY);

const isIn = (name: string, domain: string) => name === domain || name.endsWith(`.${domain}`);

/** Whether a certificate of that CA may say that name: one that it may not would spoil the others beside it. */
export const maySay = ({ domains }: Pick<OwnCa, 'domains'>, name: string): boolean =>
  isAddress(name) || domains.some((domain) => isIn(name, domain));

/** The CA that was kept, or a new one. Damaged or at its end it is replaced, and every browser has to be told again. */
export async function ownCa(keep: Keep, names: readonly string[], now: number, limits: TlsLimits, log: Log): Promise<OwnCa> {
  const kept = await keep.read('ca');
  if (isOwnCa(kept) && endOf(kept) > now) return kept;
  const name = `${hostname().slice(0, 40)} ${randomBytes(3).toString('hex')}`; // each CA another name: browsers confuse two of one name
  const domains = [...new Set(['local', 'localhost', ...names.filter(isHostName)])].filter(
    (domain, _, all) => !all.some((other) => other !== domain && isIn(domain, other)),
  );
  const { issueCa } = await import('./issue.ts');
  const made = { ...(await issueCa(name, domains, { notBefore: FIRST_DAY, notAfter: now + limits.caYears * YEAR_MS })), domains };
  const fields = { fingerprint: new X509Certificate(made.certificate).fingerprint256 };
  if (kept === undefined) log.info('tls.ca-made', fields);
  else log.error('tls.ca-replaced', { ...fields, words: 'the one before was damaged or at its end: browsers have to trust the new one' });
  await keepOrWarn(keep, 'ca', made, log);
  return made;
}

/** What a certificate has to be good for. */
export interface Wanted {
  readonly names: readonly string[];
  readonly now: number;
  /** Whether the clock has had time to be set: before that, a certificate that begins later says only that the clock is slow. */
  readonly isClockSettled: boolean;
}

/** A certificate for those names that is good for a while yet: the one before, the one that is kept, or a new one. */
export async function ownLeaf(
  keep: Keep,
  ca: OwnCa,
  before: KeyedCertificate | undefined,
  { names, now, isClockSettled }: Wanted,
  limits: TlsLimits,
  log: Log,
): Promise<KeyedCertificate> {
  const kept = before ?? (await keep.read('leaf'));
  const sayable = names.map(canonical).filter((name) => maySay(ca, name));
  const wanted = { names: sayable.slice(0, limits.maxNames), now, isClockSettled };
  if (isKeyed(kept) && isFit(kept, ca, wanted, limits)) return kept;
  const { issueLeaf } = await import('./issue.ts');
  const notBefore = now - limits.backdateDays * DAY_MS; // a browser's clock may be slow
  const notAfter = Math.min(notBefore + limits.leafDays * DAY_MS, endOf(ca));
  const made = await issueLeaf(ca, wanted.names, { notBefore, notAfter });
  log.info('tls.certificate-made', { names: wanted.names.join(' '), until: new Date(notAfter).toISOString() });
  await keepOrWarn(keep, 'leaf', made, log);
  return made;
}

const endOf = ({ certificate }: KeyedCertificate): number => new X509Certificate(certificate).validToDate.getTime();

function isFit(leaf: KeyedCertificate, ca: OwnCa, { names, now, isClockSettled }: Wanted, limits: TlsLimits): boolean {
  const certificate = new X509Certificate(leaf.certificate);
  const [begins, ends] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  const hasBegun = begins <= now || (!isClockSettled && begins - now < limits.leafDays * DAY_MS);
  const lasts = ends - limits.renewBeforeDays * DAY_MS > now || ends >= endOf(ca); // no certificate outlives its CA
  return (
    hasBegun && lasts && names.every((name) => covers(certificate, name)) && isIssuedBy(certificate, new X509Certificate(ca.certificate))
  );
}

/** Whether it is a pair, whole and matching, as we keep them. */
export function isKeyed(value: unknown): value is KeyedCertificate {
  const { key, certificate } = (value ?? {}) as Partial<KeyedCertificate>;
  if (typeof key !== 'string' || typeof certificate !== 'string') return false;
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function isOwnCa(value: unknown): value is OwnCa {
  const { domains } = (value ?? {}) as Partial<OwnCa>;
  return isKeyed(value) && Array.isArray(domains) && domains.every((domain) => typeof domain === 'string');
}

async function keepOrWarn(keep: Keep, name: string, value: object, log: Log): Promise<void> {
  await keep.write(name, value).catch((error) => log.warn('tls.not-kept', { words: wordsOf(error) }));
}
