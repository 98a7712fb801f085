import { useSignal } from '@preact/signals';
import type { Role, TokenFacts } from '../../web/schema.ts';
import { CopyButton, Dialog, Form, SelectField, TextField } from '../parts/parts.ts';
import { ask, ROLES, roleWords } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** Makes a token, and shows its secret the one time that there is. */
export function TokenDialog({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const name = useSignal('');
  const role = useSignal<Role>('viewer');
  const secret = useSignal('');
  if (secret.value) return <SecretDialog secret={secret.value} onClose={onClose} />;
  const make = async () => {
    const body = { name: name.value, role: role.value };
    secret.value = (await ask<TokenFacts & { secret: string }>('/api/tokens', { method: 'POST', body })).secret;
    onMade();
  };
  return (
    <Dialog key="ask" title={T.makeTitle} onClose={onClose}>
      <Form button={T.makeButton} onSubmit={make}>
        <TextField label={T.name} value={name} required help={T.nameHelp} />
        <SelectField
          label={T.role}
          value={role}
          options={ROLES.map((each) => [each, roleWords(each).name] as const)}
          help={roleWords(role.value).may}
        />
      </Form>
    </Dialog>
  );
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const example = `curl -H 'Authorization: Bearer ${secret}' ${location.origin}/api/status`;
  return (
    <Dialog key="secret" title={T.secretTitle} onClose={onClose}>
      <p>{T.secretWords}</p>
      <div class="secret">
        <code>{secret}</code>
        <CopyButton text={secret} what={T.secretTitle} />
      </div>
      <p class="quiet">{T.example}</p>
      <div class="secret">
        <code>{example}</code>
        <CopyButton text={example} what={T.command} />
      </div>
      <div class="buttons">
        <button type="button" class="button main" onClick={onClose}>
          {T.done}
        </button>
      </div>
    </Dialog>
  );
}
