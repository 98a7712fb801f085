/**
 * The front panel: what the LEDs say, how they are lit, and the one button. Knows no DICOM: it is told the program's health as a plain record.
 *
 * `health` → `grammar` (the first row that is shown, for each LED) → a driver. The button goes the other way: bytes of the kernel
 * (`button-device`) → `button` (tap, counted hold) → an action of `start`.
 */
export { type ButtonAction, STAGE_MS, STAGES } from './button.ts';
export { type ButtonDeviceOptions, openButtonDevice } from './button-device.ts';
export { PanelError, type PanelErrorCode } from './errors.ts';
export { GRAMMAR, LEDS, type Led, type Picture, panelOf, type Row, SAID_BY_OTHERS, type Urgency } from './grammar.ts';
export { ALL_WELL, type ButtonShows, type Health, type Link } from './health.ts';
export { openLedClass, type PanelDriver } from './led-class.ts';
export { type LedsConf, parseLedsConf } from './leds-conf.ts';
export { createLineDriver, NO_LEDS } from './line-driver.ts';
export { BEATS, type Beat, type Colour, type Look, lookWords, RHYTHM_WORDS, type Rhythm } from './look.ts';
export { drawPanel, type LedReport, reportOf, reportWithoutProgram } from './report.ts';
export { type Panel, type PanelActions, startPanel } from './start.ts';
