import { X509Certificate } from 'node:crypto';
import { type Clock, type Log, type SaidSentence, type Timer, wordsOf } from '../base/base.ts';
import { checkUploaded, isPubliclyTrusted, isSelfSigned, subjectWords } from './check.ts';
import { TlsError } from './errors.ts';
import type { KeyedCertificate, RequestSubject } from './issue.ts';
import { openKeep } from './keep.ts';
import type { TlsLimits } from './limits.ts';
import { canonical, covers, isAddress, isHostName, namesIn } from './names.ts';
import { isKeyed, type OwnCa, ownCa, ownLeaf, soundTime } from './own.ts';
import { certificatesIn } from './pem.ts';

/** A certificate for people: dates in milliseconds since 1970. */
export interface CertificateFacts {
  readonly source: 'own' | 'uploaded';
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly serialNumber: string;
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validTo: number;
  /** `public`: browsers trust it by themselves; `authority`: once they trust who signed it; `self`: it signed itself. */
  readonly trust: 'public' | 'authority' | 'self';
}

/** What there is to know of the certificates; no key. */
export interface CertificatesFacts {
  /** What browsers get now. */
  readonly inUse: CertificateFacts;
  /** Each name and address of this machine, and whether browsers take the certificate for it. */
  readonly ours: readonly { readonly name: string; readonly isCovered: boolean }[];
  readonly ca: { readonly subject: string; readonly fingerprint: string; readonly validTo: number; readonly domains: readonly string[] };
  /** An uploaded certificate that is not in use, since it has ended. */
  readonly ended?: CertificateFacts;
  /** A request that waits for its certificate. */
  readonly request?: { readonly pem: string; readonly names: readonly string[]; readonly madeAt: number };
}

export interface Certificates {
  /** What is to be presented now: the key, and the chain. */
  current(): KeyedCertificate;
  /** Calls it after each change of that; returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  facts(): CertificatesFacts;
  /** Whether the certificate that an administrator brought says that name: then it is ours. */
  isNamed(host: string): boolean;
  /** Whether every browser trusts what is presented, by itself. */
  isPublic(): boolean;
  /** The certificate of the own CA; `name` is for a file. */
  readonly ca: { readonly pem: string; readonly der: Buffer<ArrayBuffer>; readonly name: string };
  /** @throws TlsError */
  upload(given: { readonly chain: string; readonly key?: string | undefined }, by: string): Promise<CertificatesFacts>;
  /** Makes a key that stays here, and a request for a certificate; a request before is void. @throws TlsError */
  request(asked: NewRequest, by: string): Promise<CertificatesFacts>;
  /** Back to the own CA: the uploaded certificate and a request go. @throws TlsError */
  reset(by: string): Promise<CertificatesFacts>;
  /** Looks at once whether names or time ask for another certificate. */
  refresh(): Promise<void>;
  /** What a person has to know. */
  problems(): readonly SaidSentence[];
  close(): Promise<void>;
}

export interface NewRequest extends RequestSubject {
  /** Without any: all of this machine. */
  readonly names?: readonly string[] | undefined;
  readonly kind?: 'ec' | 'rsa' | undefined;
}

export interface CertificatesOptions {
  /** Where they are kept; undefined where there is no data folder: then they end with the program. */
  readonly folder: string | undefined;
  /** Every name and address under which this machine is called now. */
  readonly names: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: TlsLimits;
}

interface KeptRequest {
  readonly key: string;
  readonly request: string;
  readonly names: readonly string[];
  readonly madeAt: number;
}

const DAY_MS = 86_400_000;

/** Never fails: a data folder that cannot be used gives certificates that end with the program. */
export async function openCertificates({ folder, names, clock, log, limits }: CertificatesOptions): Promise<Certificates> {
  const keep = openKeep(folder);
  const readable = { ...keep, read: (name: string) => keep.read(name).catch(() => undefined) };
  const now = () => soundTime(clock.now());
  const openedAtMs = clock.monotonicMs();
  const wanted = () => ({ names: names(), now: now(), isClockSettled: clock.monotonicMs() - openedAtMs >= limits.clockSettlesMs });
  const listeners = new Set<() => void>();
  const ca: OwnCa = await ownCa(readable, names(), now(), limits, log);
  const caCertificate = new X509Certificate(ca.certificate);
  let leaf = await ownLeaf(readable, ca, undefined, wanted(), limits, log);
  let uploaded = await readable.read('uploaded').then((kept) => (isKeyed(kept) ? kept : undefined));
  let request = await readable.read('request').then((kept) => (isRequest(kept) ? kept : undefined));
  if (request && request.key === uploaded?.key) request = undefined; // the plug was pulled before it could be removed
  let inUse = choose();
  let work: Promise<unknown> = Promise.resolve();
  let timer: Timer | undefined;
  let isClosed = false;

  /** One that has ended opens no browser; one that has not begun says only that the clock is wrong, since it was looked at when it came. */
  function choose(): KeyedCertificate {
    const hasEnded = uploaded && new X509Certificate(uploaded.certificate).validToDate.getTime() <= now();
    return uploaded && !hasEnded ? uploaded : leaf;
  }

  function present(): void {
    const next = choose();
    if (next === inUse) return;
    inUse = next;
    log.info('tls.certificate-changed', { source: next === uploaded ? 'uploaded' : 'own', names: namesIn(leafOf(next)).join(' ') });
    for (const listener of listeners) listener();
  }

  /** One after another. */
  function inTurn<T>(then: () => Promise<T>): Promise<T> {
    const done = work.then(then);
    work = done.catch(() => undefined);
    return done;
  }

  const refresh = () =>
    inTurn(async () => {
      leaf = await ownLeaf(readable, ca, leaf, wanted(), limits, log);
      present();
    });

  function watch(): void {
    timer = clock.after(limits.lookEveryMs, () => {
      void refresh()
        .catch((error) => log.error('tls.not-renewed', { words: wordsOf(error) }))
        .then(() => isClosed || watch());
    });
  }

  function factsOf(pair: KeyedCertificate): CertificateFacts {
    const chain = certificatesIn(pair.certificate, limits.maxChain);
    const certificate = chain[0]!;
    return {
      source: pair === uploaded ? 'uploaded' : 'own',
      subject: subjectWords(certificate),
      issuer: /^CN=(.+)$/m.exec(certificate.issuer)?.[1] ?? certificate.issuer.replaceAll('\n', ', '),
      names: namesIn(certificate),
      serialNumber: certificate.serialNumber,
      fingerprint: certificate.fingerprint256,
      validFrom: certificate.validFromDate.getTime(),
      validTo: certificate.validToDate.getTime(),
      trust: isPubliclyTrusted(chain) ? 'public' : isSelfSigned(certificate) ? 'self' : 'authority',
    };
  }

  function facts(): CertificatesFacts {
    const certificate = leafOf(inUse);
    return {
      inUse: factsOf(inUse),
      ours: names().map((name) => ({ name, isCovered: covers(certificate, name) })),
      ca: {
        subject: subjectWords(caCertificate),
        fingerprint: caCertificate.fingerprint256,
        validTo: caCertificate.validToDate.getTime(),
        domains: ca.domains,
      },
      ...(uploaded && inUse !== uploaded && { ended: factsOf(uploaded) }),
      ...(request && { request: { pem: request.request, names: request.names, madeAt: request.madeAt } }),
    };
  }

  watch();
  return {
    current: () => inUse,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    facts,
    isNamed: (host) => uploaded !== undefined && covers(leafOf(uploaded), canonical(host)),
    isPublic: () => inUse === uploaded && isPubliclyTrusted(certificatesIn(inUse.certificate, limits.maxChain)),
    ca: {
      pem: ca.certificate,
      der: Buffer.from(caCertificate.raw),
      name: `filmroom-ca-${subjectWords(caCertificate).replaceAll(/[^\w-]+/g, '-')}`,
    },
    upload: (given, by) =>
      inTurn(async () => {
        const pair = checkUploaded(given, request?.key, now(), limits);
        await keep.write('uploaded', pair);
        uploaded = pair;
        const isOfRequest = request?.key === pair.key;
        if (isOfRequest) request = undefined;
        present();
        log.info('tls.certificate-uploaded', { by, names: namesIn(leafOf(pair)).join(' '), fingerprint: leafOf(pair).fingerprint256 });
        if (isOfRequest) await keep.remove('request').catch((error) => log.warn('tls.not-kept', { words: wordsOf(error) }));
        return facts();
      }),
    request: ({ names: asked, kind = 'ec', ...subject }, by) =>
      inTurn(async () => {
        const wanted = fitNames(
          asked?.length ? asked : names().filter((name) => name !== 'localhost' && name !== '127.0.0.1' && name !== '::1'),
          limits,
        );
        const { issueRequest } = await import('./issue.ts');
        const made: KeptRequest = { ...(await issueRequest(wanted, kind, subject)), names: wanted, madeAt: clock.now() };
        await keep.write('request', made);
        request = made;
        log.info('tls.certificate-requested', { by, names: wanted.join(' ') });
        return facts();
      }),
    reset: (by) =>
      inTurn(async () => {
        await keep.remove('uploaded');
        uploaded = undefined;
        await keep.remove('request');
        request = undefined;
        leaf = await ownLeaf(readable, ca, leaf, wanted(), limits, log);
        present();
        log.info('tls.certificate-reset', { by });
        return facts();
      }),
    refresh,
    problems() {
      if (!uploaded) return [];
      const certificate = leafOf(uploaded);
      const values = { name: subjectWords(certificate), until: certificate.validToDate.toISOString().slice(0, 10) };
      const { name, until } = values;
      const leftMs = certificate.validToDate.getTime() - now();
      if (leftMs <= 0) {
        const words = `The uploaded certificate of ${name} ended on ${until}: browsers get one of the own CA instead. Upload a new one.`;
        return [{ code: 'CERTIFICATE_ENDED', values, words }];
      }
      const words = `The uploaded certificate of ${name} ends on ${until}. Ask for a new one.`;
      return leftMs < limits.warnBeforeDays * DAY_MS ? [{ code: 'CERTIFICATE_ENDS', values, words }] : [];
    },
    async close() {
      isClosed = true;
      timer?.cancel();
      await work;
    },
  };
}

const leafOf = ({ certificate }: KeyedCertificate) => new X509Certificate(certificate);

/** @throws TlsError TLS_NAME_UNFIT */
function fitNames(asked: readonly string[], { maxNames }: TlsLimits): string[] {
  const names = [...new Set(asked.map((name) => canonical(name.trim())))];
  const unfit = names.find((name) => !isAddress(name) && !isHostName(name.replace(/^\*\./, '')));
  if (unfit !== undefined) throw new TlsError('TLS_NAME_UNFIT', `${unfit} is no host name and no address.`, { values: { name: unfit } });
  if (names.length === 0 || names.length > maxNames)
    throw new TlsError('TLS_NAME_UNFIT', `A certificate is for 1 to ${maxNames} names; these are ${names.length}.`);
  return names;
}

function isRequest(value: unknown): value is KeptRequest {
  const { key, request, names, madeAt } = (value ?? {}) as Partial<KeptRequest>;
  return typeof key === 'string' && typeof request === 'string' && Array.isArray(names) && typeof madeAt === 'number';
}
