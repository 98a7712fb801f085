import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instructionsOf } from '../../../app/hl7/instructions.ts';
import { parseMessage } from '../../../app/hl7/message.ts';
import type { Corrections, MappingRule } from '../../../app/hl7/rules.ts';
import { orderFaults } from '../../../app/worklist/worklist.ts';
import { adt, orm } from '../../support/hl7-messages.ts';

const RECEIVED = new Date(2026, 10, 22, 7, 5).getTime();

function instructions(
  text: string,
  options: { readonly rules?: readonly MappingRule[]; readonly corrections?: Corrections; readonly authority?: string } = {},
) {
  const message = parseMessage(text, (bytes) => Buffer.from(bytes).toString('latin1'), { maxSegments: 100 });
  const { rules = [], corrections = {}, authority } = options;
  return instructionsOf(message, { rules, corrections, assigningAuthority: authority, receivedAt: RECEIVED });
}
function order(text: string, options: Parameters<typeof instructions>[1] = {}) {
  const [first] = instructions(text, options);
  assert.equal(first?.kind, 'order');
  return first;
}
const step = (text: string, options: Parameters<typeof instructions>[1] = {}) => {
  const steps = order(text, options).attributes.ScheduledProcedureStepSequence;
  assert.ok(typeof steps === 'object');
  return steps[0]!;
};
/** The message with one field of one segment replaced. */
function withField(text: string, segment: string, field: number, value: string): string {
  return text
    .split('\r')
    .map((line) => {
      const fields = line.split('|');
      if (fields[0] !== segment) return line;
      const at = segment === 'MSH' ? field - 1 : field;
      while (fields.length <= at) fields.push('');
      fields[at] = value;
      return fields.join('|');
    })
    .join('\r');
}

describe('ORM^O01: the fields of an order (IHE RAD-4)', () => {
  it('are these attributes', () => {
    const { attributes, isNew } = order(orm());
    assert.equal(isNew, true);
    assert.deepEqual(attributes, {
      PatientName: 'Example^Ada^Q^Dr^Jr',
      PatientID: 'P1',
      IssuerOfPatientID: 'CLINIC',
      PatientBirthDate: '19800229',
      PatientSex: 'F',
      PregnancyStatus: '3',
      AdmissionID: 'V9',
      CurrentPatientLocation: 'WARD 12 3',
      ReferringPhysicianName: 'Referrer^Rob',
      PatientState: 'DANGER',
      AccessionNumber: 'A1',
      RequestingPhysician: 'Orderer^Olga',
      PlacerOrderNumberImagingServiceRequest: 'PL7',
      FillerOrderNumberImagingServiceRequest: 'FI7',
      RequestedProcedureID: 'RP1',
      RequestedProcedureDescription: 'Chest CT',
      RequestedProcedureCodeSequence: [{ CodeValue: 'CHEST', CodingSchemeDesignator: '99LOCAL', CodeMeaning: 'Chest CT' }],
      StudyInstanceUID: '1.2.826.0.1.3680043.9.7.1',
      RequestedProcedurePriority: 'STAT',
      PatientTransportArrangements: 'WALK',
      ReasonForTheRequestedProcedure: 'Cough',
      ScheduledProcedureStepSequence: [
        {
          Modality: 'CT',
          ScheduledProcedureStepStartDate: '20261122',
          ScheduledProcedureStepStartTime: '093000',
          ScheduledProcedureStepDescription: 'Chest low dose',
          ScheduledProtocolCodeSequence: [{ CodeValue: 'P77', CodingSchemeDesignator: '99LOCAL', CodeMeaning: 'Chest low dose' }],
          ScheduledProcedureStepID: 'SP1',
        },
      ],
    });
    assert.deepEqual(orderFaults(attributes), []);
  });
  it('names in three scripts are the component groups of one', () =>
    assert.equal(
      order(orm({ name: 'Yamada^Tarou^^^^^L^A~山田^太郎^^^^^L^I~やまだ^たろう^^^^^L^P' })).attributes.PatientName,
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ));
  it('of several IDs the one of the setting, else the medical record number, else the first', () => {
    const ids = 'X9^^^OTHER^SS~P1^^^CLINIC^MR~Z3^^^CITY';
    const text = withField(orm(), 'PID', 3, ids);
    assert.equal(order(text).patientId, 'P1');
    assert.equal(order(text, { authority: 'CITY' }).patientId, 'Z3');
    assert.equal(order(withField(orm(), 'PID', 3, 'X9~Y8')).patientId, 'X9');
  });
  it('numbers that are missing are those of the order', () => {
    let text = withField(orm(), 'OBR', 18, '');
    text = withField(withField(text, 'OBR', 19, ''), 'OBR', 20, '');
    const { keys, attributes } = order(text);
    assert.deepEqual(keys.said, {});
    assert.equal(attributes.AccessionNumber, 'FI7');
    assert.equal(attributes.RequestedProcedureID, 'FI7');
    assert.equal(step(text).ScheduledProcedureStepID, 'FI7');
  });
  it('the start is honoured with its offset from UTC, and is now where none is said', () => {
    const at = new Date(Date.UTC(2026, 10, 22, 22, 30));
    const two = (part: number) => String(part).padStart(2, '0');
    const text = orm({ start: '20261123003000+0200' });
    assert.equal(step(text).ScheduledProcedureStepStartDate, `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`);
    assert.equal(step(text).ScheduledProcedureStepStartTime, `${two(at.getHours())}${two(at.getMinutes())}00`);
    assert.deepEqual(
      [step(orm({ start: '' })).ScheduledProcedureStepStartDate, step(orm({ start: '' })).ScheduledProcedureStepStartTime],
      ['20261122', '070500'],
    );
    assert.throws(() => order(orm({ start: '20261399' })), { code: 'HL7_FIELD_WRONG' });
  });
  it('OBR-24 names a modality, or a section that has only one', () => {
    assert.equal(step(orm({ modality: 'mr' })).Modality, 'MR');
    assert.equal(step(orm({ modality: 'NMR' })).Modality, 'MR');
    assert.throws(() => order(orm({ modality: 'RAD' })), { code: 'HL7_FIELD_WRONG', values: { field: 'OBR-24' } });
    assert.throws(() => order(orm({ modality: '' })), { code: 'HL7_FIELD_MISSING', values: { field: 'OBR-24' } });
  });
  it('a rule of the settings gives modality and device', () => {
    const rules = [
      { field: 'OBR-24', value: 'rad', modality: 'DX', stationAeTitle: 'DX1' },
      { field: 'OBR-4.1', value: 'CHEST', stationAeTitle: 'CT2' },
    ];
    assert.equal(step(orm({ modality: 'RAD' }), { rules }).Modality, 'DX');
    assert.equal(step(orm({ modality: 'RAD' }), { rules }).ScheduledStationAETitle, 'DX1');
    assert.equal(step(orm(), { rules }).ScheduledStationAETitle, 'CT2');
  });
  it('corrections stand in the place of what is wrong', () => {
    const corrections = { modality: 'DX', patientId: 'P2', accessionNumber: 'A2', startDate: '20261201', startTime: '1015' };
    const text = withField(orm({ modality: 'RAD' }), 'PID', 3, '');
    assert.throws(() => order(text), { code: 'HL7_FIELD_MISSING' });
    assert.equal(order(text, { corrections }).patientId, 'P2');
    assert.equal(order(text, { corrections }).attributes.AccessionNumber, 'A2');
    assert.equal(step(text, { corrections }).ScheduledProcedureStepStartDate, '20261201');
  });
  it('of a birth date of which only the year is known nothing is said; one that is none is refused', () => {
    for (const known of ['1980', '198002']) assert.equal(order(withField(orm(), 'PID', 7, known)).attributes.PatientBirthDate, undefined);
    assert.equal(order(withField(orm(), 'PID', 7, '198002290815')).attributes.PatientBirthDate, '19800229');
    assert.throws(() => order(withField(orm(), 'PID', 7, '19801399')), { code: 'HL7_FIELD_WRONG', values: { field: 'PID-7' } });
  });
  it('a start by the hour is at its full hour', () => {
    const { ScheduledProcedureStepStartDate, ScheduledProcedureStepStartTime } = step(orm({ start: '2026112209' }));
    assert.deepEqual([ScheduledProcedureStepStartDate, ScheduledProcedureStepStartTime], ['20261122', '0900']);
  });
  it('a start that is none is corrected; one that is keeps its time', () => {
    const text = orm({ start: '20261399' });
    assert.throws(() => order(text), { code: 'HL7_FIELD_WRONG', values: { field: 'ORC-7.4' } });
    const on = (corrections: { startDate: string; startTime?: string }, of = text) => {
      const { ScheduledProcedureStepStartDate, ScheduledProcedureStepStartTime } = step(of, { corrections });
      return [ScheduledProcedureStepStartDate, ScheduledProcedureStepStartTime];
    };
    assert.deepEqual(on({ startDate: '20261201', startTime: '1015' }), ['20261201', '1015']);
    assert.deepEqual(on({ startDate: '20261201' }), ['20261201', '0000']);
    assert.deepEqual(on({ startDate: '20261201' }, orm({ start: '20261122093000' })), ['20261201', '093000']);
  });
  it('"" takes away what was there', () =>
    assert.equal(order(withField(orm({ control: 'XO' }), 'PV1', 8, '""')).attributes.ReferringPhysicianName, ''));
  it('a change without a time leaves the time as it is', () =>
    assert.equal(step(orm({ control: 'XO', start: '' })).ScheduledProcedureStepStartDate, undefined));
  it('several OBR of one ORC are several steps', () => {
    const lines = orm().split('\r');
    const second = lines[4]!.replace('|A1|RP1|SP1|', '|A1|RP2|SP2|');
    assert.notEqual(second, lines[4]);
    const all = instructions([...lines.slice(0, 5), second, ...lines.slice(5)].join('\r'));
    assert.deepEqual(
      all.map((each) => each.kind === 'order' && each.keys.scheduledProcedureStepId),
      ['SP1', 'SP2'],
    );
  });
});

describe('order control (table 0119) and order status (table 0038)', () => {
  for (const [control, status, expected] of [
    ['NW', '', 'new'],
    ['XO', '', 'change'],
    ['XO', 'SC', 'change'],
    ['XO', 'CM', 'COMPLETED'],
    ['CA', '', 'CANCELED'],
    ['OC', '', 'CANCELED'],
    ['DC', '', 'CANCELED'],
    ['SC', 'IP', 'STARTED'],
    ['SC', 'CM', 'COMPLETED'],
    ['SC', 'CA', 'CANCELED'],
    ['SC', 'DC', 'DISCONTINUED'],
  ] as const)
    it(`${control} ${status} is ${expected}`, () => {
      const [one] = instructions(orm({ control, status }));
      assert.equal(one?.kind === 'status' ? one.status : one?.kind === 'order' ? (one.isNew ? 'new' : 'change') : '', expected);
    });
  it('what is not known is refused, as is a status that is not said', () => {
    assert.throws(() => instructions(orm({ control: 'QQ' })), { code: 'HL7_UNSUPPORTED_CONTROL' });
    assert.throws(() => instructions(orm({ control: 'SC' })), { code: 'HL7_FIELD_MISSING', values: { field: 'ORC-5' } });
    assert.throws(() => instructions(withField(orm(), 'MSH', 9, 'ORM^O02')), { code: 'HL7_UNSUPPORTED_EVENT' });
    assert.throws(() => instructions(withField(orm(), 'MSH', 9, 'ORU^R01')), { code: 'HL7_UNSUPPORTED_TYPE' });
  });
});

describe('OMI^O23: the fields of IPC (IHE RAD-4, 2.5.1)', () => {
  const omi = [
    'MSH|^~\\&|RIS|CLINIC|||20261122||OMI^O23^OMI_O23|O1|P|2.5.1||||||UNICODE UTF-8',
    'PID|1||P1^^^CLINIC^MR||Example&von^Ada||19800229|F',
    'ORC|NW|PL7|FI7',
    'TQ1|1||||||20261122093000||A^ASAP^HL70485',
    'OBR|1|PL7|FI7|CHEST^Chest CT^99CLINIC',
    'IPC|A1^RIS|RP1^RIS|1.2.3.4^RIS|SP1^RIS|CT|P77^Low dose^99CLINIC|ROOM1|HALL 2|CT1',
    'IPC|A1^RIS|RP1^RIS|1.2.3.4^RIS|SP2^RIS|CT|P78^High dose^99CLINIC|ROOM1|HALL 2|CT1\\S\\2',
  ].join('\r');
  it('each IPC is a step', () => {
    const [first, second] = instructions(omi);
    assert.ok(first?.kind === 'order' && second?.kind === 'order');
    assert.equal(first.attributes.PatientName, 'Example^Ada');
    assert.equal(first.attributes.RequestedProcedurePriority, 'HIGH');
    assert.equal(first.attributes.StudyInstanceUID, '1.2.3.4');
    assert.deepEqual(first.attributes.ScheduledProcedureStepSequence, [
      {
        Modality: 'CT',
        ScheduledStationAETitle: 'CT1',
        ScheduledStationName: 'ROOM1',
        ScheduledProcedureStepLocation: 'HALL 2',
        ScheduledProcedureStepStartDate: '20261122',
        ScheduledProcedureStepStartTime: '093000',
        ScheduledProcedureStepDescription: 'Low dose',
        ScheduledProtocolCodeSequence: [{ CodeValue: 'P77', CodingSchemeDesignator: '99CLINIC', CodeMeaning: 'Low dose' }],
        ScheduledProcedureStepID: 'SP1',
      },
    ]);
    assert.equal(second.keys.scheduledProcedureStepId, 'SP2');
  });
});

describe('ADT: corrections of patients', () => {
  it('A08 gives the patient these attributes', () =>
    assert.deepEqual(instructions(adt('A08')), [
      {
        kind: 'patient',
        patient: { patientId: 'P1', issuerOfPatientId: 'CLINIC' },
        attributes: {
          PatientName: 'Corrected^Ada',
          PatientBirthDate: '19800301',
          PatientSex: 'F',
          PatientID: 'P1',
          IssuerOfPatientID: 'CLINIC',
        },
      },
    ]));
  it('A40 moves the patient of MRG to that of PID', () => {
    const [merge] = instructions(adt('A40', { prior: 'P0' }));
    assert.ok(merge?.kind === 'merge');
    assert.deepEqual([merge.from.patientId, merge.into.patientId], ['P0', 'P1']);
    assert.throws(() => instructions(adt('A40').replace(/MRG[^\r]*\r/, '')), { code: 'HL7_FIELD_MISSING', values: { field: 'MRG-1' } });
  });
});
