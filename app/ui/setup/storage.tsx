import { useSignal } from '@preact/signals';
import type { SettingsView } from '../../web/schema.ts';
import type { RemoteAe } from '../modalities/types.ts';
import { Form, Loading, TextField } from '../parts/parts.ts';
import { format, shown, useAsked } from '../shell/shell.ts';
import { keepSettings, type StepProps } from './steps.ts';
import { texts } from './texts/en.ts';

const T = texts.storage;
const PATH = 'storage.reserveBytes';
const GB = 1e9;

export function StorageStep(props: StepProps) {
  const settings = useAsked<SettingsView>('/api/settings');
  const table = useAsked<{ remoteAes: RemoteAe[] }>('/api/ae-table');
  if (!settings.data.value) return <Loading of={settings} />;
  const titles = (table.data.value?.remoteAes ?? []).map(({ title }) => title);
  return (
    <>
      <ReserveForm {...props} settings={settings.data.value} onKept={settings.reload} />
      <section class="card" aria-labelledby="setup-destinations">
        <h3 id="setup-destinations">{T.destinations}</h3>
        {titles.length === 0 ? (
          <p class="quiet">{T.noDestinations}</p>
        ) : (
          <>
            <p>
              <bdi>{format.list(titles)}</bdi>
            </p>
            <p class="quiet">{T.destinationsAbout}</p>
          </>
        )}
      </section>
    </>
  );
}

function ReserveForm({ onDone, settings, onKept }: StepProps & { settings: SettingsView; onKept: () => Promise<void> }) {
  const bytes = Number(settings.fields.find(({ path }) => path === PATH)?.value ?? 0);
  const shownReserve = String(Math.round((bytes / GB) * 10) / 10);
  const reserve = useSignal(shownReserve);
  const isWrong = !/^\d{1,6}([.,]\d+)?$/.test(reserve.value.trim());
  const disk = shown.value?.status.disk;
  async function keep(): Promise<void> {
    if (isWrong) return;
    const next = Math.round(Number(reserve.value.trim().replace(',', '.')) * GB);
    await keepSettings(settings.revision, reserve.value.trim() === shownReserve ? {} : { [PATH]: next }, onKept);
    await onDone();
  }
  return (
    <div class="card">
      {disk && <p class="big">{T.disk(format.bytes(disk.freeBytes), format.bytes(disk.totalBytes))}</p>}
      <p>{T.full}</p>
      <Form button={texts.save} onSubmit={keep}>
        <TextField
          label={T.reserve}
          help={T.reserveHelp}
          value={reserve}
          unit={T.gb}
          inputMode="decimal"
          error={isWrong ? T.notNumber : undefined}
        />
      </Form>
    </div>
  );
}
