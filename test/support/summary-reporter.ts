import type { TestEvent } from 'node:test/reporters';

/** A node:test reporter that says how many passed, failed and were skipped in all, as JSON. */
export default async function* summary(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled, skipped, todo } = data.counts as Record<string, number>;
    yield JSON.stringify({ passed, failed: failed! + cancelled!, skipped: skipped! + todo! });
  }
}
