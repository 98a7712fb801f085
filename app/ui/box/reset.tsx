import { useSignal } from '@preact/signals';
import type { BoxFacts } from '../../web/schema.ts';
import { Dialog, Form, TextField } from '../parts/parts.ts';
import { ask } from '../shell/shell.ts';
import { goAway } from './away.tsx';
import { texts } from './texts/en.ts';

const T = texts.reset;
type Kind = 'keep-images' | 'wipe';

export function Reset({ facts }: { readonly facts: BoxFacts }) {
  const asked = useSignal<Kind | undefined>(undefined);
  return (
    <section class="card" aria-labelledby="reset-title">
      <h2 id="reset-title">{T.title}</h2>
      <p class="quiet">{T.words}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => (asked.value = 'keep-images')}>
          {T.keep}
        </button>
        <button type="button" class="button" onClick={() => (asked.value = 'wipe')}>
          {T.wipe}
        </button>
      </div>
      {asked.value && <ResetDialog kind={asked.value} facts={facts} onClose={() => (asked.value = undefined)} />}
    </section>
  );
}

/** Says what stays and what goes, and has the name of the box typed: a click is too easily made. */
function ResetDialog({ kind, facts, onClose }: { readonly kind: Kind; readonly facts: BoxFacts; readonly onClose: () => void }) {
  const name = useSignal('');
  const isWipe = kind === 'wipe';
  const reset = async () => {
    await ask('/api/box/reset', { method: 'POST', body: { kind, name: name.value } });
    onClose();
    goAway('reset', facts);
  };
  return (
    <Dialog title={isWipe ? T.wipeTitle : T.keepTitle} onClose={onClose} class="box-page">
      <h3>{T.stays}</h3>
      <ul class="box-list">
        {!isWipe && <li>{T.images}</li>}
        <li>{T.version}</li>
      </ul>
      <h3>{T.goes}</h3>
      {isWipe && (
        <ul class="box-list grave">
          <li>{T.wiped}</li>
        </ul>
      )}
      <ul class="box-list">
        {[T.identity, T.network, T.settings, T.users, T.log].map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p class="quiet">{T.backup}</p>
      <Form
        button={isWipe ? T.wipeButton : T.keepButton}
        isGrave
        onSubmit={reset}
        others={
          <button type="button" class="button" onClick={onClose}>
            {T.cancel}
          </button>
        }
      >
        <TextField label={T.field(facts.name)} value={name} isCode />
      </Form>
    </Dialog>
  );
}
