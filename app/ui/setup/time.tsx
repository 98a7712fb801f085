import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SettingsView, SetupView } from '../../web/schema.ts';
import { toast } from '../parts/parts.ts';
import { AskError, ask, format, LOCALE, may, useAsked } from '../shell/shell.ts';
import { keepSettings, type StepProps } from './steps.ts';
import { texts } from './texts/en.ts';

const T = texts.time;
/** Below it, the way of the answer through the network is as much. */
const SAME_MS = 2000;
const clock = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });

export function duration(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 120) return format.unit(Math.round(seconds), 'second');
  if (seconds < 7200) return format.unit(Math.round(seconds / 60), 'minute');
  return seconds < 172_800 ? format.unit(Math.round(seconds / 3600), 'hour') : format.unit(Math.round(seconds / 86_400), 'day');
}

/** The clock of the box beside the browser's. */
export function TimeStep({ view }: StepProps) {
  const aheadMs = useSignal<number | undefined>(undefined);
  const now = useSignal(Date.now());
  async function measure(answer: () => Promise<SetupView>): Promise<void> {
    const asked = Date.now();
    const { now: there } = await answer();
    aheadMs.value = there - (asked + Date.now()) / 2;
  }
  useEffect(() => {
    measure(() => ask<SetupView>('/api/setup')).catch(ignoreLost);
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  async function set(): Promise<void> {
    try {
      await measure(() => ask<SetupView>('/api/setup/clock', { method: 'POST', body: { now: Date.now() } }));
      toast(T.isSet);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
  }
  const apart = aheadMs.value;
  return (
    <div class="card">
      <dl class="setup-clocks">
        <div>
          <dt>{T.box}</dt>
          <dd>{apart === undefined ? '…' : clock.format(now.value + apart)}</dd>
        </div>
        <div>
          <dt>{T.browser}</dt>
          <dd>{clock.format(now.value)}</dd>
        </div>
      </dl>
      {apart !== undefined && (
        <p role="status" class={Math.abs(apart) < SAME_MS ? 'big good' : 'big bad'}>
          {Math.abs(apart) < SAME_MS ? T.same : T.apart(duration(apart))}
        </p>
      )}
      {view.isBox && <TimeZone />}
      {view.isBox ? <TimeServers /> : <p class="quiet">{T.pc}</p>}
      {view.isBox && may('network.change') && apart !== undefined && Math.abs(apart) >= SAME_MS && (
        <button type="button" class="button" onClick={() => void set()}>
          {T.set}
        </button>
      )}
    </div>
  );
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof AskError)) throw error; // the frame says that the connection is lost
}

/** A box has UTC until it is told where it stands. */
function TimeZone() {
  const settings = useAsked<SettingsView>('/api/settings');
  const view = settings.data.value;
  if (!view) return null;
  const kept = view.fields.find(({ path }) => path === 'timeZone')?.value;
  const zone = typeof kept === 'string' ? kept : 'UTC';
  const ofBrowser = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  async function take(revision: number): Promise<void> {
    try {
      await keepSettings(revision, { timeZone: ofBrowser }, settings.reload);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
  }
  return (
    <p>
      <strong>{T.zone}:</strong> <bdi>{zone}</bdi> <span class="quiet">{T.zoneWhy}</span>{' '}
      {zone !== ofBrowser && may('settings.change') && (
        <button type="button" class="button" onClick={() => void take(view.revision)}>
          {T.takeZone(ofBrowser)}
        </button>
      )}
    </p>
  );
}

function TimeServers() {
  const report = useAsked<{ readonly settings?: { readonly hospital: { readonly ntp: readonly string[] } } }>('/api/network');
  const servers = report.data.value?.settings?.hospital.ntp ?? [];
  return (
    <p>
      <strong>{T.ntp}:</strong> {servers.length > 0 ? <bdi>{servers.join(', ')}</bdi> : T.noNtp} <span class="quiet">{T.ntpWhere}</span>
    </p>
  );
}
