import * as format from './format.ts';
import { heardAt, link } from './live.ts';
import { texts as T } from './texts/en.ts';

/** The live region is always there: screen readers announce what appears in it. */
export function LostBanner() {
  return (
    <div role="alert">
      {link.value === 'lost' && (
        <p class="banner bad">
          <strong>{T.lost.title}</strong> {heardAt.value === undefined ? T.lost.nothing : T.lost.seenAt(format.time(heardAt.value))}{' '}
          {T.lost.whatToDo}
        </p>
      )}
    </div>
  );
}
