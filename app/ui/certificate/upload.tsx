import { useSignal } from '@preact/signals';
import type { CertificatesFacts } from '../../web/schema.ts';
import { Form, toast } from '../parts/parts.ts';
import { ask } from '../shell/shell.ts';
import { PemField } from './pem-field.tsx';
import { texts as T } from './texts/en.ts';

/** A certificate that somebody has: with its key, or for the request made here. */
export function Upload({ hasRequest, onChange }: { readonly hasRequest: boolean; readonly onChange: () => Promise<void> }) {
  const [chain, key] = [useSignal(''), useSignal('')];
  const upload = async () => {
    const body = { chain: chain.value, ...(key.value.trim() !== '' && { key: key.value }) };
    const { ours } = await ask<CertificatesFacts>('/api/certificate', { method: 'PUT', body });
    const here = ours.find(({ name }) => name === location.hostname.replace(/^\[|\]$/g, ''));
    toast(here?.isCovered === false ? T.upload.doneElsewhere(location.hostname) : T.upload.done);
    chain.value = '';
    key.value = '';
    await onChange();
  };
  return (
    <section class="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{T.upload.title}</h2>
      <p class="quiet">{T.upload.why}</p>
      <Form button={T.upload.send} onSubmit={upload}>
        <PemField label={T.upload.chain} help={T.upload.chainHelp} value={chain} />
        <PemField label={T.upload.key} help={hasRequest ? T.upload.keyOfRequest : T.upload.keyHelp} value={key} />
      </Form>
    </section>
  );
}
