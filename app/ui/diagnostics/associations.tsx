import { useEffect } from 'preact/hooks';
import { type Column, Empty, Loading, Table } from '../parts/parts.ts';
import { format, shown, useAsked } from '../shell/shell.ts';
import { endWords } from './end-words.ts';
import { texts as T } from './texts/en.ts';
import type { WireAssociation } from './types.ts';

/** Every association and connection that is remembered, the newest first. @param tried how often something was tried from here: those are ours, and in no status */
export function Associations({ tried }: { tried: number }) {
  const wire = useAsked<{ associations: WireAssociation[] }>('/api/wire');
  const { associations = [], closed = [], refusals = [] } = shown.value?.status ?? {};
  const what = JSON.stringify([tried, associations.map(({ id }) => id), closed.map(({ id }) => id), refusals.map(({ lastAt }) => lastAt)]);
  useEffect(() => void wire.reload(), [what]); // one began, ended or was refused
  const list = wire.data.value?.associations;
  if (list === undefined) return <Loading of={wire} />;
  const columns: readonly Column<WireAssociation>[] = [
    {
      title: T.when,
      cell: ({ id, openedAt }) => <a href={`/diagnostics/${id}`}>{format.time(openedAt)}</a>,
    },
    { title: T.who, cell: (association) => <Who of={association} /> },
    { title: T.messages, isNumber: true, cell: ({ messages }) => format.number(messages) },
    { title: T.end, cell: ({ end }) => <bdi>{end ? endWords(end) : T.open}</bdi> },
  ];
  return (
    <section class="card" aria-labelledby="associations-title">
      <div class="card-head">
        <h2 id="associations-title">{T.associations}</h2>
        <button type="button" class="button" onClick={() => void wire.reload()}>
          {T.reload}
        </button>
      </div>
      <p class="quiet">{T.about}</p>
      {list.length === 0 ? (
        <Empty title={T.none}>
          <p>{T.noneToDo}</p>
        </Empty>
      ) : (
        <Table caption={T.associations} columns={columns} rows={list} keyOf={({ id }) => id} />
      )}
    </section>
  );
}

/** Who asked whom; of a connection that asked for nothing the address alone. */
export function Who({ of: { callingAeTitle, calledAeTitle, address, role } }: { of: WireAssociation }) {
  return (
    <span class="who">
      {callingAeTitle ? (
        <>
          <code>
            <bdi>{callingAeTitle}</bdi>
          </code>
          {' → '}
          <code>
            <bdi>{calledAeTitle}</bdi>
          </code>{' '}
        </>
      ) : (
        <span>{T.noRequest} </span>
      )}
      <span class="quiet">
        <bdi>{address}</bdi>
        {role === 'requestor' && ` · ${T.ours}`}
      </span>
    </span>
  );
}
