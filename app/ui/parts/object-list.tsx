import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { texts as T } from './texts/en.ts';

/** Entries of a form that are many: each a group of fields with a button that removes it, and one button that adds another. */
export function ObjectList<Item>(props: {
  readonly label: string;
  readonly help?: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item, at: number) => string | number;
  /** What an entry is called, e.g. its AE title. */
  readonly nameOf: (item: Item, at: number) => string;
  readonly onAdd?: () => void;
  readonly onRemove?: (item: Item, at: number) => void;
  /** Most entries; no more can be added then. */
  readonly most?: number;
  readonly children: (item: Item, at: number) => ComponentChildren;
}) {
  const { label, help, items, keyOf, nameOf, onAdd, onRemove, most = Number.POSITIVE_INFINITY, children } = props;
  const id = useId();
  return (
    <fieldset class="object-list" {...(help && { 'aria-describedby': id })}>
      <legend>{label}</legend>
      {help && (
        <p class="help" id={id}>
          {help}
        </p>
      )}
      {items.map((item, at) => (
        <fieldset class="object" key={keyOf(item, at)}>
          <legend>
            <bdi>{nameOf(item, at)}</bdi>
          </legend>
          {children(item, at)}
          {onRemove && (
            <button type="button" class="button" aria-label={T.removeOf(nameOf(item, at))} onClick={() => onRemove(item, at)}>
              <Icon name="remove" />
              {T.remove}
            </button>
          )}
        </fieldset>
      ))}
      {onAdd && items.length < most && (
        <button type="button" class="button" onClick={onAdd}>
          <Icon name="add" />
          {T.add}
        </button>
      )}
    </fieldset>
  );
}
