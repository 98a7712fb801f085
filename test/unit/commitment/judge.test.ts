import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArchiveError, type Vouched } from '../../../app/archive/archive.ts';
import { createJudge, outcomeOf } from '../../../app/commitment/judge.ts';
import type { JudgedReference } from '../../../app/commitment/model.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const MR = '1.2.840.10008.5.1.4.1.1.4';
const sopInstanceUid = '1.2.3';
const reference: JudgedReference = { position: 0, sopClassUid: CT, sopInstanceUid, outcome: null };
const kept: Vouched = { sopInstanceUid, kind: 'kept', sopClassUid: CT };
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('PS3.4 J.3.3.1.1 what an instance is found to be', () => {
  const cases: readonly (readonly [string, Vouched, number, { other?: boolean; stored?: boolean }?])[] = [
    ['here and sound: committed', kept, 0x0000],
    ['not here: 0112H', { sopInstanceUid, kind: 'absent' }, 0x0112],
    ['not here, and of a class that is not stored: 0122H', { sopInstanceUid, kind: 'absent' }, 0x0122, { stored: false }],
    ['here, though its class is stored no longer: committed', kept, 0x0000, { stored: false }],
    ['here under another class: 0119H', { ...kept, sopClassUid: MR }, 0x0119],
    ['damaged: 0110H', { sopInstanceUid, kind: 'damaged', sopClassUid: CT, words: 'x' }, 0x0110],
    ['damaged, under another class: 0119H', { sopInstanceUid, kind: 'damaged', sopClassUid: MR, words: 'x' }, 0x0119],
    ['in quarantine: 0110H', { sopInstanceUid, kind: 'quarantined' }, 0x0110],
    ['here, but other content was sent and not kept: 0110H', kept, 0x0110, { other: true }],
  ];
  for (const [name, vouched, outcome, { other = false, stored = true } = {}] of cases)
    it(name, () => assert.equal(outcomeOf(reference, vouched, other, stored), outcome));
});

/** Requests of so many references; the archive says what the test says. */
function start(
  sizes: Readonly<Record<number, number>>,
  vouch: (uids: readonly string[], signal?: AbortSignal) => Promise<readonly Vouched[]>,
) {
  const clock = fakeClock();
  const { log, lines } = gatheredLog();
  const references = new Map(
    Object.entries(sizes).map(([id, size]) => [
      Number(id),
      Array.from({ length: size }, (_, position) => ({ ...reference, position, sopInstanceUid: `${id}.${position}` })),
    ]),
  );
  const judged: number[] = [];
  const whys: string[] = [];
  const judge = createJudge({
    store: {
      references: async ({ id, most }) =>
        references
          .get(id)!
          .filter(({ outcome }) => outcome === null)
          .slice(0, most),
      async judged(id, outcomes) {
        for (const [position, outcome] of outcomes) Object.assign(references.get(id)![position]!, { outcome });
      },
      async judgeRest(id, outcome) {
        for (const each of references.get(id)!) if (each.outcome === null) Object.assign(each, { outcome });
      },
      change: async ({ why }) => whys.push(why.code) > 0,
    },
    archive: { vouch },
    isStored: () => true,
    isOtherKept: () => false,
    timeoutMs: () => 600_000,
    onJudged: (id) => judged.push(id),
    clock,
    log,
  });
  const outcomes = (id: number) => references.get(id)!.map(({ outcome }) => outcome);
  return { judge, clock, judged, outcomes, whys, lines };
}
const allKept = async (uids: readonly string[]) => uids.map((uid): Vouched => ({ sopInstanceUid: uid, kind: 'kept', sopClassUid: CT }));

describe('the judging of requests', () => {
  it('asks the archive for each reference, and says when all are judged', async () => {
    const { judge, judged, outcomes } = start({ 1: 450 }, allKept);
    judge.add(1);
    await settle();
    assert.deepEqual(judged, [1]);
    assert.ok(outcomes(1).every((outcome) => outcome === 0));
  });

  it('gives each request its turn: a small one does not wait for ten thousand', async () => {
    const { judge, judged } = start({ 1: 900, 2: 3 }, allKept);
    judge.add(1);
    judge.add(2);
    await settle();
    assert.deepEqual(judged, [2, 1]);
  });

  it('what is not judged when the time is up has failed with 0213H (K-30)', async () => {
    let asked = 0;
    const { judge, clock, judged, outcomes } = start({ 1: 210 }, (uids, signal) =>
      ++asked === 1 ? allKept(uids) : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    judge.add(1);
    await settle();
    assert.deepEqual(judged, []);
    clock.advance(600_000);
    await settle();
    assert.deepEqual(judged, [1]);
    assert.deepEqual(
      [0, 0x0213].map((reason) => outcomes(1).filter((outcome) => outcome === reason).length),
      [200, 10],
    );
  });

  it('waits while the archive cannot be read, and goes on', async () => {
    let isBroken = true;
    const { judge, clock, judged, whys } = start({ 1: 2 }, (uids) => {
      if (isBroken) throw new ArchiveError('ARCHIVE_DISK_FAILED', 'the index failed');
      return allKept(uids);
    });
    judge.add(1);
    await settle();
    assert.deepEqual([judged, whys], [[], ['ARCHIVE_FAILED']]);
    isBroken = false;
    clock.advance(5000);
    await settle();
    assert.deepEqual(judged, [1]);
  });

  it('one that is given up is judged no further', async () => {
    const { judge, judged } = start({ 1: 450 }, allKept);
    judge.add(1);
    judge.remove(1);
    await settle();
    assert.deepEqual(judged, []);
  });

  it('closes in the middle', async () => {
    const { judge, judged } = start(
      { 1: 60 },
      (_, signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    );
    judge.add(1);
    await settle();
    await judge.close();
    assert.deepEqual(judged, []);
  });
});
