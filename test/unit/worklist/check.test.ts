import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dicomJsonOf, orderFaults, readStepSearch } from '../../../app/worklist/worklist.ts';
import { anOrder } from '../../support/worklist-under-test.ts';

describe('what an order may have', () => {
  it('an order as modalities need it is right, and so is taking a value away', () => {
    assert.deepEqual(orderFaults(anOrder({ PatientSex: '', MedicalAlerts: 'LATEX\\PENICILLIN' })), []);
    assert.deepEqual(
      orderFaults(anOrder({ RequestedProcedureCodeSequence: [{ CodeValue: '1', CodingSchemeDesignator: 'L', CodeMeaning: 'one' }] })),
      [],
    );
    assert.deepEqual(orderFaults(anOrder({ PatientName: 'Wang^XiaoDong=王^小东' })), []);
  });

  for (const [path, attributes] of [
    ['Rows', { Rows: '512' }],
    ['PatientBirthDate', { PatientBirthDate: '1970-01-01' }],
    ['PatientSex', { PatientSex: 'female' }],
    ['PatientName', { PatientName: 'A=B=C=D' }],
    ['PatientID', { PatientID: 'P\n1' }],
    ['PatientID', { PatientID: 'P\\1' }],
    ['AccessionNumber', { AccessionNumber: '12345678901234567' }],
    ['StudyInstanceUID', { StudyInstanceUID: '1.02' }],
    ['ReferencedStudySequence', { ReferencedStudySequence: 'x' }],
    ['PatientAge', { PatientAge: [{ CodeValue: '1' }] }],
    ['ScheduledProcedureStepSequence', { ScheduledProcedureStepSequence: [{}, {}] }],
    ['ScheduledProcedureStepSequence.Modality', anOrder({}, { Modality: 'ct' })],
    ['ScheduledProcedureStepSequence.ScheduledStationAETitle', anOrder({}, { ScheduledStationAETitle: 'CT1\\A TITLE THAT IS TOO LONG' })],
    ['ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime', anOrder({}, { ScheduledProcedureStepStartTime: '9:30' })],
  ] as const)
    it(`${path}: a fault is named by its path, never with the value`, () =>
      assert.deepEqual(
        orderFaults(attributes).map((fault) => fault.path),
        [path],
      ));
});

describe('PS3.18 Annex F.2 DICOM JSON', () => {
  it('text, names by group, numbers, several values, sequences, and attributes without a value', () =>
    assert.deepEqual(
      dicomJsonOf({
        PatientName: 'Wang^XiaoDong=王^小东',
        PatientWeight: '70.5',
        PregnancyStatus: '4',
        MedicalAlerts: 'LATEX\\',
        AdmissionID: '',
        ScheduledProcedureStepSequence: [{ Modality: 'CT' }],
        ReferencedStudySequence: [],
      }),
      {
        '00081110': { vr: 'SQ' },
        '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
        '00101030': { vr: 'DS', Value: [70.5] },
        '00102000': { vr: 'LO', Value: ['LATEX', null] },
        '001021C0': { vr: 'US', Value: [4] },
        '00380010': { vr: 'LO' },
        '00400100': { vr: 'SQ', Value: [{ '00080060': { vr: 'CS', Value: ['CT'] } }] },
      },
    ));
});

describe('PS3.18 §14.4.1.2 the query parameters', () => {
  const read = (query: string) => readStepSearch(new URLSearchParams(query));
  const understood = (query: string) => {
    const search = read(query);
    assert.ok(!('fault' in search), JSON.stringify(search));
    return search;
  };

  it('attributes by keyword or tag, of the step with a dot', () => {
    const one = understood('PatientID=P1&00400100.00080060=CT&ScheduledProcedureStepSequence.ScheduledStationAETitle=CT1');
    assert.deepEqual(one.query.keys, [
      { keyword: 'PatientID', vr: 'LO', key: { kind: 'single', value: 'P1' } },
      {
        keyword: 'ScheduledProcedureStepSequence',
        vr: 'SQ',
        within: [
          { keyword: 'Modality', vr: 'CS', key: { kind: 'single', value: 'CT' } },
          { keyword: 'ScheduledStationAETitle', vr: 'AE', key: { kind: 'single', value: 'CT1' } },
        ],
      },
    ]);
  });

  it('includefield, fuzzymatching, offset and limit', () => {
    const { query, returned, offset, limit } = understood('fuzzymatching=true&includefield=PatientAge,PatientAddress&offset=5&limit=10');
    assert.deepEqual([query.fuzzy, offset, limit], [true, 5, 10]);
    for (const keyword of ['PatientAge', 'PatientAddress', 'PatientName'])
      assert.ok(
        returned?.some((each) => each.keyword === keyword),
        keyword,
      );
    assert.equal(understood('includefield=all').returned, undefined);
  });

  it('what is none is said in words', () => {
    for (const query of ['PatientShoeSize=43', 'limit=many', 'fuzzymatching=perhaps', 'includefield=Nothing', 'PatientBirthDate=19*'])
      assert.ok('fault' in read(query), query);
  });
});
