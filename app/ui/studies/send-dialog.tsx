import { useSignal } from '@preact/signals';
import type { Send } from '../../web/schema.ts';
import { Dialog, Form, Loading, SelectField, toast } from '../parts/parts.ts';
import { ask, useAsked } from '../shell/shell.ts';
import { look } from './sends.tsx';
import { texts as T } from './texts/en.ts';
import type { Which } from './which.ts';

export function SendDialog({ which, onClose }: { which: Which; onClose: () => void }) {
  const table = useAsked<{ readonly remoteAes: readonly { readonly title: string; readonly host: string }[] }>('/api/ae-table');
  const destination = useSignal('');
  const all = table.data.value?.remoteAes;
  return (
    <Dialog title={T.sendTitle} onClose={onClose}>
      {!all ? (
        <Loading of={table} />
      ) : all.length === 0 ? (
        <p>
          {T.noDestinations} <a href="/modalities">{T.toModalities}</a>
        </p>
      ) : (
        <Form
          button={T.send}
          onSubmit={async () => {
            const { images: _, ...order } = which;
            const job = await ask<Send>('/api/sends', {
              method: 'POST',
              body: { ...order, destination: destination.value || all[0]!.title },
            });
            toast(T.sendBegun(job.destination));
            onClose();
            void look();
          }}
        >
          <SelectField
            label={T.destination}
            help={T.sendHelp(which.images)}
            value={destination}
            options={all.map(({ title, host }) => [title, `${title} (${host})`])}
          />
        </Form>
      )}
    </Dialog>
  );
}
