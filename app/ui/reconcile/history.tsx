import { useSignal } from '@preact/signals';
import type { InboxDetail } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { format, useAsked } from '../shell/shell.ts';
import { dateWords } from './comparison.tsx';
import { texts as T } from './texts/en.ts';

const FIELDS: Readonly<Record<string, string>> = {
  PatientName: T.fields.name,
  PatientID: T.fields.patientId,
  IssuerOfPatientID: T.issuerField,
  PatientBirthDate: T.fields.birthDate,
  PatientSex: T.fields.sex,
  AccessionNumber: T.fields.accession,
  StudyDescription: T.studyDescription,
  ReferringPhysicianName: T.physician,
};

/** Who decided what about a study; asked when it is opened. */
export function History({ studyInstanceUid, revision }: { readonly studyInstanceUid: string; readonly revision: number }) {
  const isOpen = useSignal(false);
  return (
    <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{T.history}</summary>
      {isOpen.value && <Decisions key={revision} studyInstanceUid={studyInstanceUid} />}
    </details>
  );
}

function Decisions({ studyInstanceUid }: { readonly studyInstanceUid: string }) {
  const asked = useAsked<InboxDetail>(`/api/reconcile/${encodeURIComponent(studyInstanceUid)}`);
  const history = asked.data.value?.history;
  if (!history) return <Loading of={asked} />;
  if (history.length === 0) return <p class="quiet">{T.noneDecided}</p>;
  const words = (keyword: string, value: string) =>
    (keyword === 'PatientBirthDate' ? dateWords(value) : keyword === 'PatientSex' ? (T.sexes[value] ?? value) : value) || T.nothing;
  return (
    <ol class="inbox-history">
      {history.map(({ at, who, what, changes }) => (
        <li key={`${at}${what}`}>
          {format.time(at)}, <bdi>{who}</bdi>: {T.what[what]}
          <ul>
            {Object.entries(changes).map(([keyword, { before, after }]) => (
              <li key={keyword}>
                <bdi>{T.became(FIELDS[keyword] ?? keyword, words(keyword, before), words(keyword, after))}</bdi>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
