import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Hl7Message, Hl7Shown, SettingsView } from '../../web/schema.ts';
import { confirm, Dialog, Form, SelectField, SwitchField, TextField } from '../parts/parts.ts';
import { AskError, ask, may } from '../shell/shell.ts';
import { fromDay, fromTime, toDay } from './days.ts';
import { hl7Words } from './hl7-words.ts';
import { MODALITIES } from './modalities.ts';
import { shownName } from './person.ts';
import { texts as T } from './texts/en.ts';

const CHARACTER_SETS = [
  '',
  'UNICODE UTF-8',
  '8859/1',
  '8859/2',
  '8859/5',
  '8859/9',
  'windows-1251',
  'windows-1252',
  'koi8-r',
  'ISO IR87',
  'shift_jis',
  'GB 18030-2000',
  'KS X 1001',
];

/** One message that waits: what it says, what is wrong, and fields to put that right for this message or for all like it. */
export function MessageDialog({ message, onDone }: { message: Hl7Message; onDone: (said: string | undefined) => void }) {
  const shown = useSignal<Hl7Shown | undefined>(undefined);
  const unreadable = useSignal('');
  const characterSet = useSignal('');
  const patientId = useSignal('');
  const accession = useSignal('');
  const modality = useSignal('');
  const station = useSignal('');
  const day = useSignal('');
  const time = useSignal('');
  const isRule = useSignal(false);
  useEffect(() => {
    const asking = new AbortController();
    const query = characterSet.value === '' ? '' : `?characterSet=${encodeURIComponent(characterSet.value)}`;
    ask<Hl7Shown>(`/api/hl7/messages/${message.id}${query}`, { signal: asking.signal })
      .then((read) => {
        shown.value = read;
        unreadable.value = '';
      })
      .catch((error) => {
        if (asking.signal.aborted) return;
        if (!(error instanceof AskError)) throw error;
        shown.value = undefined;
        unreadable.value = hl7Words({ code: error.code, values: error.values, words: error.message });
      });
    return () => asking.abort();
  }, [characterSet.value]);

  const read = shown.value;
  const mayRule = read !== undefined && read.modality !== '' && modality.value !== '' && may('settings.change');

  async function replay(overLater: boolean): Promise<void> {
    const given = {
      ...(characterSet.value && { characterSet: characterSet.value }),
      ...(patientId.value.trim() && { patientId: patientId.value.trim() }),
      ...(accession.value.trim() && { accessionNumber: accession.value.trim() }),
      ...(modality.value && { modality: modality.value }),
      ...(station.value.trim() && { stationAeTitle: station.value.trim() }),
      ...(day.value && { startDate: fromDay(day.value) }),
      ...(time.value && { startTime: fromTime(time.value) }),
    };
    await ask(`/api/hl7/messages/${message.id}/replay`, { method: 'POST', body: { corrections: given, overLater } });
  }

  async function perform(): Promise<void> {
    try {
      await replay(false);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (error.code !== 'HL7_STALE') throw new AskError(hl7Words({ code: error.code, values: error.values, words: error.message }), error);
      if (!(await confirm({ title: T.staleTitle, words: T.staleWords, button: T.allTheSame, isGrave: true }))) return;
      await replay(true);
    }
    if (isRule.value && mayRule) await addRule(read.modalityPlace, read.modality, modality.value, station.value.trim());
    onDone(isRule.value && mayRule ? T.doneWithRule : T.messageDone);
  }

  return (
    <Dialog title={T.messageTitle(message.type)} onClose={() => onDone(undefined)} class="message-dialog">
      <p class="banner bad">{unreadable.value || hl7Words(message)}</p>
      {read && (
        <dl class="message-facts">
          <Fact
            term={T.patient}
            value={[...shownName(read.patientName), read.patientId, toDay(read.patientBirthDate)].filter(Boolean).join(' · ')}
          />
          <Fact term={T.procedure} value={read.procedure} />
          <Fact term={T.accession} value={read.accessionNumber} />
          <Fact term={`${T.modality} (${read.modalityPlace})`} value={read.modality} />
        </dl>
      )}
      {read && (
        <details>
          <summary>{T.segments}</summary>
          <pre class="segments">
            {read.segments.map((segment) => (
              <bdi key={segment}>{`${segment}\n`}</bdi>
            ))}
          </pre>
        </details>
      )}
      {may('worklist.change') && (
        <Form button={T.perform} onSubmit={perform}>
          <p class="help">{T.correctHelp}</p>
          <div class="item-fields">
            <SelectField label={T.readAs} value={characterSet} options={CHARACTER_SETS.map((each) => [each, each || T.asSaid] as const)} />
            <TextField label={T.patientId} value={patientId} maxLength={64} isCode placeholder={read?.patientId ?? ''} />
            <TextField label={T.accession} value={accession} maxLength={16} isCode placeholder={read?.accessionNumber ?? ''} />
            <SelectField
              label={T.modality}
              value={modality}
              options={['', ...MODALITIES].map((each) => [each, each || T.asSaid] as const)}
            />
            <TextField label={T.station} value={station} maxLength={16} isCode placeholder={read?.stationAeTitle ?? ''} />
            <TextField label={T.day} value={day} type="date" />
            <TextField label={T.time} value={time} type="time" />
          </div>
          {mayRule && <SwitchField label={T.asRule(read.modalityPlace, read.modality, modality.value)} value={isRule} />}
        </Form>
      )}
    </Dialog>
  );
}

function Fact({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{value || '–'}</bdi>
      </dd>
    </div>
  );
}

/** The same for every message like it, by the settings. */
async function addRule(field: string, value: string, modality: string, stationAeTitle: string): Promise<void> {
  const view = await ask<SettingsView>('/api/settings');
  const present = (view.fields.find(({ path }) => path === 'hl7.mapping')?.value ?? []) as readonly Record<string, string>[];
  const rule = { field, value, modality, ...(stationAeTitle && { stationAeTitle }) };
  const others = present.filter((each) => each.field !== field || each.value !== value);
  await ask('/api/settings', { method: 'POST', body: { revision: view.revision, set: { 'hl7.mapping': [...others, rule] } } });
}
