import { useSignal } from '@preact/signals';
import { SelectField, TextField } from '../parts/parts.ts';
import { AskError, ask, format, may, shown, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

interface Sent {
  readonly outcome: 'completed' | 'warning' | 'failed';
  readonly studyInstanceUid: string;
  readonly words: string;
  readonly ms: number;
}

interface Found {
  readonly outcome: 'answered' | 'failed';
  readonly words?: string;
  readonly status?: number;
  readonly count?: number;
  readonly ms?: number;
}

/** What came of it: said, and whether it is good. */
interface Result {
  readonly isGood: boolean;
  readonly words: string;
  readonly studyInstanceUid?: string;
}

/** Sends a marked image, or searches, as a device would: all of it can be tried with nothing plugged in. */
export function TestModality({ onDone }: { onDone: () => void }) {
  const table = useAsked<{ remoteAes: readonly { readonly title: string }[] }>('/api/ae-table');
  const to = useSignal('');
  const as = useSignal('');
  const isBusy = useSignal(false);
  const result = useSignal<Result | undefined>(undefined);
  if (!may('wire.test')) return null;
  const own = shown.value?.status.dicom[0]?.aeTitle ?? '';
  const options = [['', T.ourselves(own)], ...(table.data.value?.remoteAes ?? []).map(({ title }) => [title, title])] as [string, string][];

  async function run(what: () => Promise<Result>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    result.value = undefined;
    try {
      result.value = await what();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      result.value = { isGood: false, words: error.message };
    } finally {
      isBusy.value = false;
      onDone();
    }
  }
  const body = () => ({ ...(to.value && { to: to.value }), ...(as.value.trim() && { as: as.value.trim() }) });
  const send = () =>
    run(async () => {
      const { outcome, studyInstanceUid, words, ms } = await ask<Sent>('/api/test/image', { method: 'POST', body: body() });
      if (outcome === 'failed') return { isGood: false, words: T.notSent(words) };
      return { isGood: true, words: T.sentIn(format.unit(ms, 'millisecond')), ...(to.value === '' && { studyInstanceUid }) };
    });
  const search = () =>
    run(async () => {
      const { outcome, words = '', status, count = 0, ms = 0 } = await ask<Found>('/api/test/query', { method: 'POST', body: body() });
      if (outcome === 'failed') return { isGood: false, words: T.notSearched(words) };
      if (status !== 0) return { isGood: false, words: T.notSearched((status ?? 0).toString(16).toUpperCase().padStart(4, '0')) };
      return { isGood: true, words: T.foundIn(count, format.unit(ms, 'millisecond')) };
    });

  return (
    <section class="card" aria-labelledby="test-modality-title">
      <h2 id="test-modality-title">{T.testModality}</h2>
      <p class="quiet">{T.testAbout}</p>
      <div class="fields test-fields">
        <SelectField label={T.destination} value={to} options={options} />
        <TextField label={T.callAs} help={T.callAsHelp} value={as} byDefault={own} isCode maxLength={16} />
        <div class="buttons start">
          <button type="button" class="button main" aria-busy={isBusy.value} aria-disabled={isBusy.value} onClick={() => void send()}>
            {T.sendImage}
          </button>
          <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void search()}>
            {T.search}
          </button>
        </div>
      </div>
      <p role="status" class={result.value?.isGood ? 'test-result good' : 'test-result bad'}>
        <bdi>{result.value?.words}</bdi>{' '}
        {result.value?.studyInstanceUid && <a href={`/studies/${result.value.studyInstanceUid}`}>{T.seeStudy}</a>}
      </p>
    </section>
  );
}
