/**
 * The panel of a console or a terminal: who this box is, where it can be reached, what its LEDs say, and the page as a QR code.
 * Draws what it is told; asks nobody. `screen` for a person, `lines` for a serial console.
 */
export { type Address, networksOf } from './networks.ts';
export { drawQr, qrModules } from './qr.ts';
export { type BoxFacts, drawScreen, type ScreenStyle, untilNextBlink } from './screen.ts';
export { serialLines } from './serial-lines.ts';
export { createWatch, type Watch } from './watch.ts';
