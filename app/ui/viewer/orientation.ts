import { type Dataset, groupOf, numbersOf, textOf, textsOf } from './dicom-json.ts';

/** Towards what of the patient each edge of the image lies, in the letters of PS3.3 §C.7.6.1.1.1: `A`, `HL`. */
export interface Edges {
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  readonly left: string;
}

const OPPOSITES: Readonly<Record<string, string>> = { A: 'P', P: 'A', R: 'L', L: 'R', H: 'F', F: 'H' };
/** The patient's axes grow towards left, posterior and head (PS3.3 §C.7.6.2.1.1). */
const AXES = ['LR', 'PA', 'HF'] as const;
/** What leans less than 15° to an axis is not said. */
const LEAST_PART = Math.sin((15 * Math.PI) / 180);

/**
 * The edges of a frame (counted from 1) as it is stored: by Image Orientation (Patient), else by Patient Orientation, which projections have. Undefined
 * where neither is there, and of animals, whose letters mean other things (PS3.3 §C.7.6.1.1.1).
 */
export function edgesOf(dataset: Dataset, frame: number): Edges | undefined {
  if (textOf(dataset, 'AnatomicalOrientationType') === 'QUADRUPED') return undefined;
  const [right, bottom] = ofCosines(dataset, frame) ?? ofWords(dataset) ?? [];
  return right && bottom ? { top: oppositeOf(bottom), right, bottom, left: oppositeOf(right) } : undefined;
}

function ofCosines(dataset: Dataset, frame: number): readonly [string, string] | undefined {
  const cosines = numbersOf(groupOf(dataset, 'PlaneOrientationSequence', frame) ?? dataset, 'ImageOrientationPatient');
  return cosines.length === 6 ? [lettersOf(cosines.slice(0, 3)), lettersOf(cosines.slice(3))] : undefined;
}

function ofWords(dataset: Dataset): readonly [string, string] | undefined {
  const [right = '', bottom = ''] = textsOf(dataset, 'PatientOrientation');
  return /^[APRLHF]{1,3}$/.test(right) && /^[APRLHF]{1,3}$/.test(bottom) ? [right, bottom] : undefined;
}

/** The letters of a direction, that of its greatest part first. */
const lettersOf = (direction: readonly number[]): string =>
  direction
    .map((part, axis) => ({ size: Math.abs(part), letter: AXES[axis]![part > 0 ? 0 : 1]! }))
    .filter(({ size }) => size >= LEAST_PART)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join('');

const oppositeOf = (letters: string): string => [...letters].map((letter) => OPPOSITES[letter]).join('');

/** The edges of the image turned clockwise by quarters of a turn, in degrees. */
export function turned({ top, right, bottom, left }: Edges, rotation: number): Edges {
  const around = [top, right, bottom, left];
  const at = (edge: number) => around[(edge - Math.round(rotation / 90) + 8) % 4]!;
  return { top: at(0), right: at(1), bottom: at(2), left: at(3) };
}
