/**
 * What a box does when Filmroom has given up: it restarts, takes the other slot, and at last shows a page that says what is wrong. The steps
 * are counted on the data partition; below them GRUB counts starts, which works without any of this.
 */
export { type Climbing, climb } from './climb.ts';
export { type Fall, MOST_FALLS, readFalls, writeFalls } from './falls.ts';
export { rescuePage } from './rescue-page.ts';
export { type Rung, rungFor, type Situation } from './rungs.ts';
