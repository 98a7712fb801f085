import { useSignal } from '@preact/signals';
import type { TokenFacts } from '../../web/schema.ts';
import { type Column, confirm, Empty, Loading, Table, toast } from '../parts/parts.ts';
import { AskError, ask, format, Icon, roleWords, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import { TokenDialog } from './token-dialog.tsx';

/** The ways in of programs. */
export function Page() {
  const tokens = useAsked<{ tokens: TokenFacts[] }>('/api/tokens');
  const isOpen = useSignal(false);
  if (!tokens.data.value) return <Loading of={tokens} />;

  async function revoke({ id, name }: TokenFacts): Promise<void> {
    if (!(await confirm({ title: T.revokeTitle(name), words: T.revokeWords, button: T.revoke, isGrave: true }))) return;
    try {
      await ask(`/api/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
      toast(T.revoked(name));
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await tokens.reload();
  }

  const columns: readonly Column<TokenFacts>[] = [
    { title: T.name, cell: ({ name }) => <bdi>{name}</bdi> },
    { title: T.role, cell: ({ role }) => roleWords(role).name },
    { title: T.madeAt, cell: ({ madeAt }) => format.day(madeAt) },
    { title: T.madeBy, cell: ({ madeBy }) => <bdi>{madeBy}</bdi> },
    {
      title: T.actions,
      isActions: true,
      cell: (token) => (
        <button type="button" class="button" aria-label={T.revokeOf(token.name)} onClick={() => void revoke(token)}>
          {T.revoke}
        </button>
      ),
    },
  ];
  const rows = tokens.data.value.tokens;
  return (
    <section class="card" aria-labelledby="tokens-title">
      <div class="card-head">
        <h2 id="tokens-title">{T.count(rows.length)}</h2>
        <button
          type="button"
          class="button main"
          onClick={() => {
            isOpen.value = true;
          }}
        >
          <Icon name="add" />
          {T.make}
        </button>
      </div>
      {rows.length === 0 ? (
        <Empty title={T.none}>
          <p>{T.about}</p>
        </Empty>
      ) : (
        <Table caption={T.caption} columns={columns} rows={rows} keyOf={({ id }) => id} />
      )}
      {isOpen.value && (
        <TokenDialog
          onMade={() => void tokens.reload()}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </section>
  );
}
