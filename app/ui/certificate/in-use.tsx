import type { CertificateFacts, CertificatesFacts } from '../../web/schema.ts';
import { CopyButton, confirm, toast } from '../parts/parts.ts';
import { AskError, ask, format } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** What browsers get now, and the way back to the own CA. */
export function InUse({ facts, onChange }: { readonly facts: CertificatesFacts; readonly onChange: () => Promise<void> }) {
  const { inUse, ours, ca, ended } = facts;
  const missing = ours.filter(({ isCovered }) => !isCovered).map(({ name }) => name);
  const isUploaded = inUse.source === 'uploaded' || ended !== undefined;

  async function reset(): Promise<void> {
    if (!(await confirm({ title: T.inUse.resetTitle, words: T.inUse.resetWords, button: T.inUse.reset, isGrave: true }))) return;
    try {
      await ask('/api/certificate', { method: 'DELETE' });
      toast(T.inUse.isReset);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await onChange();
  }

  return (
    <section class="card" aria-labelledby="in-use-title">
      <div class="card-head">
        <h2 id="in-use-title">{T.inUse.title}</h2>
        {isUploaded && (
          <button type="button" class="button" onClick={() => void reset()}>
            {T.inUse.reset}
          </button>
        )}
      </div>
      {ended && <p class="banner bad">{T.inUse.ended(ended.subject, format.day(ended.validTo))}</p>}
      <Facts of={inUse} />
      {missing.length > 0 && (
        <>
          <h3>{T.inUse.notCovered}</h3>
          <p>
            <bdi>{format.list(missing)}</bdi>
          </p>
        </>
      )}
      <h3>{T.inUse.ca}</h3>
      <dl class="certificate-facts">
        <dt>{T.inUse.name}</dt>
        <dd>{ca.subject}</dd>
        <dt>{T.inUse.until}</dt>
        <dd>{format.day(ca.validTo)}</dd>
        <Fingerprint of={ca.fingerprint} />
      </dl>
      <p class="quiet">{T.inUse.compare}</p>
    </section>
  );
}

function Facts({ of }: { readonly of: CertificateFacts }) {
  return (
    <dl class="certificate-facts">
      <dt>{T.inUse.by}</dt>
      <dd>
        <bdi>{of.issuer}</bdi> ({of.source === 'own' ? T.inUse.own : T.inUse.trusts[of.trust]})
      </dd>
      <dt>{T.inUse.names}</dt>
      <dd>
        <ul>
          {of.names.map((name) => (
            <li key={name}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      </dd>
      <dt>{T.inUse.valid}</dt>
      <dd>
        {format.day(of.validFrom)} – {format.day(of.validTo)}
      </dd>
      <Fingerprint of={of.fingerprint} />
    </dl>
  );
}

function Fingerprint({ of }: { readonly of: string }) {
  return (
    <>
      <dt>SHA-256</dt>
      <dd>
        <span class="code">{of}</span> <CopyButton text={of} what="SHA-256" />
      </dd>
    </>
  );
}
