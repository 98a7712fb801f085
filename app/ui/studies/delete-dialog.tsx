import { useSignal } from '@preact/signals';
import type { Deleted, DeleteReason } from '../../web/schema.ts';
import { Dialog, Form, SelectField, toast } from '../parts/parts.ts';
import { ask, go } from '../shell/shell.ts';
import { forget, search } from './search.ts';
import { texts as T } from './texts/en.ts';
import { apiOf, type Which } from './which.ts';

/** Asks for the reason; what it takes away does not come back. */
export function DeleteDialog({ which, onClose, onDeleted }: { which: Which; onClose: () => void; onDeleted: () => void }) {
  const reason = useSignal<DeleteReason | ''>('');
  const title = which.sopInstanceUid ? T.deleteInstance : which.seriesInstanceUid ? T.deleteSeries : T.deleteStudy;
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-words">
        <p>{T.deleteWords(which.images)}</p>
      </div>
      <Form
        button={T.delete}
        onSubmit={async () => {
          const deleted = await ask<Deleted>(`${apiOf(which)}?reason=${reason.value}`, { method: 'DELETE' });
          toast(T.deleted(deleted.instances));
          onClose();
          if (which.seriesInstanceUid) onDeleted();
          else {
            forget(which.studyInstanceUid);
            void go('/studies', { replace: true });
          }
          void search();
        }}
      >
        <SelectField
          label={T.reason}
          help={T.reasonHelp}
          value={reason}
          options={[['', T.choose], ...(Object.entries(T.reasons) as [DeleteReason, string][])]}
        />
      </Form>
    </Dialog>
  );
}
