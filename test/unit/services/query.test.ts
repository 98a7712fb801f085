import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Archive, ArchiveError, type SearchAnswer, type SearchQuery } from '../../../app/archive/archive.ts';
import { type CommandSet, encodeCommandSet, serve } from '../../../app/dimse/dimse.ts';
import { EXPLICIT_VR_BIG_ENDIAN, PATIENT_STUDY_ONLY_FIND, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { createQueryScp, QUERY_LIMITS, type QueryScpOptions } from '../../../app/services/query.ts';
import { handlersOf } from '../../../app/services/service.ts';
import { elementsOf, identifier } from '../../support/raw-query.ts';
import { commandPiece, createDouble, createTestLog, datasetPiece, settle } from '../dimse/double.ts';

const LEVEL = 0x00080052;
const NAME = 0x00100010;
const STUDY_UID = 0x0020000d;
const rq: CommandSet = { commandField: 0x0020, commandDataSetType: 1, messageId: 5, priority: 0, affectedSopClassUid: STUDY_ROOT_FIND };
const cancel: CommandSet = { commandField: 0x0fff, commandDataSetType: 0x0101, messageIdBeingRespondedTo: 5 };

type Search = Archive['search'];
const answer = (uid: string, name = 'Doe^Jane'): SearchAnswer => ({
  values: new Map([
    ['StudyInstanceUID', uid],
    ['PatientName', name],
  ]),
});
const noFiles = { instancesOf: nothing, read: nothing } as unknown as Pick<Archive, 'instancesOf' | 'read'>;
async function* nothing(): AsyncGenerator<never> {
  // no instance
}

function start(search: Search, changes: Partial<QueryScpOptions> = {}) {
  const log = createTestLog();
  const clock = { monotonicMs: () => 0 };
  const scp = createQueryScp({ archive: { search, ...noFiles }, log, clock, acceptRetired: true, takesUtf8: () => false, ...changes });
  const double = createDouble();
  const served = serve(double.association, handlersOf([scp]), { log });
  const feed = (dataset: Uint8Array) => double.feed(commandPiece(5, encodeCommandSet(rq)), datasetPiece(5, dataset));
  return { double, log, feed, served, scp };
}
async function ask(search: Search, dataset: Uint8Array, changes: Partial<QueryScpOptions> = {}) {
  const { double, feed, served, log } = start(search, changes);
  feed(dataset);
  for (let turns = 0; turns < 20; turns++) await settle();
  double.endByRelease();
  await served;
  return { sent: double.sentMessages(), log, aborts: double.aborts };
}
const studies = identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: '', [NAME]: '' });
const statuses = (sent: readonly { readonly command: CommandSet }[]) => sent.map(({ command }) => command.status);

describe('Query SCP (PS3.4 C.4.1)', () => {
  it('asks the archive for what was asked, and answers with what it finds', async () => {
    let seen: SearchQuery | undefined;
    const { sent, log } = await ask(async function* (query) {
      seen = query;
      yield [answer('1.2'), answer('1.3')];
      yield [answer('1.4')];
    }, studies);
    assert.deepEqual(statuses(sent), [0xff00, 0xff00, 0xff00, 0x0000]);
    assert.equal(seen?.level, 'STUDY');
    assert.deepEqual([...(seen?.wanted ?? [])].sort(), ['PatientName', 'StudyInstanceUID']);
    assert.equal(elementsOf(sent[2]!.dataset!).get(STUDY_UID)?.toString('latin1').replace(/\0$/, ''), '1.4');
    const line = log.lines.find(({ event }) => event === 'C-FIND answered');
    assert.deepEqual([line?.fields.matches, line?.fields.level], [3, 'STUDY']);
    assert.equal(JSON.stringify(log.lines).includes('Doe'), false);
  });
  it('whatever else waits has its turn while answers are encoded', async () => {
    let ms = 0;
    let turns = 0;
    const count = () => {
      turns++;
      if (turns < 100) setImmediate(count);
    };
    const page = Array.from({ length: 10 }, (_, n) => answer(`1.${n}`));
    const search: Search = async function* () {
      setImmediate(count);
      yield page;
    };
    const { double, feed, served } = start(search, { clock: { monotonicMs: () => ms++ } });
    feed(studies);
    while (double.sentMessages().length < 11) await turn();
    assert.ok(turns >= 9, `${turns} turns`);
    double.endByRelease();
    await served;
  });
  it('a request that is refused does not reach the archive', async () => {
    const never: Search = () => {
      throw new Error('asked');
    };
    const { sent, log } = await ask(never, identifier({ [STUDY_UID]: '' }));
    assert.deepEqual(statuses(sent), [0xa900]);
    assert.equal(log.lines.at(-1)?.event, 'C-FIND refused');
  });
  it('Cxxx for an identifier that is too long, the rest of it dropped', async () => {
    const { sent, aborts } = await ask(async function* () {}, Buffer.concat([studies, Buffer.alloc(5000)]), {
      limits: { ...QUERY_LIMITS, maxIdentifierBytes: 1000 },
    });
    assert.equal((sent[0]?.command.status ?? 0) >> 12, 0xc);
    assert.deepEqual(aborts, []);
  });
  it('Cxxx where the index fails, after the answers so far', async () => {
    const { sent, log } = await ask(async function* () {
      yield [answer('1.2')];
      throw new ArchiveError('ARCHIVE_INDEX_UNUSABLE', 'broken');
    }, studies);
    assert.deepEqual(
      statuses(sent).map((status) => (status ?? 0) >> 12),
      [0xf, 0xc],
    );
    assert.ok(log.lines.some(({ level }) => level === 'error'));
  });
  it('large answers are split into writes of a bounded size', async () => {
    const sizes: number[] = [];
    const { double, feed, served } = start(async function* () {
      yield Array.from({ length: 40 }, (_, at) => answer(`1.${at}`, 'x'.repeat(10_000)));
    });
    const { sendPacked } = double.association;
    (double.association as { sendPacked: typeof sendPacked }).sendPacked = (packed) => {
      sizes.push(packed.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
      return sendPacked(packed);
    };
    feed(studies);
    for (let turns = 0; turns < 20; turns++) await settle();
    double.endByRelease();
    await served;
    assert.ok(sizes.length >= 3 && sizes.every((size) => size < 150_000), sizes.join());
  });
});

describe('backpressure', () => {
  it('no page is asked for before the socket has taken the one before', async () => {
    let pages = 0;
    const { double, feed, served } = start(async function* () {
      for (;;) {
        pages++;
        await turn();
        yield [answer(`1.${pages}`)];
      }
    });
    const gate = Promise.withResolvers<void>();
    const { sendPacked } = double.association;
    (double.association as { sendPacked: typeof sendPacked }).sendPacked = async (packed) => {
      await sendPacked(packed);
      await gate.promise;
    };
    feed(studies);
    for (let turns = 0; turns < 20; turns++) await settle();
    assert.ok(pages <= 2, String(pages));
    gate.resolve();
    double.feed(commandPiece(5, encodeCommandSet(cancel)));
    for (let turns = 0; turns < 20; turns++) await settle();
    double.endByRelease();
    await served;
    assert.equal(statuses(double.sentMessages()).at(-1), 0xfe00);
  });
});

describe('C-CANCEL (PS3.4 C.4.1.3)', () => {
  for (const [words, heeds] of [
    ['a search that ends by throwing', true],
    ['one that takes no notice', false],
  ] as const)
    it(`ends ${words} with FE00`, async () => {
      let seen: AbortSignal | undefined;
      const { double, feed, served, log } = start(async function* (_, signal) {
        seen = signal;
        for (let page = 0; ; page++) {
          await turn();
          if (heeds) signal?.throwIfAborted();
          yield [answer(`1.${page}`)];
        }
      });
      feed(studies);
      for (let turns = 0; turns < 5; turns++) await settle();
      double.feed(commandPiece(5, encodeCommandSet(cancel)));
      for (let turns = 0; turns < 5; turns++) await settle();
      assert.equal(seen?.aborted, true);
      assert.equal(statuses(double.sentMessages()).at(-1), 0xfe00);
      double.endByRelease();
      await served;
      assert.equal(
        log.lines.some(({ level }) => level === 'error'),
        false,
      );
    });
  it('a lost association ends the search too', async () => {
    let ended = false;
    const { double, feed, served } = start(async function* () {
      try {
        for (let page = 0; ; page++) {
          await turn();
          yield [answer(`1.${page}`)];
        }
      } finally {
        ended = true;
      }
    });
    feed(studies);
    for (let turns = 0; turns < 5; turns++) await settle();
    double.lose(new Error('gone'));
    await served;
    for (let turns = 0; turns < 5; turns++) await settle();
    assert.equal(ended, true);
  });
});

describe('what is offered', () => {
  it('the models, the retired one where it is accepted, in the uncompressed transfer syntaxes', () => {
    const { scp } = start(async function* () {});
    assert.equal(scp.serves(STUDY_ROOT_FIND), true);
    assert.equal(scp.serves(PATIENT_STUDY_ONLY_FIND), true);
    assert.equal(start(async function* () {}, { acceptRetired: false }).scp.serves(PATIENT_STUDY_ONLY_FIND), false);
    assert.equal(scp.takes(EXPLICIT_VR_BIG_ENDIAN), true);
    assert.equal(scp.takes('1.2.840.10008.1.2.4.50'), false);
  });
});
