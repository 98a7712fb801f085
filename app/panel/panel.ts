/**
 * The front panel: what the LEDs say, how they are lit, and the one button. Knows no DICOM: it is told the program's health as a plain record.
 *
 * `health` → `grammar` (the first row that is shown, for each LED) → a driver. Buttons go the other way: bytes of the kernel → `button` → a callback.
 */
export { GRAMMAR, LEDS, type Led, type Picture, panelOf, type Row, SAID_BY_OTHERS, type Urgency } from './grammar.ts';
export { ALL_WELL, type ButtonShows, type Health, type Link } from './health.ts';
export { BEATS, type Beat, type Colour, type Look, lookWords, RHYTHM_WORDS, type Rhythm } from './look.ts';
