import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { number } from '../shell/format.ts';
import { texts as T } from './texts/en.ts';

/** A list that shows its first `first` entries and the rest when asked. */
export function LongList<T>(props: {
  class: string;
  entries: readonly T[];
  first: number;
  label: string;
  children: (entry: T) => ComponentChildren;
}) {
  const { entries, first } = props;
  const all = useSignal(false);
  return (
    <>
      <ul class={props.class} aria-label={props.label}>
        {(all.value ? entries : entries.slice(0, first)).map(props.children)}
      </ul>
      {entries.length > first && (
        <button
          type="button"
          class="more"
          aria-expanded={all.value}
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? T.showFewer : T.showAll(number(entries.length))}
        </button>
      )}
    </>
  );
}
