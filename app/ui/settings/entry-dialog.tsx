import { useSignal } from '@preact/signals';
import type { SettingsView, ValueSchema } from '../../web/schema.ts';
import { Dialog, Form } from '../parts/parts.ts';
import { ask } from '../shell/shell.ts';
import { Fields } from './editor.tsx';
import { type Change, said, sendChange } from './send.ts';
import { texts as T } from './texts/en.ts';
import { draftOf, enteredValue, faultOf } from './value.ts';

type Entry = Readonly<Record<string, unknown>>;

/** A listener, or an entry of the AE table: all its fields. */
export function EntryDialog(props: {
  view: SettingsView;
  path: string;
  schema: ValueSchema;
  entry: Entry;
  title: string;
  leaveOut?: readonly string[];
  changeOf: (entry: Entry) => Change;
  removeOf?: { readonly path: `/api/${string}`; readonly title: string };
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { view, path, schema, entry, title, leaveOut = [], changeOf, removeOf, onClose, onDone } = props;
  const draft = useSignal(draftOf(schema, entry));
  const faults = useSignal<Readonly<Record<string, string>>>({});
  const save = async () => {
    const value = enteredValue(schema, draft.value) as Entry;
    const found = Object.entries(schema.properties ?? {}).flatMap(([key, each]) => {
      const isNeeded = schema.required?.includes(key) === true || each.default !== undefined;
      const fault = faultOf(each, value[key], isNeeded);
      return fault === undefined ? [] : [[key, fault] as const];
    });
    faults.value = Object.fromEntries(found);
    if (found.length === 0) await sendChange(view, changeOf(value), onDone);
  };
  const remove = () =>
    said(async () => {
      await ask(removeOf!.path, { method: 'DELETE' });
      await onDone();
    });
  return (
    <Dialog title={title} onClose={onClose} class="setting-dialog">
      <Form
        button={T.save}
        onSubmit={save}
        others={
          removeOf && (
            <button type="button" class="button grave" onClick={() => void remove()} aria-label={T.removeOf(removeOf.title)}>
              {T.remove}
            </button>
          )
        }
      >
        <Fields
          path={path}
          schema={schema}
          draft={draft.value}
          faults={faults.value}
          leaveOut={leaveOut}
          onDraft={(next) => {
            draft.value = next;
          }}
        />
      </Form>
    </Dialog>
  );
}
