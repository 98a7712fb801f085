import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KeywordTree, parseKey, tagOf, vrOf } from '../../../app/dataset/dataset.ts';
import { matchesKeys, type SoughtKey } from '../../../app/worklist/match.ts';
import { anOrder } from '../../support/worklist-under-test.ts';

const STEP = 'ScheduledProcedureStepSequence';
const sought = (keyword: string, text: string): SoughtKey => {
  const vr = vrOf(tagOf(keyword)!)!;
  return { keyword, vr, key: parseKey(keyword, vr, text) };
};
const step = (keys: Readonly<Record<string, string>>): SoughtKey => ({
  keyword: STEP,
  vr: 'SQ',
  within: Object.entries(keys).map(([keyword, text]) => sought(keyword, text)),
});
const isFound = (attributes: KeywordTree, ...keys: SoughtKey[]) => matchesKeys(keys, attributes, { fuzzy: false });

describe('PS3.4 K.2.2.2 matching of items', () => {
  it('single value, wildcard, universal at the top', () => {
    assert.ok(isFound(anOrder(), sought('PatientName', 'garcia^ana')));
    assert.ok(isFound(anOrder(), sought('PatientID', 'P?')));
    assert.ok(isFound(anOrder(), sought('AdmissionID', '')));
    assert.ok(!isFound(anOrder(), sought('AdmissionID', 'X')));
    assert.ok(!isFound(anOrder(), sought('AccessionNumber', 'A2')));
  });

  it('CS and AE letter by letter, text without case', () => {
    assert.ok(!isFound(anOrder(), step({ Modality: 'ct' })));
    assert.ok(isFound(anOrder(), sought('RequestedProcedureDescription', 'ct ABDOMEN')));
  });

  it('of several stations any one is enough', () => {
    const order = anOrder({}, { ScheduledStationAETitle: 'CT1\\CT2' });
    assert.ok(isFound(order, step({ ScheduledStationAETitle: 'CT2' })));
    assert.ok(isFound(order, step({ ScheduledStationAETitle: 'CT9\\CT1' })));
    assert.ok(!isFound(order, step({ ScheduledStationAETitle: 'CT' })));
  });

  it('C.2.2.2.6 all keys of a sequence by one and the same item', () => {
    const order = anOrder({
      RequestedProcedureCodeSequence: [
        { CodeValue: '1', CodingSchemeDesignator: 'A' },
        { CodeValue: '2', CodingSchemeDesignator: 'B' },
      ],
    });
    const codes = (value: string, scheme: string): SoughtKey => ({
      keyword: 'RequestedProcedureCodeSequence',
      vr: 'SQ',
      within: [sought('CodeValue', value), sought('CodingSchemeDesignator', scheme)],
    });
    assert.ok(isFound(order, codes('2', 'B')));
    assert.ok(!isFound(order, codes('2', 'A')));
    assert.ok(isFound(anOrder(), codes('*', '')), 'universal within: the sequence need not be there');
    assert.ok(!isFound(anOrder(), codes('1', '')));
  });

  it('Table K.6-1: ranges of date and time are one range, over midnight too', () => {
    const at = (date: string, time: string) =>
      anOrder({}, { ScheduledProcedureStepStartDate: date, ScheduledProcedureStepStartTime: time });
    const night = step({ ScheduledProcedureStepStartDate: '20260110-20260111', ScheduledProcedureStepStartTime: '2200-0600' });
    assert.deepEqual(
      [at('20260110', '2159'), at('20260110', '2200'), at('20260111', '0000'), at('20260111', '0600'), at('20260111', '0601')].map(
        (order) => isFound(order, night),
      ),
      [false, true, true, true, false],
    );
    const days = step({ ScheduledProcedureStepStartDate: '20260105-20260107', ScheduledProcedureStepStartTime: '1000-1800' });
    assert.ok(isFound(at('20260106', '0300'), days), 'July 5 10am until July 7 6pm: the night between is within');
    assert.ok(!isFound(at('20260105', '0959'), days));
  });

  it('a day alone with a range of times: both count, each by itself', () => {
    const order = anOrder({}, { ScheduledProcedureStepStartTime: '101530.25' });
    assert.ok(isFound(order, step({ ScheduledProcedureStepStartDate: '20260110', ScheduledProcedureStepStartTime: '10-11' })));
    assert.ok(isFound(order, step({ ScheduledProcedureStepStartDate: '20260110', ScheduledProcedureStepStartTime: '-1015' })));
    assert.ok(!isFound(order, step({ ScheduledProcedureStepStartDate: '20260111', ScheduledProcedureStepStartTime: '10-11' })));
  });
});
