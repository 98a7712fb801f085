import type { InboxEntry, InboxOrder } from '../../web/schema.ts';
import { format } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

type Study = InboxEntry['study'];
type Person = Study | InboxOrder;

/** Study and order side by side; what differs is marked, by more than its colour. */
export function Comparison({ name, study, order }: { readonly name: string; readonly study: Study; readonly order: InboxOrder }) {
  const lines = linesOf(study, order).filter(({ images, other }) => images !== '' || other !== '');
  return (
    <table class="inbox-comparison">
      <caption class="unseen">{T.comparison(name)}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">{T.field}</span>
          </th>
          <th scope="col">{T.ofImages}</th>
          <th scope="col">{T.ofOrder}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ field, images, other, isDifferent }) => (
          <tr key={field} class={isDifferent ? 'differs' : ''}>
            <th scope="row">
              {T.fields[field]}
              {isDifferent && <span class="unseen"> ({T.differs})</span>}
            </th>
            <td>
              <bdi>{images || T.nothing}</bdi>
            </td>
            <td>
              <bdi>{other || T.nothing}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Line {
  readonly field: keyof typeof T.fields;
  readonly images: string;
  readonly other: string;
  readonly isDifferent: boolean;
}

function linesOf(study: Study, order: InboxOrder): Line[] {
  const line = (field: Line['field'], of: (person: Person) => string, isIdentity = true): Line => {
    const [images, other] = [of(study), of(order)];
    return { field, images, other, isDifferent: isIdentity && other !== '' && images.toLowerCase() !== other.toLowerCase() };
  };
  return [
    line('name', nameOf),
    line('patientId', ({ patientId }) => patientId),
    line('issuer', ({ issuerOfPatientId }) => issuerOfPatientId),
    line('birthDate', ({ patientBirthDate }) => dateWords(patientBirthDate)),
    line('sex', ({ patientSex }) => T.sexes[patientSex] ?? patientSex),
    line('accession', ({ accessionNumber }) => accessionNumber),
    { ...line('modality', ({ modalities }) => modalities.join(' '), false), isDifferent: isOtherModality(study, order) },
    line('description', ({ description }) => description, false),
    line('station', ({ stations }) => stations.join(' '), false),
    line('when', ({ date, time }) => [dateWords(date), time && `${time.slice(0, 2)}:${time.slice(2, 4)}`].filter(Boolean).join(' '), false),
  ];
}

const isOtherModality = (study: Study, order: InboxOrder) => order.modalities.some((each) => !study.modalities.includes(each));

const nameOf = ({ patientName: { alphabetic, ideographic, phonetic } }: Person) =>
  [ideographic, phonetic, alphabetic].filter(Boolean).join(' / ');

/** A date of DICOM as the reader writes it. */
export function dateWords(date: string): string {
  return /^\d{8}$/.test(date) ? format.date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) : date;
}
