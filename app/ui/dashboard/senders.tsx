import type { Association, Refusal } from '../../web/schema.ts';
import { LongList } from '../parts/parts.ts';
import * as format from '../shell/format.ts';
import { refusalWords } from '../words/refusals.ts';
import { texts as T } from './texts/en.ts';

export function Senders({ associations }: { associations: readonly Association[] }) {
  return (
    <section class="card" id="senders" aria-labelledby="senders-title" tabindex={-1}>
      <h2 id="senders-title">{T.receiving}</h2>
      {associations.length === 0 ? (
        <p class="quiet">{T.nobody}</p>
      ) : (
        <LongList class="rows" entries={associations} first={8} label={T.receiving}>
          {(association) => (
            <li class="call sender" key={association.id}>
              <bdi class="who">{association.callingAeTitle}</bdi>
              <span class="rate">{format.bytes(association.bytesPerSecond, '-per-second')}</span>
              <span class="about">
                <span>{association.address}</span>
                <span>{T.to(association.calledAeTitle)}</span>
                <span>{T.since(format.time(association.openedAt))}</span>
                <span>{T.imagesOf(association.images)}</span>
              </span>
            </li>
          )}
        </LongList>
      )}
    </section>
  );
}

export function Refusals({ refusals }: { refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null;
  return (
    <section class="card" id="refused" aria-labelledby="refused-title" tabindex={-1}>
      <h2 id="refused-title">{T.refused}</h2>
      <LongList class="rows" entries={refusals} first={4} label={T.refused}>
        {(refusal) => (
          <li class="refusal" key={`${refusal.callingAeTitle} ${refusal.calledAeTitle} ${refusal.address} ${refusal.words}`}>
            <bdi class="who">{refusal.callingAeTitle || refusal.address}</bdi>
            <span class="about">
              {refusal.callingAeTitle && <span>{refusal.address}</span>}
              {refusal.calledAeTitle && <span>{T.to(refusal.calledAeTitle)}</span>}
              {refusal.times > 1 && <span>{T.times(refusal.times)}</span>}
              <span>{T.lastAt(format.time(refusal.lastAt))}</span>
            </span>
            <span class="why">{refusalWords(refusal).why}</span>
            <span class="cure">
              <strong>{T.whatToDo}</strong> {refusalWords(refusal).toDo}
            </span>
          </li>
        )}
      </LongList>
    </section>
  );
}
