import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STEP_STATUSES, stepOf, textAt } from '../../../app/worklist/worklist.ts';
import { allOf, anOrder, worklistUnderTest } from '../../support/worklist-under-test.ts';

const BY = { source: 'hl7', who: 'RIS1' } as const;
const TYPED = { source: 'typed', who: 'anna' } as const;

describe('taking orders in', () => {
  it('an order is an item, durable, offered as SCHEDULED', async () => {
    await using test = await worklistUnderTest();
    const { item, outcome } = await test.worklist.take({ attributes: anOrder() }, BY);
    assert.equal(outcome, 'added');
    assert.deepEqual([item.status, item.source, item.who, item.withdrawn], ['SCHEDULED', 'hl7', 'RIS1', false]);
    const again = await test.reopened();
    assert.deepEqual(await allOf(again), [item]);
  });

  it('accession number, requested procedure ID and step ID together name the item: it changes, nothing is added', async () => {
    await using test = await worklistUnderTest();
    const first = await test.worklist.take({ attributes: anOrder() }, BY);
    const second = await test.worklist.take({ attributes: anOrder({ PatientName: 'Garcia^Anna' }) }, BY);
    assert.deepEqual([second.outcome, second.item.id], ['changed', first.item.id]);
    assert.equal(second.item.attributes.PatientName, 'Garcia^Anna');
    assert.equal((await test.worklist.take({ attributes: anOrder({ PatientName: 'Garcia^Anna' }) }, BY)).outcome, 'unchanged');
    assert.equal((await allOf(test.worklist)).length, 1);
  });

  it('another step of the same order is another item', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder() }, BY);
    await test.worklist.take({ attributes: anOrder({}, { ScheduledProcedureStepID: 'S2' }) }, BY);
    assert.equal((await allOf(test.worklist)).length, 2);
  });

  it('what Table K.6-1 has as type 1 is made up where it is missing; an accession number for what people type alone', async () => {
    await using test = await worklistUnderTest();
    const bare = { PatientName: 'Doe^Jane', ScheduledProcedureStepSequence: [{ Modality: 'DX' }] };
    const typed = (await test.worklist.take({ attributes: bare }, TYPED)).item.attributes;
    for (const path of ['AccessionNumber', 'RequestedProcedureID', 'ScheduledProcedureStepSequence.ScheduledProcedureStepID'])
      assert.match(textAt(typed, path), /^[A-Z]+\d+$/, path);
    assert.match(textAt(typed, 'StudyInstanceUID'), /^2\.25\.\d{1,39}$/);
    const file = (await test.worklist.take({ attributes: { ...bare, RequestedProcedureID: 'X' } }, { source: 'file', who: 'a.wl' })).item;
    assert.equal(file.attributes.AccessionNumber, undefined);
  });

  it('who types an order without naming a step means another one each time; a sender brings the same again', async () => {
    await using test = await worklistUnderTest();
    const { StudyInstanceUID: _, RequestedProcedureID: __, ...partial } = anOrder({}, { ScheduledProcedureStepID: '' });
    await test.worklist.take({ attributes: partial }, TYPED);
    await test.worklist.take({ attributes: partial }, TYPED);
    assert.equal((await allOf(test.worklist)).length, 2);
    await test.worklist.take({ attributes: { ...partial, AccessionNumber: 'B1' } }, BY);
    await test.worklist.take({ attributes: { ...partial, AccessionNumber: 'B1' } }, BY);
    assert.equal((await allOf(test.worklist)).length, 3);
  });

  it('an item that is replaced keeps its identifiers and loses what is not given', async () => {
    await using test = await worklistUnderTest();
    const { item } = await test.worklist.take({ attributes: anOrder({ StudyInstanceUID: '', MedicalAlerts: 'PENICILLIN' }) }, BY);
    const { StudyInstanceUID: _, ...given } = anOrder();
    const next = (await test.worklist.take({ attributes: given, how: 'replace' }, BY)).item;
    assert.equal(next.attributes.StudyInstanceUID, item.attributes.StudyInstanceUID);
    assert.equal(next.attributes.MedicalAlerts, undefined);
  });

  it('what somebody sets right stays, though the file or the upstream worklist says the same again; what that changes comes', async () => {
    await using test = await worklistUnderTest();
    const by = { source: 'upstream', who: 'RIS' } as const;
    const { item } = await test.worklist.take({ attributes: anOrder(), how: 'replace' }, by);
    await test.worklist.change(item.id, { attributes: { PatientWeight: '70' } }, TYPED);
    assert.equal((await test.worklist.take({ attributes: anOrder(), how: 'replace' }, by)).item.attributes.PatientWeight, '70');
    const moved = anOrder({}, { ScheduledProcedureStepStartTime: '1100' });
    const after = (await test.worklist.take({ attributes: moved, how: 'replace' }, by)).item;
    assert.equal(stepOf(after.attributes).ScheduledProcedureStepStartTime, '1100');
    assert.equal(after.source, 'upstream');
  });

  it('needs a patient, and attributes that PS3.6 has', async () => {
    await using test = await worklistUnderTest();
    await assert.rejects(test.worklist.take({ attributes: { AccessionNumber: 'A1' } }, BY), { code: 'WORKLIST_NO_PATIENT' });
    await assert.rejects(test.worklist.take({ attributes: { PatientID: 'P1', PatientShoeSize: '43' } }, BY), {
      code: 'WORKLIST_BAD_ATTRIBUTE',
    });
    await assert.rejects(test.worklist.take({ attributes: { PatientID: 'P1', ScheduledProcedureStepSequence: 'CT' } }, BY), {
      code: 'WORKLIST_BAD_ATTRIBUTE',
    });
  });
});

describe('the status of a step', () => {
  it('is set by whom the step is told, and what is over is not offered any more (K-61)', async () => {
    await using test = await worklistUnderTest();
    const { item } = await test.worklist.take({ attributes: anOrder() }, BY);
    for (const status of STEP_STATUSES) {
      assert.equal((await test.worklist.setStatus(item.id, status, { source: 'mpps', who: 'CT1' }))?.status, status);
      const isOffered = ['SCHEDULED', 'ARRIVED', 'READY', 'STARTED'].includes(status);
      assert.equal((await allOf(test.worklist)).length, isOffered ? 1 : 0, status);
    }
    assert.equal(await test.worklist.setStatus(4711, 'READY', { source: 'mpps', who: 'CT1' }), undefined);
  });

  it('a source that is read again says how far a step is until it has begun here', async () => {
    await using test = await worklistUnderTest();
    const by = { source: 'upstream', who: 'RIS' } as const;
    const says = (status: string, description: string) =>
      test.worklist.take(
        { attributes: anOrder({}, { ScheduledProcedureStepStatus: status, ScheduledProcedureStepDescription: description }) },
        by,
      );
    assert.equal((await says('ARRIVED', 'a')).item.status, 'ARRIVED');
    const { item } = await says('READY', 'b');
    assert.equal(item.status, 'READY');
    assert.equal(stepOf(item.attributes).ScheduledProcedureStepStatus, undefined, 'it is kept beside the attributes');
    await test.worklist.setStatus(item.id, 'COMPLETED', { source: 'mpps', who: 'CT1' });
    assert.equal((await says('SCHEDULED', 'c')).item.status, 'COMPLETED');
  });
});

describe('finding', () => {
  it('by what an MPPS names: all that it gives has to fit', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder() }, BY);
    await test.worklist.take({ attributes: anOrder({}, { ScheduledProcedureStepID: 'S2' }) }, BY);
    const idsOf = async (reference: object) =>
      (await test.worklist.itemsOf(reference)).map(({ attributes }) => stepOf(attributes).ScheduledProcedureStepID);
    assert.deepEqual(await idsOf({ studyInstanceUid: '1.2.3.1', scheduledProcedureStepId: 'S2' }), ['S2']);
    assert.deepEqual(await idsOf({ accessionNumber: 'a1' }), ['S2', 'S1']);
    assert.deepEqual(await idsOf({ accessionNumber: 'A1', patientId: 'P2' }), []);
    assert.deepEqual(await idsOf({ accessionNumber: '' }), []);
  });

  it('in pages by start date and time, however many', async () => {
    await using test = await worklistUnderTest();
    const orders = Array.from({ length: 620 }, (_, at) =>
      anOrder(
        { AccessionNumber: `A${at}` },
        {
          ScheduledProcedureStepStartDate: `202601${String(10 + (at % 7))}`,
          ScheduledProcedureStepStartTime: `${String(8 + (at % 5)).padStart(2, '0')}00`,
        },
      ),
    );
    await Promise.all(orders.map((attributes) => test.worklist.take({ attributes }, BY)));
    const found = await allOf(test.worklist);
    assert.equal(found.length, 620);
    assert.equal(new Set(found.map(({ id }) => id)).size, 620);
    const starts = found.map(({ attributes }) => {
      const step = stepOf(attributes);
      return `${step.ScheduledProcedureStepStartDate}${step.ScheduledProcedureStepStartTime}`;
    });
    assert.deepEqual(starts, starts.toSorted());
  });

  it('by words that name, ID, accession number or procedure begin with', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder({ PatientName: 'Müller^Jörg', PatientID: '4711' }) }, BY);
    await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'B2' }) }, BY);
    const count = async (text: string) => (await allOf(test.worklist, { keys: [], text })).length;
    assert.deepEqual(
      [await count('mull'), await count('jo mu'), await count('47'), await count('b2'), await count('abdo'), await count('xyz')],
      [1, 1, 1, 1, 2, 0],
    );
  });

  it('completes patients and procedures from what was there', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder({ PatientBirthDate: '19700101' }) }, BY);
    await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'A2', PatientBirthDate: '19700102' }) }, BY);
    await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'A3', PatientID: 'P2', PatientName: 'Doe^John' }) }, BY);
    assert.deepEqual(await test.worklist.patients('gar', 10), [
      { PatientName: 'Garcia^Ana', PatientID: 'P1', PatientBirthDate: '19700102' },
    ]);
    assert.deepEqual((await test.worklist.patients('', 10)).length, 2);
    const [procedure] = await test.worklist.procedures('abd', 10);
    assert.deepEqual(procedure, {
      RequestedProcedureDescription: 'CT abdomen',
      ScheduledProcedureStepSequence: [{ Modality: 'CT', ScheduledProcedureStepDescription: 'CT abdomen', ScheduledStationAETitle: 'CT1' }],
    });
  });
});

describe('patients that are corrected and merged (ADT^A08, ADT^A40)', () => {
  it('every item of the patient changes, and of nobody else', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder() }, BY);
    await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'A2' }) }, BY);
    await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'A3', PatientID: 'P2' }) }, BY);
    assert.equal(await test.worklist.updatePatient({ patientId: 'P1' }, { PatientName: 'Garcia^Anna', PatientSex: 'F' }, BY), 2);
    assert.deepEqual(
      (await allOf(test.worklist)).map(({ attributes }) => attributes.PatientName),
      ['Garcia^Anna', 'Garcia^Anna', 'Garcia^Ana'],
    );
    assert.equal(await test.worklist.mergePatient({ patientId: 'P2' }, { patientId: 'P1' }, { PatientName: 'Garcia^Anna' }, BY), 1);
    assert.deepEqual(new Set((await allOf(test.worklist)).map(({ attributes }) => attributes.PatientID)), new Set(['P1']));
  });

  it('an issuer counts where both sides name one', async () => {
    await using test = await worklistUnderTest();
    await test.worklist.take({ attributes: anOrder({ IssuerOfPatientID: 'CLINIC' }) }, BY);
    const update = (issuerOfPatientId?: string) =>
      test.worklist.updatePatient(
        { patientId: 'P1', ...(issuerOfPatientId && { issuerOfPatientId }) },
        { PatientComments: issuerOfPatientId ?? 'none' },
        BY,
      );
    assert.deepEqual([await update('OTHER'), await update('CLINIC'), await update()], [0, 1, 1]);
  });
});

describe('the history of an item', () => {
  it('has who changed what, and nothing where nothing changed', async () => {
    await using test = await worklistUnderTest();
    const { item } = await test.worklist.take({ attributes: anOrder() }, BY);
    await test.worklist.change(item.id, { attributes: { PatientName: 'Garcia^Anna' } }, TYPED);
    await test.worklist.change(item.id, { attributes: { PatientName: 'Garcia^Anna' } }, TYPED);
    await test.worklist.setStatus(item.id, 'STARTED', { source: 'mpps', who: 'CT1' });
    await test.worklist.mergePatient({ patientId: 'P1' }, { patientId: 'P9' }, {}, BY);
    const history = await test.worklist.history(item.id);
    assert.deepEqual(
      history.map(({ what, by }) => [what, by.who]),
      [
        ['added', 'RIS1'],
        ['changed', 'anna'],
        ['status', 'CT1'],
        ['merged', 'RIS1'],
      ],
    );
    assert.deepEqual(history[1]!.parts, [{ path: 'PatientName', before: 'Garcia^Ana', after: 'Garcia^Anna' }]);
    assert.deepEqual(history[2]!.parts, [
      { path: 'ScheduledProcedureStepSequence.ScheduledProcedureStepStatus', before: 'SCHEDULED', after: 'STARTED' },
    ]);
  });

  it('what a source takes back is not offered, stays, and comes back with it', async () => {
    await using test = await worklistUnderTest();
    const by = { source: 'file', who: 'a.wl' } as const;
    const { item } = await test.worklist.take({ attributes: anOrder() }, by);
    assert.deepEqual(await test.worklist.broughtBy('file'), [{ id: item.id, who: 'a.wl', startDate: '20260110' }]);
    await test.worklist.withdraw([item.id], by);
    assert.equal((await allOf(test.worklist)).length, 0);
    assert.equal((await allOf(test.worklist, { keys: [], withdrawn: true })).length, 1);
    await test.worklist.take({ attributes: anOrder() }, by);
    assert.equal((await allOf(test.worklist)).length, 1);
    assert.deepEqual(
      (await test.worklist.history(item.id)).map(({ what }) => what),
      ['added', 'withdrawn', 'returned'],
    );
  });

  it('goes with the item once its day is long past', async () => {
    await using test = await worklistUnderTest();
    const { item } = await test.worklist.take({ attributes: anOrder() }, BY);
    const undated = await test.worklist.take(
      { attributes: anOrder({ AccessionNumber: 'A2' }, { ScheduledProcedureStepStartDate: '' }) },
      BY,
    );
    assert.equal(await test.worklist.prune('20260110'), 0);
    assert.equal(await test.worklist.prune('20260111'), 1);
    assert.equal(await test.worklist.get(item.id), undefined);
    assert.deepEqual(await test.worklist.history(item.id), []);
    assert.ok(await test.worklist.get(undated.item.id));
  });
});

describe('how a source fares', () => {
  it('is told with the time of its last success, over a restart too', async () => {
    let now = 1000;
    await using test = await worklistUnderTest({ now: () => now });
    await test.worklist.sourceTried('upstream', 'RIS');
    await test.worklist.take({ attributes: anOrder() }, { source: 'upstream', who: 'RIS' });
    now = 5000;
    await test.worklist.sourceTried('upstream', 'RIS', 'it is down');
    const again = await test.reopened();
    assert.deepEqual(await again.sources(), [
      { source: 'upstream', name: 'RIS', items: 1, lastOkAt: 1000, lastTriedAt: 5000, fault: 'it is down' },
    ]);
    await again.keepSources('upstream', []);
    assert.deepEqual(await again.sources(), []);
  });
});
