import type { Status } from '../../web/schema.ts';
import { format, link, shown } from '../shell/shell.ts';
import { diskState, roomBytes } from './disk-state.ts';
import { Addresses, DiskCard, NameCard } from './machine.tsx';
import { PanelCard } from './panel.tsx';
import { Studies } from './recent.tsx';
import { Refusals, Senders } from './senders.tsx';
import { texts as T } from './texts/en.ts';

export function Page() {
  const now = shown.value;
  if (!now) return null;
  return (
    <>
      <Banners status={now.status} />
      <Glance status={now.status} />
      <div class={link.value === 'lost' ? 'columns old' : 'columns'}>
        <Studies studies={now.studies} dicom={now.status.dicom} />
        <div class="side">
          <Senders associations={now.status.associations} />
          <Refusals refusals={now.status.refusals} />
          {now.studies.length > 0 && <Addresses dicom={now.status.dicom} />}
          <DiskCard disk={now.status.disk} />
          <NameCard announced={now.status.announced} />
          <PanelCard panel={now.status.panel} />
        </div>
      </div>
      <footer>
        <span>{T.version(now.status.version)}</span> <a href="/plain">{T.plain}</a>
      </footer>
    </>
  );
}

/** The live region is always there: screen readers announce what appears in it. */
function Banners({ status }: { status: Status }) {
  const state = diskState(status.disk);
  const trouble = state === 'ok' ? undefined : T.diskTrouble[state];
  return (
    <div role="alert">
      {trouble && (
        <p class={state === 'nearlyFull' ? 'banner' : 'banner bad'}>
          <strong>{trouble.title(format.bytes(roomBytes(status.disk)))}</strong> {trouble.whatToDo}
        </p>
      )}
      {status.trouble && <p class="banner">{status.trouble}</p>}
      {status.problems.map((problem) => (
        <p class="banner" key={problem}>
          {problem}
        </p>
      ))}
    </div>
  );
}

function Glance({ status }: { status: Status }) {
  const rate = status.associations.reduce((sum, association) => sum + association.bytesPerSecond, 0);
  const open = status.associations.length;
  return (
    <nav class="glance" aria-label={T.overview}>
      <Tile to="#studies" label={T.studies} value={status.counts ? format.number(status.counts.studies) : '–'} />
      <Tile to="#studies" label={T.images} value={status.counts ? format.number(status.counts.instances) : '–'} />
      <Tile to="#senders" label={T.receiving} value={format.number(open)} {...(open > 0 && { more: format.bytes(rate, '-per-second') })} />
      <Tile
        to="#disk"
        label={T.room}
        value={roomBytes(status.disk) > 0 ? format.bytes(roomBytes(status.disk)) : T.none}
        state={diskState(status.disk)}
      />
    </nav>
  );
}

function Tile({ to, label, value, more, state = 'ok' }: { to: string; label: string; value: string; more?: string; state?: string }) {
  return (
    <a href={to} class={`tile ${state}`}>
      <span class="label">{label}</span>
      <span class="value">
        {value} {more && <small>{more}</small>}
      </span>
    </a>
  );
}
