import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { confirm, Form, Loading, NumberField, SelectField, TextField } from '../parts/parts.ts';
import { ask, format, useAsked } from '../shell/shell.ts';
import { problemWords } from '../words/problems.ts';
import { texts } from './texts/en.ts';
import type { CaptureFacts, CaptureState } from './types.ts';

const T = texts.capture;
/** How often it is looked how much there is. */
const LOOK_MS = 1000;

/** Packets of the network in a file, for who knows what to do with them. */
export function Capture() {
  const facts = useAsked<CaptureFacts>('/api/capture');
  const seen = facts.data.value;
  const isRunning = seen?.capture !== undefined && seen.capture.state !== 'ended';
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => void facts.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return (
    <section class="card" aria-labelledby="capture-title">
      <h2 id="capture-title">{T.title}</h2>
      <p class="quiet">{T.about}</p>
      {seen === undefined ? (
        <Loading of={facts} />
      ) : (
        <>
          {seen.capture && <State of={seen.capture} onChange={facts.reload} />}
          {seen.whyNot ? (
            <p class="banner">{problemWords({ ...seen.whyNot, detail: seen.whyNot.words })}</p>
          ) : (
            !isRunning && <Ask facts={seen} onChange={facts.reload} />
          )}
        </>
      )}
    </section>
  );
}

function Ask({ facts, onChange }: { readonly facts: CaptureFacts; readonly onChange: () => Promise<void> }) {
  const port = useSignal(facts.ports[0] ?? '');
  const host = useSignal('');
  const traffic = useSignal<'dicom' | 'dicom-hl7' | 'all'>('dicom');
  const minutes = useSignal('5');
  const megabytes = useSignal('50');
  async function start(): Promise<void> {
    const body = {
      ...{ port: port.value, traffic: traffic.value, minutes: Number(minutes.value), megabytes: Number(megabytes.value) },
      ...(host.value.trim() && { host: host.value.trim() }),
    };
    await ask('/api/capture', { method: 'POST', body });
    await onChange();
  }
  const portNames = facts.ports.map((name) => [name, T.ports[name as keyof typeof T.ports] ?? name] as const);
  return (
    <Form button={T.start} onSubmit={start}>
      <SelectField label={T.port} value={port} options={portNames} />
      <TextField label={T.host} help={T.hostHelp} value={host} isCode maxLength={255} />
      <SelectField
        label={T.traffic}
        help={T.trafficHelp}
        value={traffic}
        options={[
          ['dicom', T.kinds.dicom],
          ...(facts.hl7Port === undefined ? [] : [['dicom-hl7', T.kinds.hl7] as const]),
          ['all', T.kinds.all],
        ]}
      />
      <NumberField label={T.minutes} help={T.most(format.number(facts.maxMinutes))} value={minutes} />
      <NumberField label={T.megabytes} help={T.most(format.number(facts.maxMegabytes))} value={megabytes} />
    </Form>
  );
}

function State({ of, onChange }: { readonly of: CaptureState; readonly onChange: () => Promise<void> }) {
  const isBusy = useSignal(false);
  async function act(path: '/api/capture' | '/api/capture/stop', method: 'POST' | 'DELETE'): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await ask(path, { method });
    } finally {
      isBusy.value = false;
      await onChange(); // it may be over already: then that is shown
    }
  }
  async function save(): Promise<void> {
    if (!(await confirm({ title: T.patientsTitle, words: <p>{T.patients}</p>, button: T.save }))) return;
    const link = document.createElement('a');
    link.href = '/api/capture/file';
    link.download = '';
    link.click();
  }
  const what = T.counted(of.packets, format.bytes(of.bytes));
  if (of.state !== 'ended')
    return (
      <div class="capture-state">
        <p role="status">
          {T.running(format.time(of.endsAt), format.bytes(of.maxBytes))} <strong>{what}</strong>
        </p>
        <p class="buttons start">
          <button
            type="button"
            class="button main"
            aria-disabled={isBusy.value || of.state === 'stopping'}
            aria-busy={isBusy.value || of.state === 'stopping'}
            onClick={() => void act('/api/capture/stop', 'POST')}
          >
            {T.stop}
          </button>
        </p>
      </div>
    );
  if (of.failure) return <p class="banner bad">{problemWords({ ...of.failure, detail: of.failure.words })}</p>;
  return (
    <div class="capture-state">
      <p role="status">
        {T.ends[of.end as keyof typeof T.ends] ?? ''} <strong>{what}</strong>
      </p>
      <p class="quiet">
        {of.host && (
          <>
            <bdi>{of.host}</bdi> ·{' '}
          </>
        )}
        <bdi>{T.by(of.by, format.time(of.startedAt))}</bdi>
        {of.removedAt !== undefined && ` · ${T.removedAt(format.time(of.removedAt))}`}
      </p>
      <p class="buttons start">
        <button type="button" class="button main" onClick={() => void save()}>
          {T.save}
        </button>
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void act('/api/capture', 'DELETE')}>
          {T.remove}
        </button>
      </p>
    </div>
  );
}
