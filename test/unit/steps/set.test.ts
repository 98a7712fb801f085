import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elementText } from '../../../app/dataset/dataset.ts';
import { STEP_ATTRIBUTES } from '../../../app/steps/attributes.ts';
import { createStep } from '../../../app/steps/create.ts';
import { characterSetsOf, type Elements, elementOf, itemsOf } from '../../../app/steps/elements.ts';
import { setStep } from '../../../app/steps/set.ts';
import { type Attributes, CREATED, elementsOf, ended, seriesOf } from '../../support/mpps-dataset.ts';

function created(changes: Attributes = {}, characterSets: readonly string[] = []): Elements {
  const taken = createStep(elementsOf({ ...CREATED, ...changes }, characterSets), 'standard');
  assert.ok(taken.kind === 'taken', taken.comment ?? '');
  return taken.elements;
}

function set(step: Elements, attributes: Attributes, characterSets: readonly string[] = []) {
  return setStep(step, elementsOf(attributes, characterSets), 'standard');
}

function taken(verdict: ReturnType<typeof setStep>): Elements {
  assert.ok(verdict.kind === 'taken', verdict.comment ?? '');
  return verdict.elements;
}

const text = (step: Elements, tag: number) => elementText(elementOf(step, tag)!, characterSetsOf(step));

describe('PS3.4 F.7.2.2 N-SET of a Modality Performed Procedure Step', () => {
  it('sets what is created, and leaves the rest', () => {
    const step = taken(set(created(), { PerformedProcedureStepDescription: 'Head, native' }));
    assert.equal(text(step, 0x00400254), 'Head, native');
    assert.equal(text(step, 0x00100020), 'STEP1');
  });

  for (const status of ['COMPLETED', 'DISCONTINUED']) {
    it(`refuses any N-SET once the step is ${status}: 0110H, Error ID A710, the comment of Table F.7.2-2`, () => {
      const over = taken(set(created(), ended(['1.2.3'], { PerformedProcedureStepStatus: status })));
      const refused = set(over, { PerformedProcedureStepDescription: 'late' });
      assert.deepEqual(refused, {
        kind: 'refused',
        status: 0x0110,
        errorId: 0xa710,
        comment: 'Performed Procedure Step Object may no longer be updated',
      });
    });

    it(`${status} needs end date, end time and a series with its attributes: 0121H where the value is missing`, () => {
      const refused = set(created(), { PerformedProcedureStepStatus: status });
      assert.equal(refused.status, 0x0121);
      assert.deepEqual(
        refused.list?.map(({ tag }) => tag),
        [0x00400250, 0x00400251, 0x00400340],
      );
    });
  }

  it('takes what came in an N-SET before the final one for the final state', () => {
    const before = taken(set(created(), { PerformedSeriesSequence: [seriesOf(['1.2.3'])], PerformedProcedureStepEndDate: '20261122' }));
    const over = set(before, { PerformedProcedureStepStatus: 'COMPLETED', PerformedProcedureStepEndTime: '083000' });
    assert.equal(over.status, 0x0000);
  });

  it('a series may be there without images, where none were made', () => {
    assert.equal(set(created(), ended([], { PerformedProcedureStepStatus: 'DISCONTINUED' })).status, 0x0000);
  });

  for (const keyword of ['ProtocolName', 'SeriesInstanceUID', 'PerformingPhysicianName', 'OperatorsName', 'RetrieveAETitle'])
    it(`each item of the Performed Series Sequence has ${keyword}: else 0120H`, () => {
      const refused = set(created(), ended([], { PerformedSeriesSequence: [{ ...seriesOf([]), [keyword]: undefined }] }));
      assert.equal(refused.status, 0x0120);
    });

  it('replaces sequences whole: the items of the last N-SET are all there are', () => {
    const first = taken(set(created(), { PerformedSeriesSequence: [seriesOf(['1.2.1'], '1.9.1'), seriesOf(['1.2.2'], '1.9.2')] }));
    const second = taken(set(first, { PerformedSeriesSequence: [seriesOf(['1.2.3'], '1.9.3')] }));
    assert.equal(itemsOf(second, 0x00400340).length, 1);
  });

  it('refuses a status that is none of the three: 0106H with it in a Modification List', () => {
    const refused = set(created(), { PerformedProcedureStepStatus: 'DONE' });
    assert.equal(refused.status, 0x0106);
    assert.deepEqual(
      refused.list?.map(({ tag }) => tag),
      [0x00400252],
    );
  });

  for (const { keyword, tag } of STEP_ATTRIBUTES.filter((row) => !row.set && row.create !== 3))
    it(`${keyword} is "Not allowed": passed over with the warning 0107H, the rest is set`, () => {
      const other = Array.isArray(CREATED[keyword]) ? [{ ReferencedSOPClassUID: '1.2', ReferencedSOPInstanceUID: '1.3' }] : '19990101';
      const verdict = set(created(), { [keyword]: other, PerformedProcedureStepDescription: 'Head' });
      assert.equal(verdict.status, 0x0107);
      assert.deepEqual(verdict.tags, [tag]);
      assert.equal(text(taken(verdict), 0x00400254), 'Head');
      assert.deepEqual(elementOf(taken(verdict), tag), elementOf(created(), tag));
    });

  it('is silent about what may not be set and says the same again', () => {
    const verdict = set(created(), { PatientID: 'STEP1', PatientName: 'Step^Ann ', PerformedProcedureStepDescription: 'Head' });
    assert.equal(verdict.status, 0x0000);
  });

  it('what was not created cannot be set (Table F.7.2-1 note 5): 0107H', () => {
    const reason = { PerformedProcedureStepDiscontinuationReasonCodeSequence: [{ CodeValue: '110513' }] };
    const verdict = set(created(), reason);
    assert.deepEqual([verdict.status, verdict.tags], [0x0107, [0x00400281]]);
    const made = created({ PerformedProcedureStepDiscontinuationReasonCodeSequence: [] });
    assert.equal(set(made, reason).status, 0x0000);
    assert.equal(setStep(created(), elementsOf(reason), 'lenient').status, 0x0000);
  });

  it('passes over an end date that is none while the step goes on: 0116H; refuses it at its end: 0106H', () => {
    assert.equal(set(created(), { PerformedProcedureStepEndDate: '20269999' }).status, 0x0116);
    assert.equal(set(created(), ended([], { PerformedProcedureStepEndDate: '20269999' })).status, 0x0106);
  });

  it('refuses an image whose UID is none: 0106H', () => {
    assert.equal(set(created(), ended(['IMG-1'])).status, 0x0106);
  });

  it('lenient: a step may end with nothing but its status', () => {
    const verdict = setStep(created(), elementsOf({ PerformedProcedureStepStatus: 'DISCONTINUED' }), 'lenient');
    assert.equal(verdict.status, 0x0000);
  });
});

describe('PS3.4 F.7.2.2.3 the character set of an N-SET does not replace that of the step', () => {
  const cyrillic = () => created({ SpecificCharacterSet: 'ISO_IR 144', PatientName: 'Иванов^Пётр' }, ['ISO_IR 144']);

  it('is converted to the one of the N-CREATE', () => {
    const utf8 = { SpecificCharacterSet: 'ISO_IR 192', PerformedProcedureStepDescription: 'Голова' };
    const step = taken(set(cyrillic(), utf8, ['ISO_IR 192']));
    assert.deepEqual(characterSetsOf(step), ['ISO_IR 144']);
    assert.equal(text(step, 0x00400254), 'Голова');
    assert.equal(text(step, 0x00100010), 'Иванов^Пётр');
  });

  it('makes the whole step UTF-8 where the one of the N-CREATE has no place for a letter', () => {
    const japanese = { SpecificCharacterSet: 'ISO_IR 192', PerformedProcedureStepDescription: '頭部' };
    const step = taken(set(cyrillic(), japanese, ['ISO_IR 192']));
    assert.deepEqual(characterSetsOf(step), ['ISO_IR 192']);
    assert.equal(text(step, 0x00400254), '頭部');
    assert.equal(text(step, 0x00100010), 'Иванов^Пётр');
  });

  it('reads a modification list without (0008,0005) in that of the step', () => {
    const step = taken(set(cyrillic(), { PerformedProcedureStepDescription: 'Голова' }, ['ISO_IR 144']));
    assert.equal(text(step, 0x00400254), 'Голова');
  });

  it('converts within sequences too', () => {
    const series = { ...seriesOf([]), ProtocolName: 'Голова' };
    const step = taken(set(cyrillic(), { SpecificCharacterSet: 'ISO_IR 192', PerformedSeriesSequence: [series] }, ['ISO_IR 192']));
    assert.equal(elementText(elementOf(itemsOf(step, 0x00400340)[0]!, 0x00181030)!, ['ISO_IR 144']), 'Голова');
  });

  it('refuses bytes that are no text of what is declared: 0106H', () => {
    const broken = elementsOf({ SpecificCharacterSet: 'ISO_IR 192', PerformedProcedureStepDescription: 'x' });
    const bytes = Uint8Array.of(0xc3, 0x28, 0xff, 0xfe);
    const list = broken.map((element) => (element.tag === 0x00400254 ? { ...element, bytes } : element));
    assert.equal(setStep(cyrillic(), list, 'standard').status, 0x0106);
  });
});
