import { useSignal } from '@preact/signals';
import type { AccountFacts } from '../../web/schema.ts';
import { type Column, confirm, Loading, Table, toast } from '../parts/parts.ts';
import { AskError, ask, format, Icon, roleWords, session, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import { UserDialog } from './user-dialog.tsx';

/** The accounts of people. */
export function Page() {
  const users = useAsked<{ users: AccountFacts[] }>('/api/users');
  /** Whose dialog is open; `new` for one that is made. */
  const open = useSignal<AccountFacts | 'new' | undefined>(undefined);
  if (!users.data.value) return <Loading of={users} />;

  async function remove({ name }: AccountFacts): Promise<void> {
    if (!(await confirm({ title: T.removeTitle(name), words: T.removeWords, button: T.remove, isGrave: true }))) return;
    try {
      await ask(`/api/users/${encodeURIComponent(name)}`, { method: 'DELETE' });
      toast(T.removed(name));
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await users.reload();
  }

  const columns: readonly Column<AccountFacts>[] = [
    {
      title: T.name,
      cell: ({ name }) => (
        <>
          <bdi>{name}</bdi> {name === session.value?.name && <span class="quiet">{T.you}</span>}
        </>
      ),
    },
    { title: T.role, cell: ({ role }) => roleWords(role).name },
    { title: T.since, cell: ({ madeAt }) => format.day(madeAt) },
    {
      title: T.actions,
      isActions: true,
      cell: (account) => (
        <span class="row-actions">
          <button
            type="button"
            class="button"
            aria-label={T.changeOf(account.name)}
            onClick={() => {
              open.value = account;
            }}
          >
            {T.change}
          </button>
          <button type="button" class="icon-button" aria-label={T.removeOf(account.name)} onClick={() => void remove(account)}>
            <Icon name="remove" />
          </button>
        </span>
      ),
    },
  ];
  return (
    <section class="card" aria-labelledby="users-title">
      <div class="card-head">
        <h2 id="users-title">{T.count(users.data.value.users.length)}</h2>
        <button
          type="button"
          class="button main"
          onClick={() => {
            open.value = 'new';
          }}
        >
          <Icon name="add" />
          {T.add}
        </button>
      </div>
      <Table caption={T.caption} columns={columns} rows={users.data.value.users} keyOf={({ name }) => name} />
      {open.value && (
        <UserDialog
          account={open.value === 'new' ? undefined : open.value}
          onDone={async (words) => {
            open.value = undefined;
            if (words === undefined) return;
            toast(words);
            await users.reload();
          }}
        />
      )}
    </section>
  );
}
