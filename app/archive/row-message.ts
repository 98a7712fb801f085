import type { InstanceRow, UpperLevels } from './index-row.ts';

/**
 * A row on its way to the thread of the index. Text costs a quarter of what the structured clone of some two hundred values does, and this
 * is paid for every image; the levels above it are made into text once for a series, and read once.
 */
export interface RowMessage {
  readonly row: string;
  readonly upper: string;
}

const texts = new WeakMap<UpperLevels, string>();

export function toMessage({ upper, sha256, ...row }: InstanceRow): RowMessage {
  let text = texts.get(upper);
  if (text === undefined) {
    text = JSON.stringify(upper);
    texts.set(upper, text);
  }
  return { row: JSON.stringify({ ...row, sha256: Buffer.from(sha256).toString('base64') }), upper: text };
}

const MOST_REMEMBERED = 64;

/** The other side: the same text gives the same object. */
export class RowReader {
  readonly #seen = new Map<string, UpperLevels>();

  fromMessage({ row, upper }: RowMessage): InstanceRow {
    const values = JSON.parse(row) as Omit<InstanceRow, 'sha256' | 'upper'> & { readonly sha256: string };
    return { ...values, upper: this.#upperOf(upper), sha256: Buffer.from(values.sha256, 'base64') };
  }

  #upperOf(text: string): UpperLevels {
    let upper = this.#seen.get(text);
    if (!upper) {
      upper = JSON.parse(text) as UpperLevels;
      if (this.#seen.size >= MOST_REMEMBERED) this.#seen.delete(this.#seen.keys().next().value!);
      this.#seen.set(text, upper);
    }
    return upper;
  }
}
