import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderFacts, StudyFacts } from '../../../app/reconcile/facts.ts';
import { type Evidence, judge } from '../../../app/reconcile/judge.ts';
import { relationOfNames } from '../../../app/reconcile/names.ts';
import { faultOf, valuesOfOrder } from '../../../app/reconcile/values.ts';

const ORDER: OrderFacts = {
  ...{ id: 1, status: 'SCHEDULED', studyInstanceUid: '1.2.9', accessionNumber: 'A1', requestedProcedureId: 'R1', procedure: 'CT head' },
  ...{ modality: 'CT', stations: ['CT1'], date: '20261122', time: '083000' },
  ...{ patientName: 'Yamada^Tarou', patientId: 'P1', issuerOfPatientId: '', patientBirthDate: '19700102', patientSex: 'M' },
};
const STUDY: StudyFacts = {
  ...{ studyInstanceUid: '1.2.3', accessionNumber: 'A1', studyDescription: '', modalities: ['CT'], stations: ['CT1'] },
  ...{ date: '20261122', time: '084500', images: 10, lastReceivedAt: 0 },
  ...{ patientName: 'YAMADA^TAROU', patientId: 'P1', issuerOfPatientId: '', patientBirthDate: '19700102', patientSex: 'M' },
};
const evidence = (study: Partial<StudyFacts>, more: Partial<Evidence> = {}): Evidence => ({
  ...{ study: { ...STUDY, ...study }, orders: [ORDER], claims: [], namesakes: [] },
  ...more,
});
const reasons = (study: Partial<StudyFacts>, more?: Partial<Evidence>) => judge(evidence(study, more)).reasons;

describe('why a study waits', () => {
  it('it agrees with its order: not at all', () => assert.deepEqual(judge(evidence({})).reasons, []));
  it('no accession number, and the order is suggested', () => {
    const { reasons: why, suggestions } = judge(evidence({ accessionNumber: '' }));
    assert.deepEqual(why, ['NO_ACCESSION']);
    assert.deepEqual(
      suggestions.map(({ order, points }) => [order.id, points]),
      [[1, ['PATIENT_ID', 'NAME', 'BIRTH_DATE', 'SEX', 'MODALITY', 'STATION', 'TIME_NEAR', 'SAME_DAY']]],
    );
  });
  it('an accession number that no order has', () => assert.deepEqual(reasons({ accessionNumber: 'A9' }), ['ACCESSION_UNKNOWN']));
  it('another accession number than the order that its UID names', () =>
    assert.deepEqual(reasons({ studyInstanceUid: '1.2.9', accessionNumber: 'A9' }), ['ACCESSION_DIFFERS']));
  it('another patient ID than the order has', () => assert.deepEqual(reasons({ patientId: 'P2' }), ['PATIENT_ID_DIFFERS']));
  it('the same patient ID of another issuer', () =>
    assert.deepEqual(reasons({ issuerOfPatientId: 'B' }, { orders: [{ ...ORDER, issuerOfPatientId: 'A' }] }), ['PATIENT_ID_DIFFERS']));
  it('no patient ID', () => assert.deepEqual(reasons({ patientId: '' }), ['NO_PATIENT_ID']));
  it('another name though the ID agrees, a typing error too', () => {
    assert.deepEqual(reasons({ patientName: 'Suzuki^Hanako' }), ['NAME_DIFFERS']);
    assert.deepEqual(reasons({ patientName: 'Yamado^Tarou' }), ['NAME_DIFFERS']);
  });
  it('birth date or sex differ; one that is missing does not', () => {
    assert.deepEqual(reasons({ patientBirthDate: '19700103', patientSex: 'F' }), ['BIRTH_DATE_DIFFERS', 'SEX_DIFFERS']);
    assert.deepEqual(reasons({ patientBirthDate: '', patientSex: '' }), []);
  });
  it('another person has the same ID', () => {
    const namesakes = [{ ...ORDER, patientName: 'Suzuki^Hanako' }];
    assert.deepEqual(reasons({}, { namesakes }), ['OTHER_PERSON']);
  });
  it('the performed step names the order', () => {
    const claims = [{ accessionNumber: 'A1', requestedProcedureId: 'R1', studyInstanceUid: '' }];
    const { linked } = judge(evidence({ accessionNumber: '' }, { claims }));
    assert.equal(linked?.id, 1);
  });
});

describe('which order is suggested', () => {
  const other = { ...ORDER, id: 2, accessionNumber: 'A2', patientId: 'P2', patientName: 'Suzuki^Hanako', patientBirthDate: '' };
  it('the one of the same person before others of the same hour', () =>
    assert.deepEqual(
      judge(evidence({ accessionNumber: '' }, { orders: [other, ORDER] })).suggestions.map(({ order }) => order.id),
      [1],
    ));
  it('one without anything of the person, by device and time', () =>
    assert.equal(
      judge(evidence({ accessionNumber: '', patientId: '', patientName: '', patientBirthDate: '', patientSex: '' })).suggestions[0]?.order
        .id,
      1,
    ));
  it('one that was cancelled, or of another modality, falls behind', () => {
    const orders = [{ ...ORDER, id: 3, status: 'CANCELED' } as const, { ...ORDER, id: 4, modality: 'MR' }, ORDER];
    assert.equal(judge(evidence({ accessionNumber: '' }, { orders })).suggestions[0]?.order.id, 1);
  });
});

describe('what is new to decide by', () => {
  const print = (study: Partial<StudyFacts>, more?: Partial<Evidence>) => judge(evidence(study, more)).fingerprint;
  it('another image is not', () => assert.equal(print({ images: 11, lastReceivedAt: 5 }), print({})));
  it('an order that changed is', () => assert.notEqual(print({}, { orders: [{ ...ORDER, patientName: 'Yamada^Jirou' }] }), print({})));
});

describe('names', () => {
  const CASES = [
    ['Müller^Jörg', 'MULLER^JORG', 'same'],
    ['Иванов^Иван^Иванович', 'иванов^иван', 'same'],
    ['Tarou Yamada', 'Yamada^Tarou', 'same'],
    ['Yamada^Tarou=山田^太郎', '山田 太郎', 'same'],
    ['Ivanov^Ivan', 'Ivanov^Petr', 'similar'],
    ['Ivanov^Ivan', 'Ivanow^Ivan', 'similar'],
    ['Ivanov^Ivan', 'Petrova^Anna', 'other'],
    ['Ivanov^Ivan', 'Иванов^Иван', 'unknown'],
    ['', 'Ivanov', 'unknown'],
  ] as const;
  for (const [one, other, relation] of CASES)
    it(`${one} and ${other}: ${relation}`, () => {
      assert.equal(relationOfNames(one, other), relation);
      assert.equal(relationOfNames(other, one), relation);
    });
});

describe('values that images are to get (PS3.5 §6.2)', () => {
  it('are those that the order says', () =>
    assert.deepEqual(valuesOfOrder({ ...ORDER, patientSex: '' }), {
      ...{ PatientName: 'Yamada^Tarou', PatientID: 'P1', PatientBirthDate: '19700102', AccessionNumber: 'A1' },
    }));
  const FAULTS = [
    [{ AccessionNumber: 'x'.repeat(17) }, 'TOO_LONG'],
    [{ PatientID: 'a\\b' }, 'BAD_CHARACTER'],
    [{ PatientBirthDate: '20260230' }, 'NO_DATE'],
    [{ PatientSex: 'X' }, 'NO_SEX'],
    [{ PatientName: 'a=b=c=d' }, 'BAD_NAME'],
    [{ PatientName: '', AccessionNumber: 'A 1', PatientBirthDate: '20240229' }, undefined],
  ] as const;
  for (const [values, fault] of FAULTS)
    it(`${JSON.stringify(values)}: ${fault ?? 'fits'}`, () => assert.equal(faultOf(values)?.fault, fault));
});
