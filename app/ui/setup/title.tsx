import { useSignal } from '@preact/signals';
import type { SettingsView } from '../../web/schema.ts';
import { Form, Loading, NumberField, SwitchField, TextField } from '../parts/parts.ts';
import { useAsked } from '../shell/shell.ts';
import { keepSettings, type StepProps } from './steps.ts';
import { texts } from './texts/en.ts';
import { type TitleWarning, titleWarnings } from './title-warnings.ts';

const T = texts.title;

interface Listener {
  readonly host: string;
  readonly port: number;
  readonly aeTitles?: readonly string[];
}

/** How devices call us. Kept by the route of the settings, as one change. */
export function TitleStep(props: StepProps) {
  const settings = useAsked<SettingsView>('/api/settings');
  if (!settings.data.value) return <Loading of={settings} />;
  return <TitleForm {...props} settings={settings.data.value} onKept={settings.reload} />;
}

function TitleForm({ view, onDone, settings, onKept }: StepProps & { settings: SettingsView; onKept: () => Promise<void> }) {
  const settingAt = (path: string) => settings.fields.find((field) => field.path === path)?.value;
  const own = String(settingAt('ownAeTitle') ?? '');
  const listeners = (settingAt('listeners') as readonly Listener[] | null) ?? [];
  const [first] = listeners;
  const ownTitle = first?.aeTitles?.[0] ?? own;
  const title = useSignal(ownTitle);
  const port = useSignal(String(first?.port ?? ''));
  const isOpen = useSignal(first !== undefined && !/^(127\.|::1$|localhost$)/.test(first.host));
  const wasOpen = useSignal(isOpen.peek());
  const warnings = titleWarnings(title.value, view.seenTitles);
  const bad = warnings.find(({ isBad }) => isBad);
  const portNumber = /^\d{1,5}$/.test(port.value.trim()) ? Number(port.value) : 0;
  const isPort = (portNumber >= 1 && portNumber <= 65535) || String(first?.port) === port.value.trim();

  async function keep(): Promise<void> {
    if (bad || !isPort || !first) return;
    const aeTitle = title.value.trim();
    const host = isOpen.value === wasOpen.value ? first.host : isOpen.value ? '0.0.0.0' : '127.0.0.1';
    const aeTitles = first.aeTitles && [aeTitle, ...first.aeTitles.slice(1).filter((each) => each !== aeTitle)];
    const set = {
      ...(own !== aeTitle && { ownAeTitle: aeTitle }),
      ...((host !== first.host || portNumber !== first.port || (aeTitles && aeTitle !== ownTitle)) && {
        listeners: [{ ...first, host, port: portNumber, ...(aeTitles && { aeTitles }) }, ...listeners.slice(1)],
      }),
    };
    await keepSettings(settings.revision, set, onKept);
    await onDone();
  }
  return (
    <div class="card">
      <Form button={texts.save} onSubmit={keep}>
        <TextField label={T.aeTitle} help={T.aeTitleHelp} value={title} isCode required error={bad && wordsOf(bad, title.value)} />
        <div role="status">
          {warnings
            .filter(({ isBad }) => !isBad)
            .map((warning) => (
              <p key={warning.code} class="banner">
                <bdi>{wordsOf(warning, title.value)}</bdi>
              </p>
            ))}
        </div>
        <NumberField label={T.port} help={T.portHelp} value={port} error={isPort ? undefined : T.warnings.port} maxLength={5} />
        {isPort && !view.isBox && portNumber > 0 && portNumber < 1024 && (
          <p class="banner" role="status">
            {T.warnings.low}
          </p>
        )}
        {!view.isBox && <SwitchField label={T.reach} help={T.reachHelp} value={isOpen} />}
      </Form>
    </div>
  );
}

function wordsOf({ code, address = '' }: TitleWarning, title: string): string {
  if (code === 'long') return T.warnings.long(title.trim().length);
  return code === 'seen' ? T.warnings.seen(address) : T.warnings[code];
}
