import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STEP_ATTRIBUTES } from '../../../app/steps/attributes.ts';
import { createStep } from '../../../app/steps/create.ts';
import { elementOf } from '../../../app/steps/elements.ts';
import { type Attributes, CREATED, elementsOf } from '../../support/mpps-dataset.ts';

const create = (changes: Attributes = {}) => createStep(elementsOf({ ...CREATED, ...changes }), 'standard');
const scheduled = (changes: Attributes) => ({
  ScheduledStepAttributesSequence: [{ ...(CREATED.ScheduledStepAttributesSequence as readonly Attributes[])[0]!, ...changes }],
});

describe('PS3.4 F.7.2.1 N-CREATE of a Modality Performed Procedure Step', () => {
  it('takes what Table F.7.2-1 demands', () => {
    const taken = create();
    assert.equal(taken.kind, 'taken');
    assert.equal(taken.status, 0x0000);
  });

  for (const status of ['COMPLETED', 'DISCONTINUED', 'SCHEDULED', 'in progress'])
    it(`refuses the status ${status}: 0106H with the value in an Attribute List (F.7.2.1.3)`, () => {
      const refused = create({ PerformedProcedureStepStatus: status });
      assert.equal(refused.kind, 'refused');
      assert.equal(refused.status, 0x0106);
      assert.deepEqual(
        refused.list?.map(({ tag, bytes }) => [tag, Buffer.from(bytes).toString()]),
        [[0x00400252, status]],
      );
    });

  for (const { keyword, tag, create: type } of STEP_ATTRIBUTES.filter((row) => row.create !== 3)) {
    it(`${keyword} is type ${type}: 0120H without it, its tag in the Attribute Identifier List`, () => {
      const refused = create({ [keyword]: undefined });
      assert.equal(refused.status, 0x0120);
      assert.deepEqual(refused.tags, [tag]);
    });
    if (type === 1)
      it(`${keyword} without a value: 0121H`, () => {
        const empty = create({ [keyword]: Array.isArray(CREATED[keyword]) ? [] : '' });
        assert.equal(empty.status, 0x0121);
        assert.deepEqual(empty.kind === 'refused' && empty.list?.map((element) => element.tag), [tag]);
      });
    else
      it(`${keyword} may be without a value`, () => {
        assert.equal(create({ [keyword]: Array.isArray(CREATED[keyword]) ? [] : '' }).kind, 'taken');
      });
  }

  it('looks into the items of the Scheduled Step Attributes Sequence: 0120H, 0121H', () => {
    assert.deepEqual(create(scheduled({ AccessionNumber: undefined })).tags, [0x00080050]);
    const empty = create(scheduled({ StudyInstanceUID: '' }));
    assert.equal(empty.status, 0x0121);
    assert.deepEqual(
      empty.list?.map(({ tag, items }) => [tag, items?.map((item) => item.map((each) => each.tag))]),
      [[0x00400270, [[0x0020000d]]]],
    );
  });

  it('names all that is missing at once', () => {
    const refused = create({ Modality: undefined, PatientID: undefined });
    assert.deepEqual(refused.tags, [0x00080060, 0x00100020]);
    assert.equal(refused.comment, 'Missing Modality, PatientID');
  });

  it('refuses a Study Instance UID that is none, and a start date that is none: 0106H', () => {
    assert.equal(create(scheduled({ StudyInstanceUID: 'STUDY-7' })).status, 0x0106);
    assert.equal(create({ PerformedProcedureStepStartDate: '20261322' }).status, 0x0106);
  });

  it('leaves out a birth date that is none, with the warning 0116H and the value in an Attribute List', () => {
    const taken = create({ PatientBirthDate: '19701399' });
    assert.equal(taken.status, 0x0116);
    assert.equal(taken.kind === 'taken' && elementOf(taken.elements, 0x00100030)?.bytes.byteLength, 0);
    assert.deepEqual(
      taken.list?.map(({ tag }) => tag),
      [0x00100030],
    );
  });

  it('keeps all other attributes of the IOD, and nothing of the SOP Common Module', () => {
    const taken = create({ CommentsOnThePerformedProcedureStep: 'quiet patient', SOPInstanceUID: '1.2.3' });
    assert.ok(taken.kind === 'taken' && elementOf(taken.elements, 0x00400280));
    assert.ok(taken.kind === 'taken' && !elementOf(taken.elements, 0x00080018));
  });

  it('lenient: demands the status alone', () => {
    assert.equal(createStep(elementsOf({ PerformedProcedureStepStatus: 'IN PROGRESS' }), 'lenient').status, 0x0000);
    assert.equal(createStep(elementsOf({ PatientID: 'X' }), 'lenient').status, 0x0120);
    assert.equal(createStep(elementsOf({ PerformedProcedureStepStatus: 'COMPLETED' }), 'lenient').status, 0x0106);
  });
});
