import type { Association, Refusal } from '../web/schema.ts';
import * as format from './format.ts';
import { LongList } from './more.tsx';
import { TEXTS } from './texts.ts';

export function Senders({ associations }: { associations: readonly Association[] }) {
  return (
    <section class="card" id="senders" aria-labelledby="senders-title" tabindex={-1}>
      <h2 id="senders-title">{TEXTS.receiving}</h2>
      {associations.length === 0 ? (
        <p class="quiet">{TEXTS.nobody}</p>
      ) : (
        <LongList class="rows" entries={associations} first={8} label={TEXTS.receiving}>
          {(association) => (
            <li class="sender" key={association.id}>
              <bdi class="who">{association.callingAeTitle}</bdi>
              <span class="rate">{format.bytes(association.bytesPerSecond, '-per-second')}</span>
              <span class="about">
                <span>{association.address}</span>
                <span>{TEXTS.to(association.calledAeTitle)}</span>
                <span>{TEXTS.since(format.time(association.openedAt))}</span>
                <span>{TEXTS.imagesOf(association.images, format.number)}</span>
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
    <section class="card" aria-labelledby="refused-title">
      <h2 id="refused-title">{TEXTS.refused}</h2>
      <LongList class="rows" entries={refusals} first={4} label={TEXTS.refused}>
        {(refusal) => (
          <li class="refusal" key={`${refusal.callingAeTitle} ${refusal.calledAeTitle} ${refusal.address} ${refusal.words}`}>
            <bdi class="who">{refusal.callingAeTitle || refusal.address}</bdi>
            <span class="about">
              {refusal.callingAeTitle && <span>{refusal.address}</span>}
              {refusal.calledAeTitle && <span>{TEXTS.to(refusal.calledAeTitle)}</span>}
              {refusal.times > 1 && <span>{TEXTS.times(format.number(refusal.times))}</span>}
              <span>{TEXTS.lastAt(format.time(refusal.lastAt))}</span>
            </span>
            <span class="why">{refusal.words}</span>
            <span class="cure">
              <strong>{TEXTS.whatToDo}</strong> {refusal.whatToDo}
            </span>
          </li>
        )}
      </LongList>
    </section>
  );
}
