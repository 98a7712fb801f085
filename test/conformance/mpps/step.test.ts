import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { type Attributes, CREATED, elementsOf, ended, STUDY_UID, seriesOf } from '../../support/mpps-dataset.ts';
import { MPPS, MPPS_NOTIFICATION, MPPS_RETRIEVE, nCreate, nGet, nSet } from '../../support/raw-mpps.ts';
import { CT_IMAGE_STORAGE, contextResults, EXPLICIT_LE, IMPLICIT_LE, type RawPeer, rawAssociate } from '../../support/raw-peer.ts';

const EXPLICIT_BE = '1.2.840.10008.1.2.2';
const uid = (tail: string | number) => `1.2.826.0.1.3680043.10.78.${tail}`;

describe('Modality Performed Procedure Step SCP (PS3.4 F.7, F.8; K-60)', () => {
  let filmroom: Filmroom;
  let peer: RawPeer;
  let count = 0;
  const contexts = [
    { abstractSyntax: MPPS, transferSyntaxes: [IMPLICIT_LE] },
    { abstractSyntax: MPPS_RETRIEVE, transferSyntaxes: [IMPLICIT_LE] },
    { abstractSyntax: MPPS, transferSyntaxes: [EXPLICIT_LE] },
    { abstractSyntax: MPPS, transferSyntaxes: [EXPLICIT_BE] },
    { abstractSyntax: MPPS_RETRIEVE, transferSyntaxes: [EXPLICIT_BE] },
  ];
  before(async () => {
    filmroom = await startFilmroom();
    peer = await rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle: 'CT01' }, { waitMs: 15_000 });
  });
  after(async () => {
    peer?.reset();
    await filmroom?.stop();
  });

  const newStep = async (changes: Attributes = {}) => {
    const step = uid(++count);
    const created = await nCreate(peer, step, { ...CREATED, ...changes });
    assert.equal(created.status, 0x0000, created.comment);
    return step;
  };
  const storedValue = async (step: string, tag: number) => {
    const { elements } = await nGet(peer, step, [tag]);
    return Buffer.from(elements.find((each) => each.tag === tag)?.bytes ?? [])
      .toString('latin1')
      .trim();
  };

  it('takes MPPS and its Retrieve class, and is not asked for notifications', async () => {
    const asked = await rawAssociate(filmroom.dicomPort, {
      contexts: [MPPS, MPPS_RETRIEVE, MPPS_NOTIFICATION].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] })),
    });
    assert.deepEqual(
      [...contextResults(asked.ac.body).values()].map(({ result }) => result),
      [0, 0, 3],
    );
    await asked.release();
  });

  it('N-CREATE IN PROGRESS → N-SET COMPLETED → another N-SET: 0000H, 0000H, 0110H with A710 and its comment (F.7.2.2.4)', async () => {
    const step = await newStep();
    assert.equal((await nSet(peer, step, ended([uid('1.1')]))).status, 0x0000);
    const late = await nSet(peer, step, { PerformedProcedureStepDescription: 'late' });
    assert.equal(late.status, 0x0110);
    assert.equal(late.errorId, 0xa710);
    assert.equal(late.comment, 'Performed Procedure Step Object may no longer be updated');
    assert.equal(await storedValue(step, 0x00400254), '');
  });

  it('DISCONTINUED is final too', async () => {
    const step = await newStep();
    assert.equal((await nSet(peer, step, ended([], { PerformedProcedureStepStatus: 'DISCONTINUED' }))).status, 0x0000);
    assert.equal((await nSet(peer, step, { PerformedProcedureStepStatus: 'IN PROGRESS' })).errorId, 0xa710);
  });

  it('N-CREATE COMPLETED: 0106H with the value in an Attribute List (F.7.2.1.3); nothing is made', async () => {
    const step = uid(++count);
    const refused = await nCreate(peer, step, { ...CREATED, PerformedProcedureStepStatus: 'COMPLETED' });
    assert.equal(refused.status, 0x0106);
    assert.deepEqual(
      refused.elements.map(({ tag }) => tag),
      [0x00400252],
    );
    assert.equal((await nGet(peer, step)).status, 0x0112);
  });

  it('without a required attribute: 0120H with its tag; without its value: 0121H (Table F.7.2-1)', async () => {
    const missing = await nCreate(peer, uid(++count), { ...CREATED, Modality: undefined, PatientSex: undefined });
    assert.equal(missing.status, 0x0120);
    assert.deepEqual(missing.tags, [0x00080060, 0x00100040]);
    const empty = await nCreate(peer, uid(++count), { ...CREATED, PerformedStationAETitle: '' });
    assert.equal(empty.status, 0x0121);
    assert.deepEqual(
      empty.elements.map(({ tag }) => tag),
      [0x00400241],
    );
  });

  it('an N-CREATE without a data set: 0120H', async () => {
    assert.equal((await nCreate(peer, uid(++count), undefined)).status, 0x0120);
  });

  it('the final state without what it needs: 0121H, and the step stays open', async () => {
    const step = await newStep();
    assert.equal((await nSet(peer, step, { PerformedProcedureStepStatus: 'COMPLETED' })).status, 0x0121);
    assert.equal(await storedValue(step, 0x00400252), 'IN PROGRESS');
    assert.equal((await nSet(peer, step, ended([]))).status, 0x0000);
  });

  it('the same N-CREATE from another station: 0111H, and the first one is kept', async () => {
    const step = await newStep();
    const other = await rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle: 'CT02' });
    const again = await nCreate(other, step, { ...CREATED, PerformedStationAETitle: 'CT02' });
    assert.equal(again.status, 0x0111);
    assert.equal(await storedValue(step, 0x00400241), 'CT01');
    await other.release();
  });

  it('N-SET and N-GET of a step that was never made: 0112H', async () => {
    assert.equal((await nSet(peer, uid('9.9'), { PerformedProcedureStepDescription: 'x' })).status, 0x0112);
    assert.equal((await nGet(peer, uid('9.9'))).status, 0x0112);
  });

  it('makes the SOP Instance UID where none is given, and says it (PS3.7 §10.1.5.1.4)', async () => {
    const made = await nCreate(peer, undefined, CREATED);
    assert.equal(made.status, 0x0000);
    assert.match(made.sopInstanceUid, /^2\.25\.\d+$/);
    assert.equal((await nSet(peer, made.sopInstanceUid, ended([]))).status, 0x0000);
  });

  it('a SOP Instance UID that is none: 0117H', async () => {
    assert.equal((await nCreate(peer, 'step one', CREATED)).status, 0x0117);
  });

  it('another SOP class on the context: 0118H', async () => {
    assert.equal((await nCreate(peer, uid(++count), CREATED, { sopClassUid: CT_IMAGE_STORAGE })).status, 0x0118);
  });

  it('sequences are replaced whole', async () => {
    const step = await newStep();
    await nSet(peer, step, { PerformedSeriesSequence: [seriesOf([uid('2.1')], uid('2.8')), seriesOf([uid('2.2')], uid('2.9'))] });
    await nSet(peer, step, { PerformedSeriesSequence: [seriesOf([uid('2.3')], uid('2.9'))] });
    const { elements } = await nGet(peer, step, [0x00400340]);
    assert.equal(elements[0]?.items?.length, 1);
  });

  it('what may not be set is passed over: 0107H with its tag', async () => {
    const step = await newStep();
    const warned = await nSet(peer, step, { PatientID: 'OTHER', PerformedProcedureStepDescription: 'Head' });
    assert.equal(warned.status, 0x0107);
    assert.deepEqual(warned.tags, [0x00100020]);
    assert.equal(await storedValue(step, 0x00100020), 'STEP1');
    assert.equal(await storedValue(step, 0x00400254), 'Head');
  });

  it('a date that is none where none is needed is left out: 0116H with the value', async () => {
    const created = await nCreate(peer, uid(++count), { ...CREATED, PatientBirthDate: '19701340' });
    assert.equal(created.status, 0x0116);
    assert.deepEqual(
      created.elements.map(({ tag }) => tag),
      [0x00100030],
    );
  });

  it('the character set of an N-SET is converted to that of the step (F.7.2.2.3)', async () => {
    const step = uid(++count);
    const cyrillic = { ...CREATED, SpecificCharacterSet: 'ISO_IR 144', PatientName: 'Иванов' };
    assert.equal((await nCreate(peer, step, cyrillic, { characterSets: ['ISO_IR 144'] })).status, 0x0000);
    const utf8 = { SpecificCharacterSet: 'ISO_IR 192', PerformedProcedureStepDescription: 'Голова' };
    assert.equal((await nSet(peer, step, utf8, { characterSets: ['ISO_IR 192'] })).status, 0x0000);
    const { elements } = await nGet(peer, step, [0x00400254]);
    const expected = elementsOf({ SpecificCharacterSet: 'ISO_IR 144', PerformedProcedureStepDescription: 'Голова' }, ['ISO_IR 144']);
    assert.deepEqual(
      elements.map(({ tag, bytes }) => [tag, Buffer.from(bytes).toString('hex')]),
      expected.map(({ tag, bytes }) => [tag, Buffer.from(bytes).toString('hex')]),
    );
  });

  it('text that is no text of what is declared: 0106H', async () => {
    const step = await newStep();
    const bytes = Buffer.concat([
      Buffer.from([0x08, 0x00, 0x05, 0x00, 10, 0, 0, 0]),
      Buffer.from('ISO_IR 192'),
      Buffer.from([0x40, 0x00, 0x54, 0x02, 2, 0, 0, 0, 0xc3, 0x28]),
    ]);
    assert.equal((await nSet(peer, step, {}, { bytes })).status, 0x0106);
  });

  for (const [contextId, transferSyntaxUid] of [
    [5, EXPLICIT_LE],
    [7, EXPLICIT_BE],
  ] as const)
    it(`speaks ${transferSyntaxUid}`, async () => {
      const step = uid(++count);
      assert.equal((await nCreate(peer, step, CREATED, { contextId, transferSyntaxUid })).status, 0x0000);
      const series = { PerformedSeriesSequence: [seriesOf([uid('3.1')])] };
      assert.equal((await nSet(peer, step, series, { contextId, transferSyntaxUid })).status, 0x0000);
      const { elements } = await nGet(peer, step, [0x00400340], { contextId: 9, transferSyntaxUid: EXPLICIT_BE });
      assert.equal(elements[0]?.items?.length, 1);
    });

  it('N-GET without a list: all attributes; with one: those; one that is not kept: 0001H (F.8.2.1)', async () => {
    const step = await newStep();
    const all = await nGet(peer, step);
    assert.equal(all.status, 0x0000);
    for (const { tag } of elementsOf(CREATED)) assert.ok(all.elements.some((each) => each.tag === tag));
    const some = await nGet(peer, step, [0x00100020, 0x00400280]);
    assert.equal(some.status, 0x0001);
    assert.deepEqual(
      some.elements.map(({ tag }) => tag),
      [0x00100020],
    );
  });

  it('N-GET on the context of MPPS, and N-CREATE on that of Retrieve, are refused', async () => {
    assert.equal((await nGet(peer, uid(1), [], { contextId: 1, sopClassUid: MPPS })).status, 0x0122);
    assert.equal((await nCreate(peer, uid(++count), CREATED, { contextId: 3, sopClassUid: MPPS_RETRIEVE })).status, 0x0122);
  });

  it('a data set that cannot be followed to its end: 0110H, and the association goes on', async () => {
    const broken = await nCreate(peer, uid(++count), {}, { bytes: Uint8Array.of(0x08, 0x00, 0x60, 0x00, 0xff, 0x00, 0x00, 0x00, 0x43) });
    assert.equal(broken.status, 0x0110);
    await newStep();
  });

  it('more than the limit: 0213H, and the association goes on', async () => {
    const step = await newStep();
    const long = { PerformedProcedureStepDescription: 'x'.repeat(9 * 1024 * 1024) };
    assert.equal((await nSet(peer, step, long)).status, 0x0213);
    assert.equal((await nSet(peer, step, { PerformedProcedureStepDescription: 'x' })).status, 0x0000);
  });

  it('steps outlive a restart', async () => {
    const step = await newStep();
    peer.reset();
    const { dataFolder } = filmroom;
    await filmroom.kill();
    filmroom = await startFilmroom({ dataFolder });
    peer = await rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle: 'CT01' }, { waitMs: 15_000 });
    assert.equal(await storedValue(step, 0x00400252), 'IN PROGRESS');
    assert.equal((await nSet(peer, step, ended([uid('4.1')]))).status, 0x0000);
  });

  it('the log has UIDs, AE titles and keywords, and no patient', () => {
    assert.match(filmroom.log(), /MPPS N-SET/);
    for (const value of ['Step^Ann', 'STEP1', '19700102', 'ACC1']) assert.ok(!filmroom.log().includes(value), value);
    assert.ok(filmroom.log().includes(STUDY_UID));
  });
});
