import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SetupView } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { AskError, ask, session, useAsked } from '../shell/shell.ts';
import { ImageStep } from './image.tsx';
import { NetworkStep } from './network.tsx';
import { PeersStep } from './peers.tsx';
import { PortsStep } from './ports.tsx';
import { RestoreStep } from './restore.tsx';
import { SheetStep } from './sheet.tsx';
import { ALL, type AnyStep, isStep, numberOf, recordStep, type Step, type StepProps, stateOf } from './steps.ts';
import { StorageStep } from './storage.tsx';
import { texts as T } from './texts/en.ts';
import { TimeStep } from './time.tsx';
import { TitleStep } from './title.tsx';

const BODIES: Readonly<Record<Step, ComponentType<StepProps>>> = {
  restore: RestoreStep,
  ports: PortsStep,
  network: NetworkStep,
  time: TimeStep,
  title: TitleStep,
  peers: PeersStep,
  storage: StorageStep,
  image: ImageStep,
};
/** Their form keeps what is entered, and goes on. */
const HAS_FORM: ReadonlySet<AnyStep> = new Set<AnyStep>(['title', 'storage']);
const NEEDS_BOX: ReadonlySet<AnyStep> = new Set<AnyStep>(['ports', 'network']);

/** From the first plug to the first image. Where it stands, the server keeps: another browser, or another day, goes on there. */
export function Page() {
  const asked = useAsked<SetupView>('/api/setup');
  const newer = useSignal<SetupView | undefined>(undefined);
  useEffect(() => {
    const again = () => !document.hidden && void reload();
    document.addEventListener('visibilitychange', again); // somebody may have gone on elsewhere
    return () => document.removeEventListener('visibilitychange', again);
  }, []);
  async function reload(): Promise<void> {
    await asked.reload();
    newer.value = undefined;
  }
  const view = newer.value ?? asked.data.value;
  if (!view) return <Loading of={asked} />;
  return (
    <div class="setup">
      <Progress view={view} onGo={async (to) => (newer.value = await goTo(to))} />
      <StepCard key={view.at} hasMoved={newer.value !== undefined} view={view} reload={reload} onView={(next) => (newer.value = next)} />
    </div>
  );
}

const goTo = (at: AnyStep) => ask<SetupView>('/api/setup/at', { method: 'PUT', body: { at } });

function Progress({ view, onGo }: { view: SetupView; onGo: (to: AnyStep) => void }) {
  const at = numberOf(view.at);
  const words = T.progress(at, ALL.length);
  return (
    <nav class="setup-progress" aria-label={T.stepsLabel}>
      <p class="progress-words" aria-hidden="true">
        <span>{words}</span>
        <span class="quiet">{T.steps[view.at].name}</span>
      </p>
      <progress value={at} max={ALL.length} aria-label={words} />
      <ol class="setup-steps">
        {ALL.map((step) => {
          const state = stateOf(step, view);
          return (
            <li key={step} class={`setup-place ${state}`}>
              {step === 'password' ? (
                <span>{T.steps[step].name}</span>
              ) : (
                <button type="button" onClick={() => onGo(step)} {...(step === view.at && { 'aria-current': 'step' })}>
                  {T.steps[step].name}
                </button>
              )}
              <span class="unseen">: {T.states[state]}</span>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function StepCard(props: { view: SetupView; hasMoved: boolean; reload: () => Promise<void>; onView: (view: SetupView) => void }) {
  const { view, hasMoved, reload, onView } = props;
  const { at } = view;
  const title = useRef<HTMLHeadingElement>(null);
  const problem = useSignal('');
  const isBusy = useSignal(false);
  useEffect(() => {
    if (!hasMoved) return; // the page has just been opened
    title.current?.focus({ preventScroll: true });
    title.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  useEffect(() => {
    problem.value = ''; // something has changed since
  }, [view]);

  async function run(what: () => Promise<SetupView>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = '';
    try {
      onView(await what());
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    } finally {
      isBusy.value = false;
    }
  }
  const { name, about, skip } = T.steps[at];
  const isHere = view.isBox || !NEEDS_BOX.has(at);
  const Body = isStep(at) ? BODIES[at] : undefined;
  const before = ALL[ALL.indexOf(at) - 1];
  const onDone = async () => {
    if (isStep(at)) onView(await recordStep(at, 'done'));
  };
  return (
    <section class="setup-step" aria-labelledby="setup-step-title">
      <header class="card setup-head">
        <h2 id="setup-step-title" ref={title} tabindex={-1}>
          <span class="unseen">{T.progress(numberOf(at), ALL.length)}:</span> {name}
        </h2>
        {at === 'restore' && <p class="good">{T.claimed(session.value?.name ?? '')}</p>}
        <p>{about}</p>
      </header>
      {!isHere && (
        <div class="card">
          <p class="big">{T.needsBox}</p>
          <p class="quiet">{T.needsBoxAbout}</p>
        </div>
      )}
      {isHere && Body && <Body view={view} reload={reload} onDone={onDone} />}
      {at === 'sheet' && <SheetStep view={view} onView={onView} />}
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      {isStep(at) && (
        <footer class="setup-foot">
          {isHere && (
            <p class="quiet" id="setup-skip">
              {T.skipMeans} {skip}
            </p>
          )}
          <div class="buttons">
            {before && before !== 'password' && (
              <button type="button" class="button" onClick={() => void run(() => goTo(before))}>
                {T.back}
              </button>
            )}
            {isHere && (
              <button type="button" class="button" aria-describedby="setup-skip" onClick={() => void run(() => recordStep(at, 'skipped'))}>
                {T.skip}
              </button>
            )}
            {!(isHere && HAS_FORM.has(at)) && (
              <button
                type="button"
                class="button main"
                aria-busy={isBusy.value}
                aria-disabled={isBusy.value}
                onClick={() => void run(() => recordStep(at, 'done'))}
              >
                {isHere ? T.next : T.pass}
              </button>
            )}
          </div>
        </footer>
      )}
    </section>
  );
}
