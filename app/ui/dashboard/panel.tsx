import type { PanelLed } from '../../web/schema.ts';
import { ledWords } from '../words/panel.ts';
import { texts as T } from './texts/en.ts';

/** The front panel as it is at the box, blinking as it blinks there, with what each LED means now. */
export function PanelCard({ panel }: { panel: readonly PanelLed[] }) {
  return (
    <section class="card panel" id="panel" aria-labelledby="panel-title" tabindex={-1}>
      <h2 id="panel-title">{T.panel}</h2>
      <div class="faceplate" aria-hidden="true">
        {panel.map(({ led, colour, rhythm }) => (
          <span key={led}>
            <span class={`lamp ${colour}`} data-rhythm={rhythm}>
              <span />
            </span>
            {led}
          </span>
        ))}
      </div>
      <ul class="leds" aria-labelledby="panel-title">
        {panel.map((report) => {
          const { means, toDo, looks } = ledWords(report);
          return (
            <li key={report.led} data-state={report.state}>
              <span class="led-name">{report.led}</span>
              <span>
                <span class={report.urgency}>{means}</span> {saysWhatToDo(report) && toDo}
                <span class="looks">{looks}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What is wrong stands above the panel, with what to do. */
const saysWhatToDo = ({ urgency }: PanelLed): boolean => urgency !== 'warning' && urgency !== 'fault';
