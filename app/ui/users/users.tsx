import { texts as T } from './texts/en.ts';

export function Page() {
  return <p class="quiet">{T.about}</p>;
}
