import { render } from 'preact';
import type { Status } from '../web/schema.ts';
import { diskState, roomBytes } from './disk-state.ts';
import * as format from './format.ts';
import { follow, heardAt, link, news, shown } from './live.ts';
import { Addresses, DiskCard, NameCard } from './machine.tsx';
import { PanelCard } from './panel.tsx';
import { Refusals, Senders } from './senders.tsx';
import { Studies } from './studies.tsx';
import { TEXTS } from './texts.ts';

function Page() {
  const now = shown.value;
  return (
    <>
      <a class="skip" href="#studies">
        {TEXTS.skip}
      </a>
      <header>
        <svg viewBox="0 0 32 32" aria-hidden="true" class="mark">
          <rect x="3" y="4" width="26" height="24" rx="4" />
          <path d="M16 8v16M9.500 11.500q6.500 2.500 13 0M9 16q7 2.500 14 0M9.500 20.500q6.500 2.500 13 0" />
        </svg>
        <h1>{TEXTS.product}</h1>
        <span class={`link ${link.value}`}>{TEXTS.link[link.value]}</span>
      </header>
      <main>
        <Banners status={now?.status} />
        {now ? (
          <>
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
          </>
        ) : (
          link.value !== 'lost' && <p class="quiet">{TEXTS.loading}</p>
        )}
      </main>
      <footer>
        {now && <span>{TEXTS.version(now.status.version)}</span>} <a href="/plain">{TEXTS.plain}</a> <a href="/account">{TEXTS.account}</a>
      </footer>
      <p class="unseen" role="status" aria-live="polite">
        {news.value}
      </p>
    </>
  );
}

/** The live region is always there: screen readers announce what appears in it. */
function Banners({ status }: { status: Status | undefined }) {
  const state = status ? diskState(status.disk) : 'ok';
  const trouble = state === 'ok' ? undefined : TEXTS.diskTrouble[state];
  return (
    <div role="alert">
      {link.value === 'lost' && (
        <p class="banner bad">
          <strong>{TEXTS.lost.title}</strong>{' '}
          {heardAt.value === undefined ? TEXTS.lost.nothing : TEXTS.lost.seenAt(format.time(heardAt.value))} {TEXTS.lost.whatToDo}
        </p>
      )}
      {status && trouble && (
        <p class={state === 'nearlyFull' ? 'banner' : 'banner bad'}>
          <strong>{trouble.title(format.bytes(roomBytes(status.disk)))}</strong> {trouble.whatToDo}
        </p>
      )}
      {status?.trouble && <p class="banner">{status.trouble}</p>}
      {status?.problems.map((problem) => (
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
    <nav class="glance" aria-label={TEXTS.overview}>
      <Tile to="#studies" label={TEXTS.studies} value={status.counts ? format.number(status.counts.studies) : '–'} />
      <Tile to="#studies" label={TEXTS.images} value={status.counts ? format.number(status.counts.instances) : '–'} />
      <Tile
        to="#senders"
        label={TEXTS.receiving}
        value={format.number(open)}
        {...(open > 0 && { more: format.bytes(rate, '-per-second') })}
      />
      <Tile
        to="#disk"
        label={TEXTS.room}
        value={roomBytes(status.disk) > 0 ? format.bytes(roomBytes(status.disk)) : TEXTS.none}
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

render(<Page />, document.getElementById('page')!);
follow();
