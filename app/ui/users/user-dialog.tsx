import { useSignal } from '@preact/signals';
import type { AccountFacts, Role } from '../../web/schema.ts';
import { Dialog, Form, SelectField, SwitchField, TextField } from '../parts/parts.ts';
import { ask, ROLES, roleWords } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/**
 * Makes an account, or gives one another role or password.
 *
 * @param props.onDone with words where something was done
 */
export function UserDialog({ account, onDone }: { account: AccountFacts | undefined; onDone: (words?: string) => Promise<void> }) {
  const name = useSignal(account?.name ?? '');
  const role = useSignal<Role>(account?.role ?? 'technologist');
  const password = useSignal('');
  const isShown = useSignal(false);

  async function send(): Promise<void> {
    if (account) {
      const body = { ...(role.value !== account.role && { role: role.value }), ...(password.value && { password: password.value }) };
      if (Object.keys(body).length === 0) return await onDone();
      await ask(`/api/users/${encodeURIComponent(account.name)}`, { method: 'PUT', body });
      return await onDone(T.changed(account.name));
    }
    await ask('/api/users', { method: 'POST', body: { name: name.value, role: role.value, password: password.value } });
    await onDone(T.added(name.value));
  }

  return (
    <Dialog title={account ? T.changeOf(account.name) : T.addTitle} onClose={() => void onDone()}>
      <Form button={account ? T.keep : T.addButton} onSubmit={send}>
        {!account && <TextField label={T.name} value={name} required autocomplete="off" help={T.nameHelp} />}
        <SelectField
          label={T.role}
          value={role}
          options={ROLES.map((each) => [each, roleWords(each).name] as const)}
          help={roleWords(role.value).may}
        />
        <TextField
          label={account ? T.newPassword : T.password}
          value={password}
          type={isShown.value ? 'text' : 'password'}
          autocomplete="new-password"
          required={!account}
          help={account ? T.newPasswordHelp : T.passwordHelp}
        />
        <SwitchField label={T.show} value={isShown} />
      </Form>
    </Dialog>
  );
}
