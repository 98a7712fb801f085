import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BoxFacts } from '../../web/schema.ts';
import { Progress, toast } from '../parts/parts.ts';
import { AskError, ask } from '../shell/shell.ts';
import { texts } from './texts/en.ts';

const T = texts.away;
const LOOK_MS = 2000;
const SLOW_MS = 4 * 60_000;

/** The box was told to go away: to come back, or not to this page. */
export const away = signal<{ readonly kind: 'restarting' | 'off' | 'reset'; readonly bootId: string; readonly since: number } | undefined>(
  undefined,
);

export const goAway = (kind: 'restarting' | 'off' | 'reset', { bootId }: BoxFacts): void => {
  away.value = { kind, bootId, since: performance.now() };
};

/** Waits until the machine that was told to restart is there again. */
export function Away({ onBack }: { readonly onBack: () => Promise<void> }) {
  const { kind, bootId, since } = away.value!;
  const isSlow = useSignal(false);
  useEffect(() => {
    if (kind !== 'restarting') return;
    const stop = new AbortController();
    const timer = setInterval(async () => {
      isSlow.value = performance.now() - since > SLOW_MS;
      try {
        const facts = await ask<BoxFacts>('/api/box', { signal: stop.signal });
        if (facts.bootId === bootId || stop.signal.aborted) return;
        away.value = undefined;
        toast(T.back);
        void onBack();
      } catch (error) {
        if (!stop.signal.aborted && !(error instanceof AskError)) throw error; // it is away, as it should be
      }
    }, LOOK_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [kind, bootId]);
  return (
    <div class="cards box-page">
      <section class="card" role="status">
        {kind === 'restarting' ? <Progress label={T.restarting} value={0} /> : <p class="big">{T[kind]}</p>}
        {isSlow.value && <p>{T.slow}</p>}
      </section>
    </div>
  );
}
