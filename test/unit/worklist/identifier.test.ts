import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DataElement, tagOf, vrOf } from '../../../app/dataset/dataset.ts';
import { readWorklistIdentifier, type WorklistRefusal, type WorklistRequest } from '../../../app/worklist/identifier.ts';
import { WORKLIST_LIMITS } from '../../../app/worklist/worklist.ts';

const STEP = 'ScheduledProcedureStepSequence';
const element = (keyword: string, text = ''): DataElement => {
  const tag = tagOf(keyword)!;
  return { tag, vr: vrOf(tag)!, bytes: Buffer.from(text, 'latin1') };
};
const sequence = (keyword: string, ...items: DataElement[][]): DataElement => ({
  tag: tagOf(keyword)!,
  vr: 'SQ',
  bytes: new Uint8Array(),
  items,
});
const read = (...elements: DataElement[]) => readWorklistIdentifier(elements, { fuzzy: false }, WORKLIST_LIMITS);
const understood = (...elements: DataElement[]) => read(...elements) as WorklistRequest;
const refused = (...elements: DataElement[]) => read(...elements) as WorklistRefusal;

describe('PS3.4 K.4.1.1.3 the identifier', () => {
  it('every key is an attribute of the answers, matched or not', () => {
    const { keys, returned, pendingStatus } = understood(
      element('PatientName', 'A*'),
      element('PatientID'),
      sequence(STEP, [element('Modality', 'CT'), element('ScheduledStationName')]),
    );
    assert.deepEqual(
      keys.map(({ keyword }) => keyword),
      ['PatientName', STEP],
    );
    assert.deepEqual(
      returned.map(({ keyword }) => keyword),
      ['PatientName', 'PatientID', STEP],
    );
    assert.deepEqual(
      returned[2]!.within!.map(({ keyword }) => keyword),
      ['Modality', 'ScheduledStationName'],
    );
    assert.equal(pendingStatus, 0xff00);
  });

  it('K.2.2.1.2: a sequence without an item, or with an empty one, is asked for as a whole', () => {
    for (const step of [sequence(STEP), sequence(STEP, [])]) {
      const { keys, returned } = understood(step);
      assert.deepEqual([keys.length, returned[0]!.within], [0, undefined]);
    }
  });

  it('FF01 where an attribute is not of the model: it is answered, and not matched', () => {
    const { keys, returned, pendingStatus } = understood(element('PatientID', 'P1'), element('Rows'), {
      tag: 0x00091001,
      vr: 'LO',
      bytes: Buffer.from('x'),
    });
    assert.equal(pendingStatus, 0xff01);
    assert.deepEqual(
      keys.map(({ keyword }) => keyword),
      ['PatientID'],
    );
    assert.deepEqual(
      returned.map(({ keyword }) => keyword),
      ['PatientID', 'Rows'],
    );
  });

  it('passes over group lengths, the query level and the time zone', () => {
    const { returned, pendingStatus } = understood(
      { tag: 0x00100000, vr: 'UL', bytes: Buffer.alloc(4) },
      element('QueryRetrieveLevel', 'STUDY'),
      element('PatientID'),
    );
    assert.deepEqual([returned.length, pendingStatus], [1, 0xff00]);
  });

  it('A900: an identifier of nothing, a sequence of two items', () => {
    assert.equal(refused().status, 0xa900);
    const two = refused(sequence(STEP, [element('Modality', 'CT')], [element('Modality', 'MR')]));
    assert.equal(two.status, 0xa900);
    assert.deepEqual(two.offendingElements, [0x00400100]);
  });

  it('C000, in words without the value: a wildcard in a date, a broken range, an element twice, too many values', () => {
    for (const [words, ...elements] of [
      [/DA takes no wildcard/, sequence(STEP, [element('ScheduledProcedureStepStartDate', '2026*')])],
      [/broken range/, sequence(STEP, [element('ScheduledProcedureStepStartDate', '20260101-x')])],
      [/twice/, element('PatientID', 'SECRET'), element('PatientID', 'SECRET')],
      [/Too many values/, element('PatientID', Array.from({ length: 1001 }, () => 'SECRET').join('\\'))],
    ] as const) {
      const { status, errorComment } = refused(...elements);
      assert.equal(status, 0xc000);
      assert.match(errorComment, words);
      assert.doesNotMatch(errorComment, /SECRET|2026\*/);
    }
  });

  it('a time over midnight needs a range of dates', () => {
    const time = element('ScheduledProcedureStepStartTime', '2200-0600');
    assert.equal(refused(sequence(STEP, [time])).status, 0xc000);
    assert.equal(refused(sequence(STEP, [element('ScheduledProcedureStepStartDate', '20260110'), time])).status, 0xc000);
    assert.equal(understood(sequence(STEP, [element('ScheduledProcedureStepStartDate', '20260110-20260111'), time])).kind, 'find');
  });
});
