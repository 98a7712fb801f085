import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentOf } from '../../../../app/ui/viewer/report.ts';
import { datasetOf } from './dataset-of.ts';

const code = (meaning: string, value = '1') => [datasetOf({ '00080100': [value], '00080104': [meaning] })];
const item = (type: string, name: string, more: Readonly<Record<string, readonly unknown[]>>) =>
  datasetOf({ '0040A040': [type], '0040A043': code(name), ...more });

describe('the content tree of a report (PS3.3 §C.17.3)', () => {
  for (const [type, more, value] of [
    ['TEXT', { '0040A160': ['No fracture.\nNo effusion.'] }, 'No fracture.\nNo effusion.'],
    ['CODE', { '0040A168': code('Normal') }, 'Normal'],
    ['NUM', { '0040A300': [datasetOf({ '0040A30A': ['12.5'], '004008EA': code('millimeter', 'mm') })] }, '12.5 mm'],
    ['NUM', { '0040A300': [] }, ''],
    ['PNAME', { '0040A123': [{ Alphabetic: 'Doe^Jane', Ideographic: '山田^花子' }] }, 'Doe Jane 山田 花子'],
    ['DATE', { '0040A121': ['20260102'] }, '2026-01-02'],
    ['TIME', { '0040A122': ['101530.25'] }, '10:15:30'],
    ['DATETIME', { '0040A120': ['20260102101530+0100'] }, '2026-01-02 10:15:30'],
    ['UIDREF', { '0040A124': ['1.2.3'] }, '1.2.3'],
    ['IMAGE', { '00081199': [datasetOf({ '00081155': ['1.2.3'], '00081160': [2, 3] })] }, '1.2.3 (2, 3)'],
    ['SCOORD', {}, ''],
  ] as const)
    it(`${type} reads ${JSON.stringify(value)}`, () => assert.equal(contentOf(item(type, 'Name', more)).value, value));
  it('keeps what is contained, with names', () => {
    const report = contentOf(item('CONTAINER', 'Report', { '0040A730': [item('TEXT', 'Finding', { '0040A160': ['None'] })] }));
    assert.deepEqual(report, { name: 'Report', value: '', parts: [{ name: 'Finding', value: 'None', parts: [] }] });
  });
  it('ends somewhere in a tree without end', () => {
    let deep = item('CONTAINER', 'End', {});
    for (let n = 0; n < 5000; n++) deep = item('CONTAINER', 'More', { '0040A730': [deep] });
    let depth = 0;
    for (let at = contentOf(deep); at.parts[0]; at = at.parts[0]) depth++;
    assert.equal(depth, 40);
  });
});
