import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leadsOf, pathOf } from '../../../../app/ui/viewer/ecg.ts';
import { datasetOf } from './dataset-of.ts';

const unit = (value: string) => [datasetOf({ '00080100': [value] })];
const channel = (name: string, sensitivity: number, units = 'uV') =>
  datasetOf({ '003A0208': [datasetOf({ '00080104': [name] })], '003A0210': [sensitivity], '003A0211': unit(units) });
const group = (more: Readonly<Record<string, readonly unknown[]>> = {}) =>
  datasetOf({
    ...{ '003A0005': [2], '003A0010': [3], '003A001A': [500], '54001006': ['SS'], '003A0020': ['RHYTHM'] },
    '003A0200': [channel('Lead I', 5), channel('Lead aVR (Einthoven)', 2, 'mV')],
    ...more,
  });
const samples = (...values: number[]) => new Uint8Array(Int16Array.from(values).buffer);

describe('waveform channels (PS3.3 §C.10.9)', () => {
  it('are taken apart sample by sample, in millivolts, by the names of the paper', () => {
    const found = leadsOf(group(), samples(100, 1, -200, 2, 300, -3));
    assert.deepEqual(
      found?.leads.map(({ name, samples: of }) => [name, ...[...of].map((each) => Math.round(each * 1000) / 1000)]),
      [
        ['I', 0.5, -1, 1.5],
        ['aVR', 2, 4, -6],
      ],
    );
    assert.equal(found?.label, 'RHYTHM');
    assert.equal(found?.frequency, 500);
  });
  it('are no more than there are bytes', () => {
    assert.equal(leadsOf(group({ '003A0010': [1e9] }), samples(1, 2, 3, 4))?.leads[0]?.samples.length, 2);
  });
  for (const [words, more] of [
    ['of a companded kind', { '54001006': ['MB'] }],
    ['without a rate', { '003A001A': [] }],
    ['without channels', { '003A0005': [] }],
  ] as const)
    it(`${words} are not drawn`, () => assert.equal(leadsOf(group(more), samples(1, 2)), undefined));
  it('without bytes are not drawn', () => assert.equal(leadsOf(group(), new Uint8Array()), undefined));
});

describe('a lead on paper', () => {
  it('goes 25 mm a second, and up for what is positive', () => {
    const lead = { name: 'I', samples: Float32Array.of(0, 1, -0.5), isVoltage: true };
    assert.equal(pathOf(lead, 1, { x: 5, y: 20, gain: 10, seconds: 10 }), 'M5 20L30 10L55 25');
  });
  it('loses no peak where there are more samples than can be seen', () => {
    const many = new Float32Array(100_000);
    many[54_321] = 2;
    const path = pathOf({ name: 'I', samples: many, isVoltage: true }, 1000, { x: 0, y: 50, gain: 10, seconds: 100 });
    assert.match(path, / 30L/);
    assert.ok(path.split('L').length <= 6002);
  });
});
