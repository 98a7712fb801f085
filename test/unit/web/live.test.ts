import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { WEB_LIMITS, type WebLimits } from '../../../app/web/limits.ts';
import { createLive } from '../../../app/web/live.ts';
import { createViews } from '../../../app/web/views.ts';
import type { RecentStudy } from '../../../app/web/web.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { createFakeSources, FAKE_ADDRESS, fakeAssociations, fakeStudy } from '../../support/fake-sources.ts';
import { gatheredLog } from '../../support/web-under-test.ts';

function liveUnderTest(limits: Partial<WebLimits> = {}) {
  const clock = fakeClock();
  const sources = createFakeSources({ studies: [fakeStudy({ studyInstanceUid: '2.25.1' })] });
  const { log, lines } = gatheredLog();
  const views = createViews({ sources, clock, version: '1', dicomAddresses: () => [FAKE_ADDRESS], archiveDeadlineMs: 2000 });
  const live = createLive({ views, onChange: (listener) => sources.onChange(listener), clock, log, limits: { ...WEB_LIMITS, ...limits } });
  return { clock, sources, live, lines };
}

/** Reads the events that are there; never waits for more. */
function reader(stream: ReadableStream<Uint8Array>) {
  const source = stream.getReader();
  // biome-ignore lint/suspicious/noExplicitAny: the assertions say what it is
  const events: { event: string; data: any }[] = [];
  const pump = async () => {
    for (;;) {
      const { done, value } = await source.read();
      if (done) return;
      const text = Buffer.from(value).toString();
      const found = /^event: (\w+)\ndata: (.*)\n\n$/s.exec(text);
      if (found) events.push({ event: found[1]!, data: JSON.parse(found[2]!) });
      else assert.equal(text, 'retry: 2000\n\n');
    }
  };
  void pump();
  return { events, cancel: () => source.cancel(), names: () => events.map(({ event }) => event).join(' ') };
}
const settle = async () => {
  for (let i = 0; i < 5; i++) await turn();
};
/** Time with a turn of the event loop every 50 ms, so that what a timer began can end. */
const pass = async (clock: FakeClock, ms: number) => {
  for (let at = 0; at < ms; at += 50) {
    clock.advance(50);
    await settle();
  }
};

describe('/api/events', () => {
  it('begins with a snapshot', async () => {
    const { live } = liveUnderTest();
    const client = reader(live.open(() => {})!);
    await settle();
    assert.equal(client.names(), 'snapshot');
    assert.equal(client.events[0]!.data.studies[0].studyInstanceUid, '2.25.1');
    live.close();
  });

  it('coalesces a thousand changes into at most four patches a second', async () => {
    const { live, clock, sources } = liveUnderTest();
    const client = reader(live.open(() => {})!);
    await settle();
    for (let ms = 0; ms < 1000; ms++) {
      sources.studies = [fakeStudy({ studyInstanceUid: '2.25.1', instances: ms + 2 })];
      sources.changed();
      clock.advance(1);
      await turn();
      await turn();
    }
    clock.advance(250);
    await settle();
    const patches = client.events.filter(({ event }) => event === 'patch');
    assert.ok(patches.length >= 3 && patches.length <= 5, `${patches.length} patches`);
    assert.equal(patches.at(-1)!.data.studies[0].instances, 1001, 'the last change is not lost');
    live.close();
  });

  it('sends nothing but a heartbeat while nothing changes', async () => {
    const { live, clock } = liveUnderTest();
    const client = reader(live.open(() => {})!);
    await settle();
    for (let s = 0; s < 21; s++) {
      await pass(clock, 1000);
    }
    assert.equal(client.names(), 'snapshot beat beat');
    live.close();
  });

  it('shows a data rate that falls without any event while an association is open', async () => {
    const { live, clock, sources } = liveUnderTest();
    sources.associations = fakeAssociations(1, clock.now());
    const client = reader(live.open(() => {})!);
    await settle();
    for (let s = 0; s < 5; s++) {
      await pass(clock, 1000);
    }
    assert.equal(client.events.at(-1)!.data.status.associations[0].bytesPerSecond, 0);
    live.close();
  });

  it('does not wait for the next tick with a change that came while it read', async () => {
    const { live, clock, sources } = liveUnderTest();
    const read = Promise.withResolvers<readonly RecentStudy[]>();
    const { recentStudies } = sources;
    sources.recentStudies = () => read.promise;
    const client = reader(live.open(() => {})!);
    await settle();
    sources.recentStudies = recentStudies;
    sources.changed();
    read.resolve([]);
    await settle();
    assert.equal(client.names(), 'snapshot');
    await pass(clock, 250);
    assert.equal(client.names(), 'snapshot patch');
    live.close();
  });

  it('reads the archive once for all clients, and not at all for none', async () => {
    const { live, clock, sources } = liveUnderTest();
    const clients = [1, 2, 3].map(() => reader(live.open(() => {})!));
    await settle();
    assert.equal(sources.asked.studies, 1);
    assert.deepEqual(
      clients.map((client) => client.names()),
      ['snapshot', 'snapshot', 'snapshot'],
    );
    for (const client of clients) await client.cancel();
    assert.equal(live.clients, 0);
    assert.equal(sources.listeners.size, 0, 'unsubscribed');
    assert.equal(clock.pending, 0, 'no timer left');
  });

  it('gives a client that joins while the first one leaves a snapshot, not a patch', async () => {
    const { live } = liveUnderTest();
    const first = reader(live.open(() => {})!);
    await first.cancel();
    const second = reader(live.open(() => {})!);
    await settle();
    assert.equal(second.names(), 'snapshot');
    live.close();
  });

  it('refuses one client more than the limit', async () => {
    const { live, lines } = liveUnderTest({ maxLiveClients: 2 });
    assert.ok(live.open(() => {}));
    assert.ok(live.open(() => {}));
    assert.equal(
      live.open(() => {}),
      undefined,
    );
    assert.match(lines.join(''), /web\.live-refused limit=2/);
    live.close();
  });

  it('keeps nothing for a client that takes nothing, drops it after 30 s, and leaves the others alone', async () => {
    const { live, clock, sources } = liveUnderTest();
    let dropped = 0;
    const slow = live.open(() => dropped++)!;
    const client = reader(live.open(() => {})!);
    await settle();
    for (let s = 0; s < 45; s++) {
      sources.studies = [fakeStudy({ studyInstanceUid: '2.25.1', instances: s + 2 })];
      sources.changed();
      await pass(clock, 1000);
    }
    assert.equal(dropped, 1);
    assert.equal(live.clients, 1);
    assert.equal(client.events.filter(({ event }) => event === 'patch').length, 45);
    await slow.cancel();
    live.close();
  });

  it('gives a client that fell behind one new snapshot instead of all it missed', async () => {
    const { live, clock, sources } = liveUnderTest();
    const stream = live.open(() => assert.fail('dropped'))!;
    await settle();
    for (let s = 0; s < 5; s++) {
      sources.studies = [fakeStudy({ studyInstanceUid: '2.25.1', instances: s + 2 })];
      sources.changed();
      await pass(clock, 1000);
    }
    const client = reader(stream);
    await settle();
    assert.equal(client.names(), 'snapshot snapshot');
    assert.equal(client.events[1]!.data.studies[0].instances, 6);
    live.close();
  });

  it('says so when the archive fails, keeps what it knew, and says when it is over', async () => {
    const { live, clock, sources, lines } = liveUnderTest();
    const client = reader(live.open(() => {})!);
    await settle();
    sources.archive = 'fails';
    sources.changed();
    await pass(clock, 1000);
    const patch = client.events.at(-1)!.data;
    assert.match(patch.status.trouble.words, /index does not answer/);
    assert.deepEqual([patch.cleared, patch.studies, patch.gone], [['counts'], [], []]);
    assert.equal(lines.filter((line) => line.includes('web.archive-silent')).length, 1);
    sources.archive = 'answers';
    await pass(clock, 5000);
    assert.deepEqual(client.events.at(-1)!.data.cleared, ['trouble']);
    live.close();
  });
});
