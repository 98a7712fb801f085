import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeTextElements, keywordTreeOf, readElements, tagOf, vrOf, writeElements } from '../../../app/dataset/dataset.ts';
import { createAnswerEncoder, elementsOf } from '../../../app/worklist/answer.ts';
import type { ReturnKey } from '../../../app/worklist/identifier.ts';
import type { WorklistItem } from '../../../app/worklist/item.ts';
import { withStatus } from '../../../app/worklist/merge.ts';
import { createPlainEncoder } from '../../../app/worklist/plain-answer.ts';
import { daysOf } from '../../../app/worklist/preset.ts';
import { withKeys, withoutKeys } from '../../../app/worklist/return-keys.ts';
import { queryOf } from '../../../app/worklist/scp.ts';
import { anOrder } from '../../support/worklist-under-test.ts';

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const STEP = 'ScheduledProcedureStepSequence';
const key = (keyword: string, ...within: ReturnKey[]): ReturnKey => {
  const tag = tagOf(keyword)!;
  return { tag, vr: vrOf(tag)!, keyword, ...(within.length > 0 && { within }) };
};
const item = (attributes = anOrder()): WorklistItem => ({
  ...{ id: 1, attributes, status: 'ARRIVED', source: 'typed', who: 'anna', withdrawn: false, madeAt: 0, changedAt: 0 },
});
const answer = (returned: readonly ReturnKey[], of = item(), characterSets: readonly (readonly string[])[] = []) => {
  const elements = readElements(createAnswerEncoder({ returned, transferSyntaxUid: EXPLICIT_LE, characterSets })(of), EXPLICIT_LE);
  const set = elements.find(({ tag }) => tag === 0x00080005);
  return { tree: keywordTreeOf(elements), characterSet: set && Buffer.from(set.bytes).toString('latin1').trim() };
};

describe('PS3.4 K.4.1.1.3.2 an answer', () => {
  it('has what was asked for, without a value where the item has none', () =>
    assert.deepEqual(answer([key('PatientName'), key('AdmissionID'), key('ReferencedStudySequence')]).tree, {
      PatientName: 'Garcia^Ana',
      AdmissionID: '',
      ReferencedStudySequence: [],
    }));

  it('has of the step what was asked for, and its status', () =>
    assert.deepEqual(answer([key(STEP, key('Modality'), key('ScheduledProcedureStepStatus'), key('PreMedication'))]).tree, {
      [STEP]: [{ Modality: 'CT', PreMedication: '', ScheduledProcedureStepStatus: 'ARRIVED' }],
    }));

  it('has all of a sequence that was asked for as a whole, of the step also what Table K.6-1 wants there', () => {
    const [step] = answer([key(STEP)]).tree[STEP] as readonly Record<string, string>[];
    assert.deepEqual(
      ['Modality', 'ScheduledPerformingPhysicianName', 'ScheduledStationName', 'ScheduledProcedureStepLocation'].map(
        (keyword) => step![keyword],
      ),
      ['CT', '', '', ''],
    );
    const codes = [{ CodeValue: '1', CodingSchemeDesignator: 'L', CodeMeaning: 'one' }];
    assert.deepEqual(answer([key('RequestedProcedureCodeSequence')], item(anOrder({ RequestedProcedureCodeSequence: codes }))).tree, {
      RequestedProcedureCodeSequence: codes,
    });
  });

  it('leaves out the one of description and code that is empty (type 1C)', () =>
    assert.deepEqual(answer([key('RequestedProcedureDescription'), key('RequestedProcedureCodeSequence')]).tree, {
      RequestedProcedureDescription: 'CT abdomen',
    }));

  it('names a character set where the text needs one: the first that is liked and holds it', () => {
    const named = item(anOrder({ PatientName: 'Müller^Jörg' }));
    assert.equal(answer([key('PatientName')]).characterSet, undefined);
    assert.deepEqual(answer([key('PatientName')], named, [['ISO_IR 144'], ['ISO_IR 192']]), {
      tree: { PatientName: 'Müller^Jörg' },
      characterSet: 'ISO_IR 192',
    });
    assert.equal(answer([key('PatientName')], named).characterSet, 'ISO_IR 100');
  });
});

describe('answers of ASCII, written in one pass', () => {
  const asked = [
    key('AccessionNumber'),
    key('ReferencedStudySequence', key('ReferencedSOPClassUID')),
    key('RequestedProcedureCodeSequence', key('CodeValue')),
  ];
  const returned = [
    ...asked,
    key('PatientName'),
    key('PregnancyStatus'),
    key(STEP, key('Modality'), key('ScheduledProcedureStepStatus'), key('PreMedication')),
  ].toSorted((a, b) => a.tag - b.tag);
  const codes = [{ CodeValue: '1' }, { CodeValue: '22' }];
  const attributes = withStatus(anOrder({ AccessionNumber: 'ODD', RequestedProcedureCodeSequence: codes }), 'READY');

  for (const transferSyntaxUid of [EXPLICIT_LE, '1.2.840.10008.1.2'])
    it(`are those of the general way, byte for byte, in ${transferSyntaxUid}`, () => {
      const plain = createPlainEncoder(returned, transferSyntaxUid)!(attributes)!;
      const general = writeElements(encodeTextElements(elementsOf(attributes, returned), []), transferSyntaxUid);
      assert.equal(Buffer.from(plain).toString('hex'), Buffer.from(general).toString('hex'));
    });

  it('what is no ASCII, too long or a number is left to the general way, as are whole sequences and big endian', () => {
    const encode = createPlainEncoder(returned, EXPLICIT_LE)!;
    assert.equal(encode({ PatientName: 'Müller' }), undefined);
    assert.equal(encode({ PregnancyStatus: '4' }), undefined);
    assert.equal(encode({ PatientName: 'x'.repeat(70_000) }), undefined);
    assert.equal(createPlainEncoder([key(STEP)], EXPLICIT_LE), undefined);
    assert.equal(createPlainEncoder(returned, '1.2.840.10008.1.2.2'), undefined);
  });
});

describe('the presets of a modality', () => {
  it('add and leave out attributes, in sequences too', () => {
    const asked = [key('PatientName'), key(STEP, key('Modality'))];
    const more = withKeys(asked, ['PatientAge', `${STEP}.ScheduledStationName`, `${STEP}.Modality`, 'NoSuchKeyword']);
    assert.deepEqual(
      more.map(({ keyword, within }) => [keyword, within?.map((each) => each.keyword)]),
      [
        ['PatientName', undefined],
        ['PatientAge', undefined],
        [STEP, ['Modality', 'ScheduledStationName']],
      ],
    );
    assert.deepEqual(
      withoutKeys(more, ['PatientName', `${STEP}.Modality`]).map(({ keyword, within }) => [keyword, within?.map((each) => each.keyword)]),
      [
        ['PatientAge', undefined],
        [STEP, ['ScheduledStationName']],
      ],
    );
    assert.deepEqual(withKeys([key(STEP)], [`${STEP}.Modality`]), [key(STEP)], 'all of it is answered already');
    assert.ok(!withoutKeys([key(STEP)], [`${STEP}.Modality`])[0]!.within!.some(({ keyword }) => keyword === 'Modality'));
  });

  it('a window of days around today, by the clock of the box', () => {
    const noon = new Date(2026, 2, 1, 12).getTime();
    assert.deepEqual(daysOf({}, noon), {});
    assert.deepEqual(daysOf({ pastDays: 1, futureDays: 0 }, noon), { from: '20260228', to: '20260301' });
  });

  it('the stations that it is answered for', () => {
    const asked = {
      fuzzy: false,
      keys: [
        {
          keyword: STEP,
          vr: 'SQ',
          within: [{ keyword: 'ScheduledStationAETitle', vr: 'AE', key: { kind: 'single', value: 'OTHER' } as const }],
        },
      ],
    };
    assert.deepEqual(queryOf(asked, {}, 'CT1', 0), { keys: asked.keys, fuzzy: false });
    const without = [{ keyword: STEP, vr: 'SQ', within: [] }];
    assert.deepEqual(queryOf(asked, { stations: 'any' }, 'CT1', 0), { keys: without, fuzzy: false });
    assert.deepEqual(queryOf(asked, { stations: 'own' }, 'CT1', 0), { keys: without, fuzzy: false, station: 'CT1' });
  });
});
