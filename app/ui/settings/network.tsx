import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Empty, Form, Loading, SwitchField, TextField, toast } from '../parts/parts.ts';
import { ask, format, may, useWatched } from '../shell/shell.ts';
import { draftOfNetwork, type NetworkDraft, type NetworkSettings, settingsOfDraft } from './network-draft.ts';
import { texts } from './texts/en.ts';

const T = texts.network;
const LOOK_MS = 5000;

interface Report {
  readonly isBox: boolean;
  readonly settings?: NetworkSettings;
  readonly waiting?: { readonly settings: NetworkSettings; readonly secondsLeft: number };
  readonly links?: readonly { readonly role: string; readonly words: string }[];
}

/** The two networks of a box: a change waits to be confirmed, over the network as it is then. */
export function NetworkPart() {
  const report = useWatched<Report>('/api/network', LOOK_MS, (now) => now?.waiting !== undefined); // who confirms keeps his place
  const now = report.data.value;
  if (!now) return <Loading of={report} />;
  if (!now.isBox || !now.settings)
    return (
      <Empty title={T.needsBox}>
        <p>{T.needsBoxAbout}</p>
      </Empty>
    );
  return (
    <>
      {now.waiting && <Waiting key={now.waiting.secondsLeft} secondsLeft={now.waiting.secondsLeft} onDone={report.reload} />}
      <section class="card settings-group" aria-labelledby="network-links">
        <h2 id="network-links">{T.links}</h2>
        {now.links?.map(({ role, words }) => (
          <p key={role}>
            <bdi>{words}</bdi>
          </p>
        ))}
      </section>
      <NetworkForm
        key={JSON.stringify(now.waiting?.settings ?? now.settings)}
        settings={now.waiting?.settings ?? now.settings}
        onDone={report.reload}
      />
    </>
  );
}

/** Counts down; at its end the earlier settings hold again. */
function Waiting({ secondsLeft, onDone }: { secondsLeft: number; onDone: () => Promise<void> }) {
  const left = useSignal(secondsLeft);
  useEffect(() => {
    const timer = setInterval(() => {
      left.value--;
      if (left.value > 0) return;
      clearInterval(timer);
      void onDone();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const end = async (what: 'confirm' | 'revert', words: string) => {
    await ask(`/api/network/${what}`, { method: 'POST' });
    toast(words);
    await onDone();
  };
  return (
    <section class="card network-waiting" role="alert">
      <p class="big">{T.waiting(format.unit(Math.max(0, left.value), 'second'))}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void end('revert', T.reverted)}>
          {T.revert}
        </button>
        <button type="button" class="button main" onClick={() => void end('confirm', T.confirmed)}>
          {T.confirm}
        </button>
      </div>
    </section>
  );
}

function NetworkForm({ settings, onDone }: { settings: NetworkSettings; onDone: () => Promise<void> }) {
  const draft = useSignal(draftOfNetwork(settings));
  const field = <Key extends keyof NetworkDraft>(key: Key) => ({
    get value() {
      return draft.value[key];
    },
    set value(next: NetworkDraft[Key]) {
      draft.value = { ...draft.value, [key]: next };
    },
  });
  const text = (key: keyof NetworkDraft, label: string, help?: string) => (
    <TextField label={label} value={field(key) as never} isCode isDisabled={!may('network.change')} {...(help && { help })} />
  );
  const toggle = (key: keyof NetworkDraft, label: string) => (
    <SwitchField label={label} value={field(key) as never} isDisabled={!may('network.change')} />
  );
  const apply = async () => {
    await ask('/api/network', { method: 'PUT', body: { settings: settingsOfDraft(draft.value) } });
    await onDone();
  };
  return (
    <section class="card settings-group" aria-label={texts.parts.network}>
      <p>{T.about}</p>
      <Form button={T.apply} onSubmit={apply}>
        <fieldset class="setting-choices network-side">
          <legend>{T.hospital}</legend>
          {toggle('byDhcp', T.byDhcp)}
          {!draft.value.byDhcp && text('address', T.address, T.addressHelp)}
          {!draft.value.byDhcp && text('gateway', T.gateway)}
          {text('dns', T.dns)}
          {text('ntp', T.ntp)}
          {text('hospitalPorts', T.dicomPorts)}
        </fieldset>
        <fieldset class="setting-choices network-side">
          <legend>{T.modality}</legend>
          {text('modalityAddress', T.address, T.addressHelp)}
          {toggle('dhcpServer', T.dhcpServer)}
          {draft.value.dhcpServer && text('from', T.from)}
          {draft.value.dhcpServer && text('to', T.to)}
          {toggle('ntpServer', T.ntpServer)}
          {text('modalityPorts', T.dicomPorts)}
        </fieldset>
      </Form>
    </section>
  );
}
