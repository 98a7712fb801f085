import { useSignal } from '@preact/signals';
import { AeDialog } from '../modalities/ae-dialog.tsx';
import { Announced } from '../modalities/announced.tsx';
import { KnockList } from '../modalities/knocks.tsx';
import { LadderDialog } from '../modalities/ladder.tsx';
import { OwnCard } from '../modalities/own-card.tsx';
import type { RemoteAe } from '../modalities/types.ts';
import { Loading } from '../parts/parts.ts';
import { may, shown, useAsked } from '../shell/shell.ts';
import { findingWords } from '../words/findings.ts';
import type { StepProps } from './steps.ts';
import { texts } from './texts/en.ts';

const T = texts.peers;

/** Who is about: by the knock list, by their own announcement, by hand; then the ladder both ways. */
export function PeersStep({ view, reload }: StepProps) {
  const table = useAsked<{ remoteAes: RemoteAe[] }>('/api/ae-table');
  const edited = useSignal<Partial<RemoteAe> | undefined>(undefined);
  const tested = useSignal<RemoteAe | undefined>(undefined);
  const isQuiet = (shown.value?.status.refusals.length ?? 0) === 0;
  const known = table.data.value?.remoteAes;
  return (
    <>
      <KnockList onAdopted={() => void table.reload()} onTest={(ae) => (tested.value = ae)} />
      {isQuiet && <p class="card quiet">{T.knocks}</p>}
      <Announced heading="h3" onAdd={(peer) => (edited.value = peer)} />
      <section class="card" aria-labelledby="setup-known">
        <div class="card-head">
          <h3 id="setup-known">{T.known}</h3>
          {may('ae-table.change') && (
            <button type="button" class="button" onClick={() => (edited.value = {})}>
              {T.byHand}
            </button>
          )}
        </div>
        {!known && <Loading of={table} />}
        {known?.length === 0 && <p class="quiet">{T.noneKnown}</p>}
        <ul class="setup-peers">
          {known?.map((ae) => (
            <li key={ae.title}>
              <div>
                <p>
                  <code>
                    <bdi>{ae.title}</bdi>
                  </code>{' '}
                  <span class="quiet">
                    <bdi>
                      {ae.host}:{ae.port}
                    </bdi>
                  </span>
                </p>
                {(['there', 'back'] as const).map((way) => (
                  <Result key={way} label={T[way]} test={view.tests.find((test) => test.way === way && test.title === ae.title)} />
                ))}
              </div>
              <button type="button" class="button" aria-label={T.testOf(ae.title)} onClick={() => (tested.value = ae)}>
                {T.test}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <OwnCard />
      {edited.value && (
        <AeDialog
          ae={edited.value}
          onDone={(kept) => {
            edited.value = undefined;
            if (kept) void table.reload();
          }}
        />
      )}
      {tested.value && (
        <LadderDialog
          ae={tested.value}
          onClose={() => {
            tested.value = undefined;
            void reload();
          }}
        />
      )}
    </>
  );
}

function Result({ label, test }: { label: string; test: StepProps['view']['tests'][number] | undefined }) {
  const words = !test ? T.untested : test.isGood ? T.good : findingWords({ ...test, toDo: '' }).words;
  return (
    <p class="setup-way">
      <span class="quiet">{label}:</span> <bdi class={!test ? 'quiet' : test.isGood ? 'good' : 'bad'}>{words}</bdi>
    </p>
  );
}
