import type { PanelLed } from '../../web/schema.ts';
import { texts as T } from './texts/en.ts';

/** The front panel, where the box has no LEDs or is not in sight. It does not blink here: the words say it. */
export function PanelCard({ panel }: { panel: readonly PanelLed[] }) {
  return (
    <section class="card" id="panel" aria-labelledby="panel-title" tabindex={-1}>
      <h2 id="panel-title">{T.panel}</h2>
      <ul class="leds">
        {panel.map(({ led, colour, rhythm, looks, means, toDo, state }) => (
          <li key={led} data-state={state}>
            <span class={rhythm === 'off' ? 'lamp' : `lamp ${colour}`} aria-hidden="true" />
            <span>
              <strong>{led}</strong> <span class="quiet">{looks}</span>
              <br />
              {means} {toDo !== 'Nothing.' && toDo}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
