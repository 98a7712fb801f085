import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { KNOCK_LIMITS, type KnockInput, type KnockLimits, openKnocks } from '../../../app/knock-list/knock-list.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const CT: KnockInput = {
  ...{ at: 1000, listener: 'main', address: '192.0.2.7', callingAeTitle: 'CT1', calledAeTitle: 'FILMROM' },
  ...{ words: 'the called AE title "FILMROM" is not ours (FILMROOM)', source: 1, reason: 7 },
  why: { code: 'CALLED_NOT_OURS', values: { called: 'FILMROM', ours: 'FILMROOM' } },
};

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'knocks-'));
  return { file: join(path, 'knocks.json'), [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

async function opened(options: { readonly file?: string; readonly limits?: Partial<KnockLimits>; readonly mac?: string } = {}) {
  const clock = fakeClock();
  const { log, lines } = gatheredLog();
  const limits = { ...KNOCK_LIMITS, ...options.limits };
  const knocks = await openKnocks({ file: options.file, clock, log, limits, macOf: async () => options.mac });
  return { knocks, clock, lines };
}

describe('the knock list', () => {
  it('has one line for the same peer and reason: first and last time, and how often', async () => {
    const { knocks } = await opened();
    knocks.refused(CT);
    knocks.refused({ ...CT, at: 2000 });
    knocks.refused({ ...CT, at: 3000, why: { code: 'LIMIT_OF_ALL', values: { most: 50 } } });
    const list = knocks.list().map(({ code, firstAt, lastAt, times }) => [code, firstAt, lastAt, times]);
    assert.deepEqual(list, [
      ['LIMIT_OF_ALL', 3000, 3000, 1],
      ['CALLED_NOT_OURS', 1000, 2000, 2],
    ]);
  });

  it('knows the refusals of the upper layer, which have no sentence, by source and reason (PS3.8 Table 9-21)', async () => {
    const { knocks } = await opened();
    const { why: _, ...plain } = CT;
    for (const [source, reason] of [
      [1, 2],
      [1, 3],
      [1, 7],
      [2, 1],
      [2, 2],
      [3, 1],
    ])
      knocks.refused({ ...plain, source: source!, reason: reason! });
    assert.deepEqual(
      new Set(knocks.list().map(({ code }) => code)),
      new Set(['APPLICATION_CONTEXT', 'CALLING_BLANK', 'CALLED_BLANK', 'PROPOSAL_MALFORMED', 'PROTOCOL_VERSION', 'OTHER']),
    );
  });

  it('has who speaks no DICOM at all', async () => {
    const { knocks } = await opened();
    const { why: _, ...plain } = CT;
    knocks.stranger({
      ...plain,
      callingAeTitle: '',
      calledAeTitle: '',
      code: 'UL_UNKNOWN_PDU',
      words: 'the peer speaks HTTP, this is a DICOM port',
    });
    assert.deepEqual(
      knocks.list().map(({ code, words }) => [code, words]),
      [['NOT_DICOM', 'the peer speaks HTTP, this is a DICOM port']],
    );
  });

  it('asks for the MAC address, and keeps it', async () => {
    const { knocks } = await opened({ mac: '02:00:00:00:00:07' });
    knocks.refused(CT);
    await new Promise(setImmediate);
    knocks.refused({ ...CT, at: 5000 });
    assert.equal(knocks.list()[0]!.mac, '02:00:00:00:00:07');
  });

  it('says of a peer that was let in since, when', async () => {
    const { knocks, clock } = await opened();
    knocks.refused(CT);
    knocks.refused({ ...CT, address: '192.0.2.8' });
    knocks.accepted('CT1', '192.0.2.7');
    assert.deepEqual(
      knocks.list().map(({ address, acceptedAt }) => [address, acceptedAt]),
      [
        ['192.0.2.7', clock.now()],
        ['192.0.2.8', undefined],
      ],
    );
    knocks.refused({ ...CT, at: 9000 });
    assert.equal(knocks.list()[0]!.acceptedAt, undefined, 'turned away again');
  });

  it('is bounded: one address cannot crowd out the others, and of all the oldest goes', async () => {
    const { knocks } = await opened({ limits: { maxKnocks: 5, maxPerAddress: 3 } });
    knocks.refused(CT);
    for (let at = 0; at < 20; at++) knocks.refused({ ...CT, address: '192.0.2.66', callingAeTitle: `X${at}`, at: 2000 + at });
    assert.deepEqual(
      knocks.list().map(({ callingAeTitle }) => callingAeTitle),
      ['X19', 'X18', 'X17', 'CT1'],
    );
    for (let at = 0; at < 4; at++) knocks.refused({ ...CT, address: `192.0.2.${100 + at}`, at: 3000 + at });
    assert.equal(knocks.list().length, 5);
    assert.ok(!knocks.list().some(({ address }) => address === '192.0.2.7'));
  });

  it('is kept over a restart, written whole and not at each knock', async () => {
    using at = folder();
    const before = await opened({ file: at.file });
    before.knocks.refused(CT);
    before.knocks.refused({ ...CT, at: 1500 });
    assert.throws(() => readFileSync(at.file), { code: 'ENOENT' });
    await before.knocks.close();
    assert.equal(JSON.parse(readFileSync(at.file, 'utf8')).knocks.length, 1);
    const after = await opened({ file: at.file });
    assert.deepEqual(after.knocks.list(), before.knocks.list());
    assert.ok(after.knocks.remove(after.knocks.list()[0]!.id));
    await after.knocks.close();
    assert.deepEqual((await opened({ file: at.file })).knocks.list(), []);
  });

  it('begins empty, and says so, where its file is damaged', async () => {
    using at = folder();
    for (const damaged of ['', '{"knocks":[{"id":1}]}', '{"knocks":']) {
      writeFileSync(at.file, damaged);
      const { knocks, lines } = await opened({ file: at.file });
      assert.deepEqual(knocks.list(), []);
      assert.match(lines.join('\n'), /knocks\.file-unusable/);
    }
  });

  it('keeps of what a stranger wrote one line of printable signs', async () => {
    const { knocks } = await opened();
    knocks.refused({
      ...CT,
      words: `"\u001b[2J\u202e${'x'.repeat(9000)}"`,
      why: { code: 'CALLED_NOT_OURS', values: { called: '<b>\n\u202e' } },
    });
    const [knock] = knocks.list();
    assert.match(knock!.words, /^"\?\[2J\?x+$/);
    assert.ok(knock!.words.length <= 500);
    assert.equal(knock!.values.called, '<b>??');
  });
});
