import type { SetupView } from '../../web/schema.ts';
import { useAsked } from '../shell/shell.ts';
import { texts } from './texts/en.ts';

const T = texts.setup;
/** The password is behind whoever reads this. */
const ALL_STEPS = 10;

/** Until the first set-up is finished. */
export function SetupOffer() {
  const { data } = useAsked<SetupView>('/api/setup');
  if (!data.value || data.value.finished) return null;
  return (
    <p class="banner setup-offer">
      <strong>{T.title}</strong> {T.words(1 + Object.keys(data.value.steps).length, ALL_STEPS)} <a href="/setup">{T.go}</a>
    </p>
  );
}
