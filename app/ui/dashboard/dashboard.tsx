import { link, may, serverNow, shown } from '../shell/shell.ts';
import { Attention } from './attention.tsx';
import { Closed, Devices } from './devices.tsx';
import { Glance } from './glance.tsx';
import { Addresses, DiskCard, NameCard } from './machine.tsx';
import { PanelCard } from './panel.tsx';
import { Studies } from './recent.tsx';
import { Refusals, Senders } from './senders.tsx';
import { SetupOffer } from './setup-offer.tsx';
import { texts as T } from './texts/en.ts';

export function Page() {
  const seen = shown.value;
  if (!seen) return null;
  const { status, studies } = seen;
  const now = serverNow.value;
  return (
    <>
      <Attention status={status} now={now} />
      {may('settings.change') && <SetupOffer />}
      <div class={link.value === 'lost' ? 'columns old' : 'columns'}>
        <div class="first">
          <PanelCard panel={status.panel} />
          <Glance status={status} />
        </div>
        <Studies studies={studies} dicom={status.dicom} />
        <div class="side">
          <Senders associations={status.associations} />
          <Closed associations={status.closed} />
          <Devices contacts={status.contacts} now={now} />
          <Refusals refusals={status.refusals} />
          {studies.length > 0 && <Addresses dicom={status.dicom} />}
          <DiskCard disk={status.disk} activity={status.activity} />
          <NameCard announced={status.announced} />
        </div>
      </div>
      <footer>
        <span>{T.version(status.version)}</span> <a href="/plain">{T.plain}</a>
      </footer>
    </>
  );
}
