import { useSignal } from '@preact/signals';
import { thumbnailPath } from './addresses.ts';
import type { DisplaySet } from './display-sets.ts';
import { Glyph } from './glyphs.tsx';
import { active, place, type SeriesEntry, series } from './state.ts';
import { texts as T } from './texts/en.ts';

/** The series as small pictures; what is pressed goes to the active place. */
export function Strip() {
  return (
    <nav class="strip" aria-label={T.series}>
      <ul>
        {(series.value ?? []).flatMap((entry) =>
          entry.sets ? entry.sets.map((set) => <Item key={set.id} set={set} />) : [<Coming key={entry.seriesInstanceUid} entry={entry} />],
        )}
      </ul>
    </nav>
  );
}

function Item({ set }: { set: DisplaySet }) {
  const isHere = active.value.set.value?.id === set.id;
  const title = [set.seriesNumber, set.modality].filter(Boolean).join(' ');
  const count =
    set.kind !== 'images' ? T.kinds[set.kind] : set.isMultiFrame ? T.framesOf(set.frames.length) : T.imagesOf(set.frames.length);
  return (
    <li>
      <button type="button" class={isHere ? 'thumb here' : 'thumb'} aria-pressed={isHere} onClick={() => place(set, active.value)}>
        <Thumbnail set={set} />
        <span class="thumb-words">
          <bdi class="thumb-title">{title || T.unnamed}</bdi>
          {set.description && <bdi class="thumb-description">{set.description}</bdi>}
          <span class="thumb-count">{count}</span>
        </span>
      </button>
    </li>
  );
}

function Thumbnail({ set }: { set: DisplaySet }) {
  const hasFailed = useSignal(false);
  const frame = set.kind === 'images' ? set.frames[Math.floor(set.frames.length / 2)] : undefined;
  if (!frame || hasFailed.value)
    return (
      <span class="thumb-glyph">
        <Glyph name={set.kind} />
      </span>
    );
  return (
    <img
      class="thumb-picture"
      src={thumbnailPath(frame, frame.frame)}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => {
        hasFailed.value = true;
      }}
    />
  );
}

function Coming({ entry }: { entry: SeriesEntry }) {
  return (
    <li>
      <p class="thumb coming">
        <span class="thumb-glyph">
          <Glyph name="images" />
        </span>
        <span class="thumb-words">
          <bdi class="thumb-title">{[entry.number, entry.modality].filter(Boolean).join(' ') || T.unnamed}</bdi>
          <span class="thumb-count">{entry.problem ?? T.loading}</span>
        </span>
      </p>
    </li>
  );
}
