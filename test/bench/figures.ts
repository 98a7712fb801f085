import type { Verdict } from './part.ts';

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that `part` of the values are at most, between two neighbours where it falls between them; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1);
}

export const times = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : '');

/** Three digits that count. */
export function round(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const least = (words: string, value: number, wanted: number, unit: string): Verdict =>
  verdict(words, `≥ ${wanted} ${unit}`, value, value >= wanted, unit);
export const most = (words: string, value: number, wanted: number, unit: string): Verdict =>
  verdict(words, `≤ ${wanted} ${unit}`, value, value <= wanted, unit);

function verdict(words: string, wanted: string, value: number, met: boolean, unit: string): Verdict {
  const isKnown = !Number.isNaN(value);
  return { words, wanted, measured: isKnown ? `${round(value)} ${unit}` : 'not measured', met: isKnown ? met : undefined };
}
