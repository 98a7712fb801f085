import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog, Form, LongList, NumberField, TextField, toast } from '../parts/parts.ts';
import { AskError, ask, format, Icon, may, serverNow, shown, useAsked } from '../shell/shell.ts';
import { refusalWords } from '../words/refusals.ts';
import { texts as T } from './texts/en.ts';
import type { Knock, Need, RemoteAe } from './types.ts';

interface Adopted {
  readonly remoteAe: RemoteAe;
  readonly needs: readonly Need[];
}

/** Everyone who was turned away, and one tap to let them in. */
export function KnockList(props: { readonly onAdopted: () => void; readonly onTest: (ae: RemoteAe) => void }) {
  const knocks = useAsked<{ knocks: Knock[] }>('/api/knocks');
  const refusals = JSON.stringify(shown.value?.status.refusals.map(({ lastAt }) => lastAt));
  const adopting = useSignal<Knock | undefined>(undefined);
  useEffect(() => void knocks.reload(), [refusals]); // somebody was turned away just now
  const list = knocks.data.value?.knocks ?? [];

  async function dismiss({ id }: Knock): Promise<void> {
    await ask(`/api/knocks/${id}`, { method: 'DELETE' }).catch((error) => {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    });
    await knocks.reload();
  }

  async function done(adopted: Adopted | undefined): Promise<void> {
    adopting.value = undefined;
    if (adopted === undefined) return;
    props.onAdopted();
    await knocks.reload();
  }

  return (
    <>
      {list.length > 0 && (
        <section class="card knocks" aria-labelledby="knocks-title">
          <h2 id="knocks-title">{T.knocks(list.length)}</h2>
          <p class="quiet">{T.knocksAbout}</p>
          <LongList class="knock-list" entries={list} first={5} label={T.knocks(list.length)}>
            {(knock) => (
              <Line key={knock.id} knock={knock} onAdopt={() => (adopting.value = knock)} onDismiss={() => void dismiss(knock)} />
            )}
          </LongList>
        </section>
      )}
      {adopting.value && <AdoptDialog knock={adopting.value} onDone={(adopted) => void done(adopted)} onTest={props.onTest} />}
    </>
  );
}

function Line({ knock, onAdopt, onDismiss }: { knock: Knock; onAdopt: () => void; onDismiss: () => void }) {
  const { callingAeTitle, calledAeTitle, address, mac, lastAt, times, acceptedAt } = knock;
  const { why, toDo } = refusalWords(knock);
  const name = callingAeTitle || address;
  return (
    <li class={acceptedAt === undefined ? 'knock' : 'knock settled'}>
      <div class="knock-who">
        <p>
          <code>
            <bdi>{callingAeTitle || T.nameless}</bdi>
          </code>{' '}
          <span class="quiet">
            <bdi>{address}</bdi>
            {mac && (
              <>
                {' · '}
                <bdi>{mac}</bdi>
              </>
            )}
          </span>
        </p>
        <p>
          <bdi>{why}</bdi>
        </p>
        <p class="quiet">{acceptedAt === undefined ? toDo : T.settled(format.time(acceptedAt))}</p>
        <p class="quiet">
          {T.tried(times, format.ago(lastAt, serverNow.value))}
          {calledAeTitle && (
            <>
              {' · '}
              {T.calls} <code>{calledAeTitle}</code>
            </>
          )}
        </p>
      </div>
      {may('ae-table.change') && (
        <span class="row-actions">
          {callingAeTitle !== '' && (
            <button type="button" class="button main" aria-label={T.adoptOf(name)} onClick={onAdopt}>
              {T.adopt}
            </button>
          )}
          <button type="button" class="icon-button" aria-label={T.dismissOf(name)} onClick={onDismiss}>
            <Icon name="close" />
          </button>
        </span>
      )}
    </li>
  );
}

/** What is known of it is filled in: one tap is enough. Afterwards it says what else is needed. */
function AdoptDialog(props: {
  readonly knock: Knock;
  readonly onDone: (adopted: Adopted | undefined) => void;
  readonly onTest: (ae: RemoteAe) => void;
}) {
  const { knock, onDone, onTest } = props;
  const port = useSignal('');
  const host = useSignal(knock.address);
  const adopted = useSignal<Adopted | undefined>(undefined);
  if (adopted.value) {
    const { remoteAe, needs } = adopted.value;
    return (
      <Dialog title={T.adopted(remoteAe.title)} onClose={() => onDone(adopted.value)}>
        <ul class="needs">
          {needs.map(({ code, values, words }) => (
            <li key={code}>{(T.needs as Readonly<Record<string, (values: Need['values']) => string>>)[code]?.(values) ?? words}</li>
          ))}
        </ul>
        <div class="buttons">
          {may('wire.see') && (
            <button
              type="button"
              class="button"
              onClick={() => {
                onDone(adopted.value);
                onTest(remoteAe);
              }}
            >
              {T.test}
            </button>
          )}
          <button type="button" class="button main" onClick={() => onDone(adopted.value)}>
            {T.done}
          </button>
        </div>
      </Dialog>
    );
  }
  async function adopt(): Promise<void> {
    const body = { host: host.value.trim(), ...(port.value !== '' && { port: Number(port.value) }) };
    adopted.value = await ask<Adopted>(`/api/knocks/${knock.id}/adopt`, { method: 'POST', body });
  }
  return (
    <Dialog title={T.adoptOf(knock.callingAeTitle)} onClose={() => onDone(undefined)}>
      <Form button={T.adopt} onSubmit={adopt}>
        <TextField label={T.host} help={T.adoptHost} value={host} isCode required maxLength={253} />
        <NumberField label={T.port} help={T.adoptPort} value={port} byDefault="104" maxLength={5} />
      </Form>
    </Dialog>
  );
}
