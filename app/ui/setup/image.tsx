import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { OwnCard } from '../modalities/own-card.tsx';
import { AskError, ask, format, may, shown } from '../shell/shell.ts';
import type { StepProps } from './steps.ts';
import { texts } from './texts/en.ts';

const T = texts.image;

interface Sent {
  readonly outcome: 'completed' | 'warning' | 'failed';
  readonly words: string;
  readonly ms: number;
}

/** What arrives is seen as it arrives, over the live connection. */
export function ImageStep({ view, reload }: StepProps) {
  const isBusy = useSignal(false);
  const result = useSignal<{ readonly isGood: boolean; readonly words: string } | undefined>(undefined);
  async function send(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      const { outcome, words, ms } = await ask<Sent>('/api/test/image', { method: 'POST', body: {} });
      const isGood = outcome !== 'failed';
      result.value = { isGood, words: isGood ? T.sent(format.unit(ms, 'millisecond')) : T.notSent(words) };
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      result.value = { isGood: false, words: error.message };
    } finally {
      isBusy.value = false;
    }
  }
  const arrived = (shown.value?.studies ?? []).filter(({ lastReceivedAt }) => lastReceivedAt >= view.startedAt);
  useEffect(() => {
    if (arrived.length > 0) void reload(); // what stood against going on, does no longer
  }, [arrived.length]);
  return (
    <>
      <div class="card">
        <div role="status">
          {arrived.length === 0 && <p class="big setup-waiting">{T.waiting}</p>}
          {arrived.length > 0 && <p class="big good">{T.arrived}</p>}
          {arrived.slice(0, 5).map(({ studyInstanceUid, modalities, patientName, instances, lastReceivedAt }) => (
            <p key={studyInstanceUid} class="setup-arrived">
              <strong>{modalities.join(' ')}</strong> <bdi>{patientName.alphabetic}</bdi> · {T.images(instances)} ·{' '}
              {format.time(lastReceivedAt)} <a href={`/studies/${studyInstanceUid}`}>{T.see}</a>
            </p>
          ))}
        </div>
        {may('wire.test') && (
          <div class="buttons start">
            <button type="button" class="button" aria-busy={isBusy.value} aria-disabled={isBusy.value} onClick={() => void send()}>
              {T.send}
            </button>
          </div>
        )}
        <p role="status" class={result.value?.isGood ? 'good' : 'bad'}>
          <bdi>{result.value?.words}</bdi>
        </p>
      </div>
      <OwnCard />
    </>
  );
}
