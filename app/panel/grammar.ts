// long: a table, one row for each thing that an LED can say
import type { Health } from './health.ts';
import type { Look } from './look.ts';

export const LEDS = ['POWER', 'MODALITY', 'HOSPITAL', 'STORE'] as const;
export type Led = (typeof LEDS)[number];

/** How much it wants to be seen, where LEDs share one lamp. `hand`: somebody is at the box and the box answers. */
export const URGENCIES = ['rest', 'work', 'notice', 'warning', 'fault', 'hand'] as const;
export type Urgency = (typeof URGENCIES)[number];

export interface Row {
  /** Stable: the API and tests name it. */
  readonly state: string;
  readonly isShown: (health: Health) => boolean;
  readonly look: Look;
  readonly urgency: Urgency;
  /** What it means. */
  readonly means: string;
  /** What the person in front of it does. Rows of one LED that look the same say the same here. */
  readonly toDo: string;
  /** Nothing in the program says it yet; what will. */
  readonly comesWith?: string;
}

const green = (rhythm: Look['rhythm']): Look => ({ colour: 'green', rhythm });
const amber = (rhythm: Look['rhythm']): Look => ({ colour: 'amber', rhythm });
const red = (rhythm: Look['rhythm']): Look => ({ colour: 'red', rhythm });
const DARK = green('off');

const NOTHING = 'Nothing.';
const WAIT = 'Wait. Do not pull the plug.';
const OPEN_PAGE = 'Open the page: it says what and what to do.';

/** What every LED shows before its own rows: somebody stands in front of the box. */
const HAND_ROWS = [
  held(1, 'restart'),
  held(2, 'network fallback'),
  held(3, 'claim window'),
  held(4, 'previous system'),
  held(5, 'factory reset'),
  {
    state: 'confirm-reset',
    isShown: ({ button }) => button === 'confirm',
    look: red('limp'),
    urgency: 'hand',
    means: 'Factory reset was chosen and waits for a second press.',
    toDo: 'Press once more, shortly, within 10 seconds to reset. Leave it alone to cancel.',
  },
  {
    state: 'identify',
    isShown: ({ identify }) => identify,
    look: green('fast'),
    urgency: 'hand',
    means: 'This is the box that you look for.',
    toDo: 'It stops by itself after half a minute; tap the button to stop it sooner.',
  },
] as const satisfies readonly Row[];

function held(stage: 1 | 2 | 3 | 4 | 5, words: string) {
  return {
    state: `held-${stage}`,
    isShown: ({ button }: Health) => button === stage,
    look: amber(`flash-${stage}`),
    urgency: 'hand',
    means: `The button is held: ${words}.`,
    toDo: `Let go now for ${words}. ${stage === 5 ? 'Hold on to cancel.' : 'Hold on for the next; hold to the end to cancel.'}`,
  } as const;
}

/** What each LED may say. The first row that is shown is what it says; the last is shown always. */
const OWN_ROWS: Readonly<Record<Led, readonly Row[]>> = {
  POWER: [
    {
      state: 'updating',
      isShown: ({ updating }) => updating,
      look: green('slow'),
      urgency: 'work',
      means: 'The system is being updated.',
      toDo: WAIT,
    },
    {
      state: 'starting',
      isShown: ({ phase }) => phase === 'starting',
      look: green('slow'),
      urgency: 'work',
      means: 'Filmroom is starting.',
      toDo: WAIT,
    },
    {
      state: 'stopping',
      isShown: ({ phase }) => phase === 'stopping',
      look: green('slow'),
      urgency: 'work',
      means: 'Filmroom is stopping, and lets what arrives just now finish.',
      toDo: WAIT,
    },
    {
      state: 'fault',
      isShown: ({ fault }) => fault,
      look: red('flash-3'),
      urgency: 'fault',
      means: 'Filmroom met a fault of its own. What was acknowledged is safe.',
      toDo: 'Open the page. Where images no longer arrive, restart: hold the button until it flashes once.',
    },
    {
      state: 'claim-window',
      isShown: ({ claim }) => claim === 'window',
      look: green('flash-2'),
      urgency: 'notice',
      means: 'The button has opened the claim window: for ten minutes the page asks for no code.',
      toDo: 'Open the page from the hospital network now, and set a password.',
    },
    {
      state: 'degraded',
      isShown: ({ degraded }) => degraded,
      look: amber('wink'),
      urgency: 'warning',
      means: 'It works, but something is not as it should be: the previous system runs, a watchdog has struck, or the time is not known.',
      toDo: OPEN_PAGE,
    },
    {
      state: 'unclaimed',
      isShown: ({ claim }) => claim === 'unclaimed',
      look: green('flash-1'),
      urgency: 'notice',
      means: 'The box is new, or was reset: nobody has taken it into use.',
      toDo: 'Open the page and enter the claim code. The label says where that is.',
    },
    { state: 'healthy', isShown: () => true, look: green('steady'), urgency: 'rest', means: 'All is well.', toDo: NOTHING },
  ],
  MODALITY: [
    {
      state: 'no-link',
      isShown: ({ modality }) => modality.link === 'down',
      look: DARK,
      urgency: 'warning',
      means: 'No cable on the modality side, or the other end is off.',
      toDo: 'Check the cable at both ends, and that the switch or modality has power.',
    },
    {
      state: 'refused',
      isShown: ({ modality }) => modality.refusedLately,
      look: amber('fast'),
      urgency: 'notice',
      means: 'A device was refused within the last minute.',
      toDo: 'Compare AE titles, address and port on the device with those of the page; it says who was refused and why.',
    },
    {
      state: 'receiving',
      isShown: ({ modality }) => modality.receiving,
      look: green('slow'),
      urgency: 'work',
      means: 'Images are arriving.',
      toDo: NOTHING,
    },
    {
      state: 'silent',
      isShown: ({ modality }) => modality.silent,
      look: amber('wink'),
      urgency: 'warning',
      means: 'A modality that usually sends by now has not.',
      toDo: 'See on the page which; send one image from it by hand.',
    },
    { state: 'ready', isShown: () => true, look: green('steady'), urgency: 'rest', means: 'Ready to receive.', toDo: NOTHING },
  ],
  HOSPITAL: [
    {
      state: 'no-link',
      isShown: ({ hospital }) => hospital.link === 'down',
      look: DARK,
      urgency: 'warning',
      means: 'No cable on the hospital side, or the other end is off.',
      toDo: 'Check the cable at both ends, and the wall socket.',
    },
    {
      state: 'fallback-address',
      isShown: ({ hospital }) => hospital.address === 'fallback',
      look: amber('limp'),
      urgency: 'warning',
      means: 'Cable in, but no address was got: the fallback address is in use.',
      toDo: 'Ask for a DHCP address or a fixed one. Meanwhile a laptop plugged in directly opens the page under the name on the label.',
    },
    {
      state: 'destination-refuses',
      isShown: ({ hospital }) => hospital.destinationRefuses,
      look: red('flash-2'),
      urgency: 'fault',
      means: 'A destination refuses what is sent to it, or its certificate is not trusted.',
      toDo: 'Compare AE titles and certificate with the destination; the page names it.',
      comesWith: 'forwarding',
    },
    {
      state: 'backlog',
      isShown: ({ hospital }) => hospital.backlog,
      look: amber('wink'),
      urgency: 'warning',
      means: 'Images wait: a destination does not answer, or is slow. Nothing is lost.',
      toDo: 'Check that the destination runs; sending goes on by itself.',
      comesWith: 'forwarding',
    },
    {
      state: 'forwarding',
      isShown: ({ hospital }) => hospital.forwarding,
      look: green('slow'),
      urgency: 'work',
      means: 'Images are being sent on.',
      toDo: NOTHING,
      comesWith: 'forwarding',
    },
    {
      state: 'ready',
      isShown: () => true,
      look: green('steady'),
      urgency: 'rest',
      means: 'Ready; nothing waits to be sent.',
      toDo: NOTHING,
    },
  ],
  STORE: [
    {
      state: 'disk-missing',
      isShown: ({ store }) => store.disk === 'missing',
      look: red('flash-5'),
      urgency: 'fault',
      means: 'No data disk, or one that is not ours. Images are refused.',
      toDo: 'Switch off, seat the disk, switch on.',
    },
    {
      state: 'disk-failed',
      isShown: ({ store }) => store.disk === 'failed',
      look: red('flash-3'),
      urgency: 'fault',
      means: 'The disk gives errors or takes no writes. Images are refused; those stored can still be read.',
      toDo: 'Copy the images off, then replace the disk.',
    },
    {
      state: 'disk-full',
      isShown: ({ store }) => store.disk === 'full',
      look: red('flash-2'),
      urgency: 'fault',
      means: 'The disk is full. Images are refused; modalities keep them and send again.',
      toDo: 'Make room on the page, or put in a larger disk.',
    },
    {
      state: 'index-fault',
      isShown: ({ store }) => store.indexFault,
      look: red('flash-4'),
      urgency: 'fault',
      means: 'The index does not answer. The image files are not touched by that.',
      toDo: 'Restart: hold the button until it flashes once. If it comes back, have the index made again (filmroom reindex).',
    },
    {
      state: 'opening',
      isShown: ({ store }) => store.disk === 'opening',
      look: DARK,
      urgency: 'work',
      means: 'The disk is not open yet.',
      toDo: 'Wait for POWER to stop blinking.',
    },
    {
      state: 'almost-full',
      isShown: ({ store }) => store.disk === 'almost-full',
      look: amber('wink'),
      urgency: 'warning',
      means: 'More than four fifths of the disk are used.',
      toDo: 'Plan: make room on the page, or put in a larger disk.',
    },
    {
      state: 'committing',
      isShown: ({ store }) => store.committing,
      look: green('slow'),
      urgency: 'work',
      means: 'A modality asks whether its images are safe, and each is read again.',
      toDo: NOTHING,
    },
    { state: 'ready', isShown: () => true, look: green('steady'), urgency: 'rest', means: 'The disk has room.', toDo: NOTHING },
  ],
};

export const GRAMMAR: Readonly<Record<Led, readonly Row[]>> = {
  POWER: [...HAND_ROWS, ...OWN_ROWS.POWER],
  MODALITY: [...HAND_ROWS, ...OWN_ROWS.MODALITY],
  HOSPITAL: [...HAND_ROWS, ...OWN_ROWS.HOSPITAL],
  STORE: [...HAND_ROWS, ...OWN_ROWS.STORE],
};

/** What the program cannot say itself, for the chart: it is not there. The kernel, the unit or the missing power says it. */
export const SAID_BY_OTHERS: readonly Omit<Row, 'isShown'>[] = [
  {
    state: 'no-power',
    look: DARK,
    urgency: 'fault',
    means: 'No power.',
    toDo: 'Check the power supply and its socket.',
  },
  {
    state: 'not-running',
    look: red('heartbeat'),
    urgency: 'fault',
    means: 'The system runs, Filmroom does not, or it hangs. The watchdog restarts it.',
    toDo: 'Wait five minutes. If it still beats, pull the plug, wait ten seconds, plug in again.',
  },
];

export type Picture = Readonly<Record<Led, Row>>;

/** What each LED says. */
export function panelOf(health: Health): Picture {
  const row = (led: Led): Row => {
    const shown = GRAMMAR[led].find(({ isShown }) => isShown(health));
    if (!shown) throw new Error(`no row of ${led} is shown`);
    return shown;
  };
  return { POWER: row('POWER'), MODALITY: row('MODALITY'), HOSPITAL: row('HOSPITAL'), STORE: row('STORE') };
}
