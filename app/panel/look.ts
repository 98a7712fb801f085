/** How one LED looks. The colour says how bad, the rhythm says what: within one LED no two rhythms are the same, so that nobody needs to tell colours apart and an LED of one colour says as much. */
export interface Look {
  readonly colour: Colour;
  readonly rhythm: Rhythm;
}

export type Colour = 'green' | 'amber' | 'red';

/** `heartbeat` is the kernel's own trigger, and never the program's: it means that the program is not there. */
export type Rhythm = 'off' | 'steady' | 'slow' | 'fast' | 'wink' | 'limp' | 'heartbeat' | `flash-${1 | 2 | 3 | 4 | 5}`;

/** One piece of a rhythm. */
export interface Beat {
  readonly isLit: boolean;
  readonly ms: number;
}

const lit = (ms: number): Beat => ({ isLit: true, ms });
const dark = (ms: number): Beat => ({ isLit: false, ms });

const FLASH = [lit(200), dark(200)] as const;
/** Told from the gap between flashes at a glance. */
const PAUSE_MS = 1200;

/** One cycle of each rhythm. A count of flashes takes at most 3 s, the time of one stage of the button. */
export const BEATS: Readonly<Record<Rhythm, readonly Beat[]>> = {
  off: [dark(1000)],
  steady: [lit(1000)],
  slow: [lit(1000), dark(1000)],
  fast: [lit(125), dark(125)],
  wink: [lit(1800), dark(200)],
  limp: [lit(700), dark(150), lit(150), dark(150)],
  heartbeat: [lit(70), dark(180), lit(70), dark(940)], // ledtrig-heartbeat at a low load
  'flash-1': flashes(1),
  'flash-2': flashes(2),
  'flash-3': flashes(3),
  'flash-4': flashes(4),
  'flash-5': flashes(5),
};

function flashes(count: number): Beat[] {
  const all = Array.from({ length: count }, () => FLASH).flat();
  return [...all.slice(0, -1), dark(PAUSE_MS)];
}

/** In words, for the chart and the terminal. */
export const RHYTHM_WORDS: Readonly<Record<Rhythm, string>> = {
  off: 'dark',
  steady: 'lit',
  slow: 'blinks slowly',
  fast: 'blinks fast',
  wink: 'lit, with short gaps',
  limp: 'long and short in turn',
  heartbeat: 'beats like a heart',
  'flash-1': 'flashes once, pauses',
  'flash-2': 'flashes twice, pauses',
  'flash-3': 'flashes 3 times, pauses',
  'flash-4': 'flashes 4 times, pauses',
  'flash-5': 'flashes 5 times, pauses',
};

/** `red, flashes twice, pauses`, and `dark` without a colour. */
export function lookWords({ colour, rhythm }: Look): string {
  return rhythm === 'off' ? RHYTHM_WORDS.off : `${colour}, ${RHYTHM_WORDS[rhythm]}`;
}
