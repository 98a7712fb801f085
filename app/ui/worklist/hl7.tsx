import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Hl7Message, Hl7View } from '../../web/schema.ts';
import { type Column, confirm, Empty, Loading, Table, toast } from '../parts/parts.ts';
import { AskError, type Asked, ask, format, Icon, may, serverNow } from '../shell/shell.ts';
import { hl7Words } from './hl7-words.ts';
import { MessageDialog } from './message-dialog.tsx';
import { texts as T } from './texts/en.ts';

/** Orders by HL7: whether they come, what was refused, and the messages that wait for a person. */
export function Hl7({ view }: { view: Asked<Hl7View> }) {
  const opened = useSignal<Hl7Message | undefined>(undefined);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void view.reload(), 10_000);
    return () => clearInterval(timer);
  }, [view.reload]);
  const state = view.data.value;
  if (!state) return <Loading of={view} />;

  async function remove(message: Hl7Message): Promise<void> {
    if (!(await confirm({ title: T.removeMessageTitle, words: T.removeMessageWords, button: T.removeMessage, isGrave: true }))) return;
    try {
      await ask(`/api/hl7/messages/${message.id}`, { method: 'DELETE' });
      toast(T.messageRemoved);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await view.reload();
  }

  const columns: readonly Column<Hl7Message>[] = [
    { title: T.whyWaits, cell: (message) => hl7Words(message) },
    { title: T.message, cell: ({ type }) => <code>{type}</code> },
    { title: T.sender, cell: ({ sender, address }) => <bdi>{`${sender} (${address})`}</bdi> },
    {
      title: T.came,
      cell: ({ lastAt, times }) => (
        <>
          <time class="slot-time">{format.time(lastAt)}</time>
          {times > 1 && ` · ${T.timesOf(times)}`}
        </>
      ),
    },
    {
      title: T.actions,
      isActions: true,
      cell: (message) => (
        <span class="row-actions">
          <button
            type="button"
            class="button"
            aria-label={T.openOf(message.type, format.time(message.lastAt))}
            onClick={() => (opened.value = message)}
          >
            {may('worklist.change') ? T.openMessage : T.seeMessage}
          </button>
          {may('worklist.change') && (
            <button
              type="button"
              class="icon-button"
              aria-label={T.removeOf(message.type, format.time(message.lastAt))}
              onClick={() => void remove(message)}
            >
              <Icon name="remove" />
            </button>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <section class="card" aria-labelledby="waiting-title">
        <h2 id="waiting-title">{T.waitingTitle}</h2>
        {state.waiting.length === 0 ? (
          <Empty title={T.noneWaits}>
            <p>{state.isOn ? T.noneWaitsHelp : T.hl7OffHelp}</p>
            {!state.isOn && may('settings.change') && (
              <a class="button" href="/settings">
                {T.toSettings}
              </a>
            )}
          </Empty>
        ) : (
          <>
            <p class="help">{T.waitingHelp}</p>
            <Table caption={T.waitingTitle} columns={columns} rows={state.waiting} keyOf={({ id }) => id} />
          </>
        )}
      </section>
      <section class="card" aria-labelledby="hl7-title">
        <h2 id="hl7-title">{T.hl7State}</h2>
        <p>{state.isOn ? T.listens(state.port ?? 0, state.connections) : T.hl7Off}</p>
        {state.isOn && (
          <p>{state.lastAt === undefined ? T.nothingCame : T.lastCame(format.ago(state.lastAt, serverNow.value), state.taken)}</p>
        )}
        {state.faults.length > 0 && (
          <details>
            <summary>{T.faultsTitle(state.faults.length)}</summary>
            <ul class="hl7-faults">
              {state.faults.map((fault, at) => (
                <li key={at}>
                  <span class="quiet">
                    {format.time(fault.at)} <bdi>{fault.address}</bdi>
                  </span>{' '}
                  {hl7Words(fault)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
      {opened.value && (
        <MessageDialog
          key={opened.value.id}
          message={opened.value}
          onDone={async (said) => {
            opened.value = undefined;
            if (said !== undefined) toast(said);
            await view.reload();
          }}
        />
      )}
    </>
  );
}
