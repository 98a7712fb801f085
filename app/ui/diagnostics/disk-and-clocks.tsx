import { useSignal } from '@preact/signals';
import { type Column, Loading, Table } from '../parts/parts.ts';
import { AskError, ask, format, may, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

interface Skew {
  readonly aeTitle: string;
  readonly medianMs: number;
  readonly samples: number;
  readonly lastAt: number;
}

interface Health {
  readonly code: 'HEALTHY' | 'FAILING' | 'UNKNOWN';
  readonly words: string;
  readonly model?: string;
  readonly hours?: number;
  readonly celsius?: number;
  readonly usedPercent?: number;
}

interface Speed {
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly syncMs: number;
}

/** Above this a clock wants a person: files of one study land in the wrong order, and nobody believes the times. */
const MUCH_MS = 5 * 60_000;

/** How far the clock of each sender is from ours; nothing where nobody has sent. */
export function Clocks() {
  const clocks = useAsked<{ clocks: Skew[] }>('/api/clocks');
  const list = clocks.data.value?.clocks ?? [];
  if (list.length === 0) return null;
  const columns: readonly Column<Skew>[] = [
    { title: T.device, cell: ({ aeTitle }) => <bdi>{aeTitle}</bdi> },
    { title: T.skew, cell: ({ medianMs }) => <span class={Math.abs(medianMs) > MUCH_MS ? 'much' : ''}>{skewWords(medianMs)}</span> },
    { title: T.samples, isNumber: true, cell: ({ samples }) => format.number(samples) },
    { title: T.lastSeen, cell: ({ lastAt }) => format.time(lastAt) },
  ];
  return (
    <section class="card" aria-labelledby="clocks-title">
      <h2 id="clocks-title">{T.clocks}</h2>
      <p class="quiet">{T.clocksAbout}</p>
      <Table caption={T.clocks} columns={columns} rows={list} keyOf={({ aeTitle }) => aeTitle} />
    </section>
  );
}

/** Behind is what arrives later than it says it was made; a minute may be the way. */
function skewWords(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes === 0) return T.skewNone;
  const [count, name] =
    minutes < 180
      ? ([minutes, 'minute'] as const)
      : minutes < 2880
        ? ([minutes / 60, 'hour'] as const)
        : ([minutes / 1440, 'day'] as const);
  const time = format.unit(Math.round(count), name);
  return ms > 0 ? T.skewBehind(time) : T.skewAhead(time);
}

/** What the disk says of itself, and how fast it writes when asked. */
export function Disk() {
  const health = useAsked<Health>('/api/disk/health');
  const speed = useSignal<{ readonly words: string; readonly isGood: boolean } | undefined>(undefined);
  const isBusy = useSignal(false);

  async function test(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    speed.value = undefined;
    try {
      const { bytes, bytesPerSecond, syncMs } = await ask<Speed>('/api/disk/write-speed', { method: 'POST' });
      const words = T.speed(format.bytes(bytes), format.bytes(bytesPerSecond, '-per-second'), format.unit(syncMs, 'millisecond'));
      speed.value = { isGood: true, words };
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      speed.value = { isGood: false, words: error.message };
    } finally {
      isBusy.value = false;
    }
  }

  const seen = health.data.value;
  return (
    <section class="card" aria-labelledby="disk-title">
      <h2 id="disk-title">{T.disk}</h2>
      {seen === undefined ? (
        <Loading of={health} />
      ) : (
        <p class={seen.code === 'FAILING' ? 'much' : ''}>
          {T.health[seen.code]} <span class="quiet">{factsOf(seen)}</span>
        </p>
      )}
      {may('wire.test') && (
        <p class="buttons start">
          <button type="button" class="button" aria-busy={isBusy.value} aria-disabled={isBusy.value} onClick={() => void test()}>
            {T.testSpeed}
          </button>
        </p>
      )}
      <p role="status" class={speed.value?.isGood === false ? 'test-result bad' : 'test-result'}>
        {speed.value?.words}
      </p>
    </section>
  );
}

function factsOf({ model, hours, celsius, usedPercent }: Health): string {
  return [
    model,
    hours !== undefined && format.unit(hours, 'hour'),
    celsius !== undefined && `${format.number(celsius)} °C`,
    usedPercent !== undefined && T.used(format.unit(usedPercent, 'percent')),
  ]
    .filter(Boolean)
    .join(' · ');
}
