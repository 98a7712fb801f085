import { useSignal } from '@preact/signals';
import type { SettingField, SettingsView } from '../../web/schema.ts';
import { Dialog, Form } from '../parts/parts.ts';
import { Editor } from './editor.tsx';
import { labelOf } from './names.ts';
import { changeSettings, sendChange } from './send.ts';
import { texts as T } from './texts/en.ts';
import { draftOf, enteredValue, faultOf } from './value.ts';

/** One setting. */
export function ChangeDialog(props: { view: SettingsView; field: SettingField; onClose: () => void; onDone: () => Promise<void> }) {
  const { view, field, onClose, onDone } = props;
  const { path, schema, unit, effect, whence } = field;
  const draft = useSignal(draftOf(schema, field.value));
  const fault = useSignal<string | undefined>(undefined);
  const save = async () => {
    const value = enteredValue(schema, draft.value);
    fault.value = faultOf(schema, value, true);
    if (fault.value === undefined) await sendChange(view, { set: { [path]: value } }, onDone);
  };
  return (
    <Dialog title={labelOf(path)} onClose={onClose} class="setting-dialog">
      <Form
        button={T.save}
        onSubmit={save}
        others={
          whence === 'page' && (
            <button type="button" class="button" onClick={() => void changeSettings(view, { reset: [path] }, onDone)}>
              {T.reset}
            </button>
          )
        }
      >
        <Editor
          path={path}
          schema={schema}
          unit={unit}
          draft={draft.value}
          onDraft={(next) => {
            draft.value = next;
          }}
          error={fault.value}
        />
        <p class="help">{T.effects[effect]}</p>
      </Form>
    </Dialog>
  );
}
