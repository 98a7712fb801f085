import type { ClosedAssociation, Contact } from '../../web/schema.ts';
import { LongList } from '../parts/parts.ts';
import { format } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** Associations that are over. */
export function Closed({ associations }: { associations: readonly ClosedAssociation[] }) {
  if (associations.length === 0) return null;
  return (
    <section class="card" aria-labelledby="closed-title">
      <h2 id="closed-title">{T.closed}</h2>
      <LongList class="rows" entries={associations} first={4} label={T.closed}>
        {({ id, callingAeTitle, address, closedAt, images, failures, how }) => (
          <li class="call" key={id}>
            <bdi class="who">{callingAeTitle || address}</bdi>
            <time class="rate" dateTime={new Date(closedAt).toISOString()}>
              {format.time(closedAt)}
            </time>
            <span class="about">
              <span>{address}</span>
              <span>{T.imagesOf(images)}</span>
              {failures > 0 && <span class="wrong">{T.failed(failures)}</span>}
              {how !== 'released' && <span class="wrong">{T.ended[how]}</span>}
            </span>
          </li>
        )}
      </LongList>
    </section>
  );
}

/** Modalities and others that call, with their last contact. */
export function Devices({ contacts, now }: { contacts: readonly Contact[]; now: number }) {
  if (contacts.length === 0) return null;
  return (
    <section class="card" aria-labelledby="devices-title">
      <h2 id="devices-title">{T.devices}</h2>
      <LongList class="rows" entries={contacts} first={6} label={T.devices}>
        {({ aeTitle, address, at, isKnown, usuallyBy }) => (
          <li class="call" key={aeTitle}>
            <bdi class="who">{aeTitle}</bdi>
            <span class={at === undefined ? 'rate never' : 'rate'}>
              {at === undefined ? T.never : <time dateTime={new Date(at).toISOString()}>{format.ago(at, now)}</time>}
            </span>
            <span class="about">
              <span>{address}</span>
              {usuallyBy !== undefined && <span class="wrong">{T.silent(format.timeOfDay(usuallyBy))}</span>}
              {!isKnown && <span>{T.notListed}</span>}
            </span>
          </li>
        )}
      </LongList>
    </section>
  );
}
