import { LOCALE } from '../shell/shell.ts';
import type { Frame } from './display-sets.ts';
import { type Matrix, type Point, toPlace } from './look.ts';
import { angleOf, lengthOf, type Measurement, spacingAt } from './measure.ts';
import { type Cell, measurements } from './state.ts';
import { texts as T } from './texts/en.ts';

const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** Lines and angles over a frame. */
export function MeasureLayer({ cell, frame }: { cell: Cell; frame: Frame }) {
  const matrix = cell.matrix.value;
  if (!matrix) return null;
  const kept = measurements.value.get(`${frame.sopInstanceUid}/${frame.frame}`) ?? [];
  const draft = cell.draft.value;
  return (
    <svg class="layer measures" aria-hidden="true">
      {[...kept, ...(draft ? [draft] : [])].map((each, n) => (
        <Line key={n} of={each} frame={frame} matrix={matrix} />
      ))}
    </svg>
  );
}

function Line({ of, frame, matrix }: { of: Measurement; frame: Frame; matrix: Matrix }) {
  const points = of.points.map((point) => toPlace(matrix, point));
  const [x, y] = points.reduce((a, b) => (b[0] > a[0] ? b : a));
  return (
    <g>
      <polyline points={points.map(([px, py]) => `${px},${py}`).join(' ')} />
      {points.map(([px, py], n) => (
        <circle key={n} cx={px} cy={py} r={4} />
      ))}
      <text x={x + 10} y={y - 6}>
        {wordsOf(of, frame)}
      </text>
    </g>
  );
}

/** What a measurement says, in the units that the image knows. */
export function wordsOf({ kind, points }: Measurement, { dataset, frame }: Frame): string {
  const middle = points[Math.floor(points.length / 2)] ?? ([0, 0] as Point);
  const spacing = spacingAt(dataset, frame, middle);
  if (kind === 'angle') return points.length > 2 ? T.degrees(oneDigit.format(angleOf(points, spacing))) : '';
  const length = oneDigit.format(lengthOf(points, spacing));
  if (!spacing) return T.pixels(length);
  return spacing.isAtDetector ? T.atDetector(length) : T.millimetres(length);
}
