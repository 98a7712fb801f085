import { useSignal } from '@preact/signals';
import { AskError, ask, may } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import type { RemoteAe } from './types.ts';

interface Peer {
  readonly aeTitle?: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly host: string;
  readonly port: number;
}

/** Who announces itself on the networks of this machine, when asked for. An entry is offered only where it can become one: a title, and an address to call. */
export function Announced({ onAdd, heading: Heading = 'h2' }: { onAdd: (entry: Partial<RemoteAe>) => void; heading?: 'h2' | 'h3' }) {
  const peers = useSignal<readonly Peer[] | undefined>(undefined);
  const isBusy = useSignal(false);
  const problem = useSignal('');
  async function search(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = '';
    try {
      peers.value = (await ask<{ peers: Peer[] }>('/api/setup/discover', { method: 'POST' })).peers;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    } finally {
      isBusy.value = false;
    }
  }
  return (
    <section class="card" aria-labelledby="announced-title">
      <div class="card-head">
        <Heading id="announced-title">{T.announced}</Heading>
        <button type="button" class="button" aria-busy={isBusy.value} aria-disabled={isBusy.value} onClick={() => void search()}>
          {T.search}
        </button>
      </div>
      <div role="status">
        {isBusy.value && <p class="quiet">{T.searching}</p>}
        {problem.value && <p class="error">{problem.value}</p>}
        {!isBusy.value && peers.value?.length === 0 && <p class="quiet">{T.noneAnnounced}</p>}
      </div>
      <ul class="announced">
        {peers.value?.map(({ aeTitle, name, addresses, host, port }) => (
          <li key={`${name} ${port}`}>
            <p>
              <code>
                <bdi>{aeTitle ?? name}</bdi>
              </code>{' '}
              <span class="quiet">
                <bdi>
                  {addresses[0] ?? host}:{port}
                </bdi>
              </span>
            </p>
            {may('ae-table.change') && (
              <button
                type="button"
                class="button"
                aria-label={T.addOf(aeTitle ?? name)}
                onClick={() => onAdd({ ...(aeTitle && { title: aeTitle }), host: addresses[0] ?? host, port })}
              >
                {T.add}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
