import { useSignal } from '@preact/signals';
import { Dialog, Form, NumberField, TextField } from '../parts/parts.ts';
import { ask } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import type { RemoteAe } from './types.ts';

/** An entry of the AE table, made or changed. A new title for an old entry would be another entry: it stays. */
export function AeDialog({ ae, onDone }: { ae: Partial<RemoteAe>; onDone: (kept: RemoteAe | undefined) => void }) {
  const isNew = ae.title === undefined;
  const title = useSignal(ae.title ?? '');
  const host = useSignal(ae.host ?? '');
  const port = useSignal(String(ae.port ?? 104));
  async function keep(): Promise<void> {
    const { isFixed: _, ...before } = ae;
    const entry = { ...before, title: title.value.trim(), host: host.value.trim(), port: Number(port.value) };
    await ask(`/api/ae-table/${encodeURIComponent(entry.title)}`, { method: 'PUT', body: entry });
    onDone(entry);
  }
  return (
    <Dialog title={isNew ? T.addTitle : T.editOf(ae.title ?? '')} onClose={() => onDone(undefined)}>
      <Form button={T.keep} onSubmit={keep}>
        <TextField label={T.aeTitle} help={T.aeTitleHelp} value={title} isCode required maxLength={16} isDisabled={!isNew} />
        <TextField label={T.host} help={T.hostHelp} value={host} isCode required maxLength={253} />
        <NumberField label={T.port} help={T.portHelp} value={port} required maxLength={5} />
      </Form>
    </Dialog>
  );
}
