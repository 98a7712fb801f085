import { useSignal } from '@preact/signals';
import type { Tag, Tags } from '../../web/schema.ts';
import { Dialog, Loading, TextField } from '../parts/parts.ts';
import { format, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import { apiOf, type Which } from './which.ts';

const MOST_ROWS = 500;

interface TagRow {
  readonly key: string;
  readonly depth: number;
  readonly tag: Tag;
  /** Begins an item: its number. */
  readonly item?: number;
}

/** Every attribute of one instance, those of items below their sequence. */
export function TagsDialog({ which, onClose }: { which: Omit<Which, 'images'>; onClose: () => void }) {
  const asked = useAsked<Tags>(apiOf(which));
  const wanted = useSignal('');
  const most = useSignal(MOST_ROWS);
  const tags = asked.data.value;
  const rows = tags ? rowsOf(tags.elements, 0, '') : [];
  const sought = wanted.value.trim().toLowerCase();
  const found = sought === '' ? rows : rows.filter(({ tag }) => textOf(tag).includes(sought));
  return (
    <Dialog title={T.tags} onClose={onClose} class="tags-dialog">
      {!tags ? (
        <Loading of={asked} />
      ) : (
        <>
          <p class="quiet">
            <bdi>{tags.transferSyntax}</bdi> · {T.attributesOf(rows.length)}
          </p>
          <TextField label={T.tagFilter} type="search" value={wanted} placeholder="0010, PatientName, …" />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
          <section class="tags" tabIndex={0} aria-label={T.tags}>
            <table>
              <caption class="unseen">{T.tags}</caption>
              <thead>
                <tr>
                  <th scope="col">{T.tag}</th>
                  <th scope="col">{T.tagName}</th>
                  <th scope="col">{T.vr}</th>
                  <th scope="col">{T.value}</th>
                </tr>
              </thead>
              <tbody>
                {found.slice(0, most.value).map(({ key, depth, tag, item }) => (
                  <tr key={key} class={tag.isPrivate ? 'private' : ''}>
                    <td class={`depth depth-${Math.min(depth, 6)}`}>
                      <code>
                        ({tag.tag.slice(0, 4)},{tag.tag.slice(4)})
                      </code>
                      {item !== undefined && <span class="quiet"> {T.item(item)}</span>}
                    </td>
                    <td>{tag.isPrivate ? T.privateOf(tag.name ?? '') : (tag.name ?? <span class="quiet">{T.unknown}</span>)}</td>
                    <td>{tag.vr}</td>
                    <td>
                      <Value tag={tag} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {found.length > most.value && (
            <button type="button" class="button" onClick={() => (most.value += MOST_ROWS)}>
              {T.more}
            </button>
          )}
          {tags.endedBy && <p role="status">{T.endedBy[tags.endedBy.kind]}</p>}
        </>
      )}
    </Dialog>
  );
}

function Value({ tag }: { tag: Tag }) {
  if (tag.items) return <span class="quiet">{T.itemsOf(tag.items.length)}</span>;
  if (tag.fragments !== undefined) return <span class="quiet">{T.fragmentsOf(tag.fragments)}</span>;
  if (tag.text === undefined) return <span class="quiet">{format.bytes(tag.bytes ?? 0)}</span>;
  return (
    <>
      <bdi>{tag.text}</bdi>
      {tag.isCut && <span class="quiet"> … {T.cut(format.bytes(tag.bytes ?? 0))}</span>}
    </>
  );
}

function rowsOf(elements: readonly Tag[], depth: number, above: string, item?: number): TagRow[] {
  return elements.flatMap((tag, n) => {
    const key = `${above}/${n}`;
    const below = (tag.items ?? []).flatMap((each, at) => rowsOf(each, depth + 1, `${key}/${at}`, at + 1));
    return [{ key, depth, tag, ...(item !== undefined && n === 0 && { item }) }, ...below];
  });
}

function textOf({ tag, name = '', text = '' }: Tag): string {
  return `${tag} ${tag.slice(0, 4)},${tag.slice(4)} ${name} ${text}`.toLowerCase();
}
