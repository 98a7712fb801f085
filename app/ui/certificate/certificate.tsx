import type { CertificatesFacts } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { may, useAsked } from '../shell/shell.ts';
import { InUse } from './in-use.tsx';
import { NewRequest } from './new-request.tsx';
import { texts as T } from './texts/en.ts';
import { Trust } from './trust.tsx';
import { Upload } from './upload.tsx';

/** How a browser comes to trust this page; and, for an administrator, which certificate it gets. */
export function Page() {
  if (location.protocol !== 'https:') return <p class="banner">{T.off}</p>;
  return (
    <div class="cards">
      <Trust />
      {may('certificate.see') && <Administration />}
    </div>
  );
}

function Administration() {
  const asked = useAsked<CertificatesFacts>('/api/certificate');
  const facts = asked.data.value;
  if (!facts) return <Loading of={asked} />;
  return (
    <>
      <InUse facts={facts} onChange={asked.reload} />
      <Upload hasRequest={facts.request !== undefined} onChange={asked.reload} />
      <NewRequest facts={facts} onChange={asked.reload} />
    </>
  );
}
