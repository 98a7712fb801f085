import { ARCHIVE_NAMES } from '../archive/archive.ts';

/** Databases of the data folder that say who is expected, what was performed, and what was promised or corrected of the images. */
const OF_THE_IMAGES = ['worklist', 'steps', 'commitment', 'reconcile'];

/** What a factory reset that keeps the images leaves in the data folder: they, their index, and what belongs to them. */
export const KEPT_NAMES: readonly string[] = [
  ...ARCHIVE_NAMES,
  'hl7', // orders that wait for a person
  ...OF_THE_IMAGES.flatMap((name) => ['', '-wal', '-shm'].map((suffix) => `${name}.sqlite${suffix}`)),
];
