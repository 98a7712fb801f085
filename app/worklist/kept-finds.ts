import type { WorklistItem } from './item.ts';
import type { WorklistQuery } from './item-find.ts';

export interface KeptFindsLimits {
  /** Questions whose answer is kept. */
  readonly maxKeptFinds: number;
  /** Items of one such answer, and of all of them. */
  readonly maxKeptItemsEach: number;
  readonly maxKeptItems: number;
}

/**
 * What was found lately. Modalities ask for the same every few minutes, and a list changes far less often: as long as no item was written, the
 * answer is what it was, and neither the database nor its thread is asked.
 */
export class KeptFinds {
  readonly #limits: KeptFindsLimits;
  /** The one that was asked for last stands last. */
  readonly #kept = new Map<string, readonly WorklistItem[]>();
  #items = 0;
  #revision = 0;

  constructor(limits: KeptFindsLimits) {
    this.#limits = limits;
  }

  /** Items were, or may have been, written. */
  forget(): void {
    this.#revision++;
    this.#kept.clear();
    this.#items = 0;
  }

  /** @param look asks the database; what it finds is kept where nothing was written meanwhile */
  async *find(query: WorklistQuery, look: () => AsyncIterable<readonly WorklistItem[]>): AsyncGenerator<readonly WorklistItem[]> {
    const key = JSON.stringify(query, plain);
    const there = this.#kept.get(key);
    if (there) {
      this.#kept.delete(key);
      this.#kept.set(key, there);
      if (there.length > 0) yield there;
      return;
    }
    const revision = this.#revision;
    let found: WorklistItem[] | undefined = [];
    for await (const page of look()) {
      found = found && found.length + page.length <= this.#limits.maxKeptItemsEach ? [...found, ...page] : undefined;
      yield page;
    }
    if (found && revision === this.#revision) this.#keep(key, found);
  }

  #keep(key: string, found: readonly WorklistItem[]): void {
    const { maxKeptFinds, maxKeptItems } = this.#limits;
    this.#items += found.length - (this.#kept.get(key)?.length ?? 0);
    this.#kept.set(key, found);
    for (const [oldest, { length }] of this.#kept) {
      if (this.#kept.size <= maxKeptFinds && this.#items <= maxKeptItems) return;
      this.#kept.delete(oldest);
      this.#items -= length;
    }
  }
}

/** A key of a sequence holds a Map, which JSON leaves out. */
function plain(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
