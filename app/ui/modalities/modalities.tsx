import { useSignal } from '@preact/signals';
import { type Column, confirm, Empty, Loading, Table, toast } from '../parts/parts.ts';
import { AskError, ask, Icon, may, useAsked } from '../shell/shell.ts';
import { AeDialog } from './ae-dialog.tsx';
import { Announced } from './announced.tsx';
import { KnockList } from './knocks.tsx';
import { LadderDialog } from './ladder.tsx';
import { OwnCard } from './own-card.tsx';
import { texts as T } from './texts/en.ts';
import type { RemoteAe } from './types.ts';

/** Whom we know, who was turned away, and what a modality engineer types in to reach us. */
export function Page() {
  const table = useAsked<{ remoteAes: RemoteAe[] }>('/api/ae-table');
  const edited = useSignal<Partial<RemoteAe> | undefined>(undefined);
  const tested = useSignal<Pick<RemoteAe, 'title' | 'host' | 'port'> | undefined>(undefined);
  return (
    <div class="modalities">
      <KnockList onAdopted={() => void table.reload()} onTest={(ae) => (tested.value = ae)} />
      <section class="card" aria-labelledby="ae-table-title">
        <div class="card-head">
          <h2 id="ae-table-title">{T.known}</h2>
          {may('ae-table.change') && (
            <button type="button" class="button main" onClick={() => (edited.value = {})}>
              <Icon name="add" />
              {T.add}
            </button>
          )}
        </div>
        <Known table={table} onEdit={(ae) => (edited.value = ae)} onTest={(ae) => (tested.value = ae)} />
      </section>
      {may('wire.see') && <Announced onAdd={(peer) => (edited.value = peer)} />}
      <OwnCard />
      {edited.value && (
        <AeDialog
          ae={edited.value}
          onDone={async (ae) => {
            edited.value = undefined;
            if (ae === undefined) return;
            toast(T.kept(ae.title), may('wire.see') ? { action: { words: T.test, run: () => (tested.value = ae) } } : {});
            await table.reload();
          }}
        />
      )}
      {tested.value && <LadderDialog ae={tested.value} onClose={() => (tested.value = undefined)} />}
    </div>
  );
}

function Known(props: {
  readonly table: ReturnType<typeof useAsked<{ remoteAes: RemoteAe[] }>>;
  readonly onEdit: (ae: RemoteAe) => void;
  readonly onTest: (ae: RemoteAe) => void;
}) {
  const { table, onEdit, onTest } = props;
  const entries = table.data.value?.remoteAes;
  if (entries === undefined) return <Loading of={table} />;
  if (entries.length === 0)
    return (
      <Empty title={T.none}>
        <p>{T.noneToDo}</p>
      </Empty>
    );

  async function remove({ title }: RemoteAe): Promise<void> {
    if (!(await confirm({ title: T.removeTitle(title), words: T.removeWords, button: T.remove, isGrave: true }))) return;
    try {
      await ask(`/api/ae-table/${encodeURIComponent(title)}`, { method: 'DELETE' });
      toast(T.removed(title));
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await table.reload();
  }

  const columns: readonly Column<RemoteAe>[] = [
    { title: T.aeTitle, cell: ({ title }) => <code>{title}</code> },
    { title: T.host, cell: ({ host }) => <bdi>{host}</bdi> },
    { title: T.port, cell: ({ port }) => port },
    {
      title: T.actions,
      isActions: true,
      cell: (ae) => (
        <span class="row-actions">
          {may('wire.see') && (
            <button type="button" class="button" aria-label={T.testOf(ae.title)} onClick={() => onTest(ae)}>
              {T.test}
            </button>
          )}
          {may('ae-table.change') && !ae.isFixed && (
            <>
              <button type="button" class="button" aria-label={T.editOf(ae.title)} onClick={() => onEdit(ae)}>
                {T.edit}
              </button>
              <button type="button" class="icon-button" aria-label={T.removeOf(ae.title)} onClick={() => void remove(ae)}>
                <Icon name="remove" />
              </button>
            </>
          )}
          {ae.isFixed && <span class="quiet">{T.fixed}</span>}
        </span>
      ),
    },
  ];
  return <Table caption={T.known} columns={columns} rows={entries} keyOf={({ title }) => title} />;
}
