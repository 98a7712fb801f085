import type { PersonName } from '../../web/schema.ts';
import { texts as T } from './texts/en.ts';

/** Every script that the name was sent in. */
export function Name({ name }: { name: PersonName }) {
  if (!name.alphabetic && !name.ideographic && !name.phonetic) return <span class="name none">{T.noName}</span>;
  return (
    <span class="name">
      {name.alphabetic && <bdi>{name.alphabetic}</bdi>} {name.ideographic && <bdi lang={name.lang}>{name.ideographic}</bdi>}{' '}
      {name.phonetic && (
        <bdi lang={name.lang} class="reading">
          {name.phonetic}
        </bdi>
      )}
    </span>
  );
}
