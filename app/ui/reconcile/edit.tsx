import { type Signal, useSignal } from '@preact/signals';
import type { InboxEntry } from '../../web/schema.ts';
import { Dialog, Form, SelectField, TextField, toast } from '../parts/parts.ts';
import { ask } from '../shell/shell.ts';
import { isoOf } from './entry.tsx';
import { texts as T } from './texts/en.ts';

/** The values that all images of a study are to have: those that were not touched stay as they are. */
export function EditDialog({ entry, onClose }: { readonly entry: InboxEntry; readonly onClose: (isDone: boolean) => void }) {
  const { study } = entry;
  const [order] = entry.suggestions;
  const from = (mine: string, theirs: string | undefined) => mine || theirs || '';
  const fields: Readonly<Record<string, { readonly value: Signal<string>; readonly before: string }>> = {
    PatientName: { value: useSignal(study.typedName), before: study.typedName },
    PatientID: { value: useSignal(study.patientId), before: study.patientId },
    IssuerOfPatientID: { value: useSignal(study.issuerOfPatientId), before: study.issuerOfPatientId },
    PatientBirthDate: { value: useSignal(isoOf(study.patientBirthDate)), before: isoOf(study.patientBirthDate) },
    PatientSex: { value: useSignal(study.patientSex), before: study.patientSex },
    AccessionNumber: { value: useSignal(from(study.accessionNumber, order?.order.accessionNumber)), before: study.accessionNumber },
    StudyDescription: { value: useSignal(study.description), before: study.description },
  };
  const value = (keyword: string) => fields[keyword]!.value;

  async function send(): Promise<void> {
    const changed = Object.entries(fields).filter(([, field]) => field.value.value.trim() !== field.before);
    const values = Object.fromEntries(
      changed.map(([keyword, field]) => {
        const text = field.value.value.trim();
        return [keyword, keyword === 'PatientBirthDate' ? text.replaceAll('-', '') : text];
      }),
    );
    await ask(`/api/reconcile/${encodeURIComponent(entry.studyInstanceUid)}/edit`, {
      method: 'POST',
      body: { revision: entry.revision, values },
    });
    toast(T.edited);
    onClose(true);
  }

  return (
    <Dialog title={T.editTitle} onClose={() => onClose(false)}>
      <Form button={T.editButton} onSubmit={send}>
        <p class="quiet">{T.editHelp}</p>
        <TextField label={T.fields.name} help={T.nameHelp} value={value('PatientName')} maxLength={200} />
        <TextField label={T.fields.patientId} value={value('PatientID')} maxLength={64} isCode />
        <TextField label={T.issuerField} value={value('IssuerOfPatientID')} maxLength={64} />
        <TextField label={T.fields.birthDate} value={value('PatientBirthDate')} type="date" />
        <SelectField label={T.fields.sex} value={value('PatientSex')} options={[['', T.nothing] as const, ...Object.entries(T.sexes)]} />
        <TextField label={T.fields.accession} value={value('AccessionNumber')} maxLength={16} isCode />
        <TextField label={T.studyDescription} value={value('StudyDescription')} maxLength={64} />
      </Form>
    </Dialog>
  );
}
