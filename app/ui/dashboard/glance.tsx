import type { ComponentChildren } from 'preact';
import type { Activity, Status } from '../../web/schema.ts';
import { format } from '../shell/shell.ts';
import { daysLeft, diskState, roomBytes } from './disk-state.ts';
import { texts as T } from './texts/en.ts';

const HOUR_MS = 3_600_000;

/** The day in four figures. */
export function Glance({ status }: { status: Status }) {
  const { counts, activity, associations, disk } = status;
  const rate = associations.reduce((sum, association) => sum + association.bytesPerSecond, 0);
  const room = roomBytes(disk);
  const days = daysLeft(disk, activity);
  return (
    <nav class="glance" aria-label={T.overview}>
      <Tile to="/studies" label={T.studiesToday} value={activity ? format.number(today(activity)) : '–'}>
        {activity && <Hours activity={activity} />}
      </Tile>
      <Tile
        to="/studies"
        label={T.kept}
        value={counts ? format.number(counts.studies) : '–'}
        {...(counts && { more: T.imagesOf(counts.instances) })}
      />
      <Tile
        to="#senders"
        label={T.receiving}
        value={format.number(associations.length)}
        {...(associations.length > 0 && { more: format.bytes(rate, '-per-second') })}
      />
      <Tile
        to="#disk"
        label={T.room}
        value={room > 0 ? format.bytes(room) : T.none}
        state={diskState(disk)}
        {...(days !== undefined && room > 0 && { more: T.fullIn(days) })}
      >
        <span class="fill" aria-hidden="true">
          <span style={{ inlineSize: `${disk.totalBytes > 0 ? 100 - (100 * room) / disk.totalBytes : 0}%` }} />
        </span>
      </Tile>
    </nav>
  );
}

/** Midnight is that of who looks. */
function midnight(): number {
  return new Date().setHours(0, 0, 0, 0);
}

function today({ hours }: Activity): number {
  const from = midnight();
  return hours.reduce((sum, { at, studies }) => (at + HOUR_MS > from ? sum + studies : sum), 0);
}

/** Studies by the hour of this day, as bars. */
function Hours({ activity: { hours } }: { activity: Activity }) {
  const from = midnight();
  const counts = Array.from({ length: 24 }, (_, hour) =>
    hours.reduce((sum, { at, studies }) => (Math.floor((at - from) / HOUR_MS) === hour ? sum + studies : sum), 0),
  );
  const most = Math.max(1, ...counts);
  return (
    <svg class="hours" viewBox="0 0 96 20" preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, hour) => {
        const height = count === 0 ? 1 : 3 + (17 * count) / most;
        return <rect key={hour} x={hour * 4} y={20 - height} width={3} height={height} class={count === 0 ? 'none' : ''} />;
      })}
    </svg>
  );
}

function Tile(props: { to: string; label: string; value: string; more?: string; state?: string; children?: ComponentChildren }) {
  const { to, label, value, more, state = 'ok', children } = props;
  return (
    <a href={to} class={`tile ${state}`}>
      <span class="label">{label}</span>
      <span class="value">{value}</span>
      {more && <span class="extra">{more}</span>}
      {children}
    </a>
  );
}
