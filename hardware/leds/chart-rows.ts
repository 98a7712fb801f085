import { GRAMMAR, type Led, type Row, SAID_BY_OTHERS, STAGES } from '../../app/panel/panel.ts';

/** What one line of the chart says. */
export type ChartRow = Pick<Row, 'look' | 'means' | 'toDo' | 'comesWith'>;

/** What an LED says by itself; states that look the same, and ask for the same, are one line. */
export function rowsOf(led: Led): ChartRow[] {
  const rows: ChartRow[] = led === 'POWER' ? [...SAID_BY_OTHERS] : [];
  for (const { look, means, toDo, comesWith } of GRAMMAR[led].filter(({ urgency }) => urgency !== 'hand')) {
    const at = rows.findIndex((row) => row.look.rhythm === look.rhythm && row.look.colour === look.colour && row.toDo === toDo);
    const same = rows[at];
    if (same)
      rows[at] = { ...same, means: `${same.means} Or: ${means[0]?.toLowerCase()}${means.slice(1)}`.replace('filmroom', 'Filmroom') };
    else rows.push({ look, means, toDo, ...(comesWith && { comesWith }) });
  }
  return rows;
}

/** What all LEDs say together, while somebody is at the button or looks for the box. */
export function handRows(): ChartRow[] {
  return GRAMMAR.POWER.filter(({ urgency, state }) => urgency === 'hand' && !state.startsWith('held-'));
}

const STAGE_WORDS: Readonly<Record<(typeof STAGES)[keyof typeof STAGES], readonly [name: string, does: string]>> = {
  identify: ['Blink', 'All LEDs blink for half a minute.'],
  reboot: ['Restart', 'Images under way are finished first.'],
  'network-fallback': ['Network fallback', 'Both ports are set as on the label: modality fixed, hospital by DHCP.'],
  'claim-window': ['Claim window', 'For ten minutes a new password can be set without the code. Images stay.'],
  'previous-slot': ['Previous system', 'Starts the system that ran before the last update.'],
  'factory-reset': ['Factory reset', 'Settings go, after a second short press. Images stay; the page can wipe those too.'],
};

/** The stages of the hold: how many flashes, from which second, what letting go does. */
export function stageRows(stageMs: number) {
  return Object.entries(STAGES).map(([stage, action]) => {
    const [name, does] = STAGE_WORDS[action];
    return { flashes: Number(stage), fromSeconds: (Number(stage) * stageMs) / 1000, name, does };
  });
}
