import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Archive } from '../../../app/archive/archive.ts';
import { type Clock, systemClock } from '../../../app/base/base.ts';
import { createMetadataTexts, DICOMWEB_LIMITS, startMetadataAhead } from '../../../app/dicomweb/dicomweb.ts';
import { archiveFor, logInto, objectWith, send } from '../../support/archive-under-test.ts';

const SERIES = { studyInstanceUid: '1.2.826.0.1.3680043.10.9.1', seriesInstanceUid: '1.2.826.0.1.3680043.10.9.2' };
const log = logInto([]);
/** Fifty times as fast. */
const clock: Clock = { ...systemClock, monotonicMs: () => performance.now() * 50, after: (ms, then) => systemClock.after(ms / 50, then) };

async function started(t: TestContext, warmed: () => void = () => {}): Promise<Archive> {
  const archive = await archiveFor(t);
  const made = createMetadataTexts({ archive, clock: systemClock, log, limits: DICOMWEB_LIMITS });
  const warm = () => {
    warmed();
    made.warm();
  };
  const texts = { ...made, warm };
  const ahead = startMetadataAhead({ archive, texts, clock, log });
  t.after(async () => {
    await ahead.close();
    await texts.close();
  });
  return archive;
}

async function store(archive: Archive, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) await send(archive, objectWith({ 524312: `1.2.3.${n}` }));
}

async function note(archive: Archive): Promise<Uint8Array | undefined> {
  const [series] = await archive.notes.seriesOf(SERIES);
  return await archive.notes.read(series!);
}

/** At most ten seconds. */
async function untilThere(archive: Archive): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (await note(archive)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe('metadata ahead of who asks', () => {
  it('of a long series are made when nothing has come for a while, and anew when it has grown', async (t) => {
    const archive = await started(t);
    await store(archive, 0, 64);
    assert.equal(await untilThere(archive), true);
    await store(archive, 64, 65);
    assert.equal(await note(archive), undefined);
    assert.equal(await untilThere(archive), true);
  });
  it('the thread that makes them is started while a long series still comes', async (t) => {
    let times = 0;
    const archive = await started(t, () => times++);
    await store(archive, 0, 63);
    assert.equal(times, 0);
    await store(archive, 63, 65);
    assert.equal(times, 1);
  });
  it('of a short one are left to who asks', async (t) => {
    const archive = await started(t);
    await store(archive, 0, 3);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await note(archive), undefined);
  });
});
