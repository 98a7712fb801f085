import { useSignal } from '@preact/signals';
import type { CertificatesFacts } from '../../web/schema.ts';
import { CopyButton, confirm, Form, SelectField, TextField, toast } from '../parts/parts.ts';
import { ask, format } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** A request for a hospital's CA: the key is made here, and stays. */
export function NewRequest({ facts, onChange }: { readonly facts: CertificatesFacts; readonly onChange: () => Promise<void> }) {
  const { request, ours } = facts;
  const shown = ours.map(({ name }) => name).filter((name) => !['localhost', '127.0.0.1', '::1'].includes(name));
  const [names, organization, country] = [useSignal(shown.join(' ')), useSignal(''), useSignal('')];
  const kind = useSignal<'ec' | 'rsa'>('ec');
  const make = async () => {
    if (request && !(await confirm({ title: T.request.againTitle, words: T.request.againWords, button: T.request.make, isGrave: true })))
      return;
    const body = {
      names: names.value.split(/[\s,;]+/).filter(Boolean),
      kind: kind.value,
      ...(organization.value.trim() !== '' && { organization: organization.value.trim() }),
      ...(country.value.trim() !== '' && { country: country.value.trim().toUpperCase() }),
    };
    await ask('/api/certificate/request', { method: 'POST', body });
    toast(T.request.made);
    await onChange();
  };
  return (
    <section class="card" aria-labelledby="request-title">
      <h2 id="request-title">{T.request.title}</h2>
      <p class="quiet">{T.request.why}</p>
      {request && (
        <div class="pem">
          <p>{T.request.waits(format.day(request.madeAt), request.names)}</p>
          <textarea readOnly aria-label={T.request.text} value={request.pem} />
          <CopyButton text={request.pem} what={T.request.text} />
        </div>
      )}
      <Form button={T.request.make} onSubmit={make}>
        <TextField label={T.request.names} help={T.request.namesHelp} value={names} isCode />
        <TextField label={T.request.organization} value={organization} maxLength={64} />
        <TextField label={T.request.country} help={T.request.countryHelp} value={country} maxLength={2} />
        <SelectField
          label={T.request.kind}
          value={kind}
          options={[
            ['ec', T.request.kinds.ec],
            ['rsa', T.request.kinds.rsa],
          ]}
        />
      </Form>
    </section>
  );
}
