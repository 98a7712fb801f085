import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tableRows, unknownTests } from '../../support/named-tests.ts';

/** The rows of these categories in the specification, and of query and retrieve in the interoperability checklist. */
const WANTED = {
  query: 'K-05 K-54 M-02 M-08',
  retrieve: 'K-06 K-07 K-51 M-03 M-09 S-16 I-42 X-20',
  worklist: 'K-59 E-02 E-11 E-12 E-13 E-14 E-15 X-03',
  characterSets: 'K-31 K-32 K-33 S-27 S-28 S-29 S-30 S-31 S-32 S-33 S-34 S-35 S-36 I-61 E-40 X-14',
  catalogue: 'K-34 I-43 I-44 I-45 I-46 I-47 I-62 X-13',
  commitment: 'K-08 K-09 K-30 K-52 K-53',
  mpps: 'K-60 K-61',
  dicomweb: 'K-02 K-10 K-11 K-12 K-15 K-23',
  pages: 'K-57 I-40 E-39',
  checklist: '19 20 28 29 30 31 32 33 34 35',
};
const IDS = Object.values(WANTED).flatMap((ids) => ids.split(' '));
const ROWS = tableRows('requirements/README.md', /^(\d+|[A-Z]-\d\d)$/);

describe('test/requirements/README.md', () => {
  it('has every requirement on query, retrieve, character sets, the catalogue and DICOMweb, in order, and none besides', () =>
    assert.deepEqual([...new Set(ROWS.map(({ row }) => row))], IDS));
  it('says once what each asks for', () => {
    for (const id of IDS) assert.equal(ROWS.filter(({ row, words }) => row === id && words !== '').length, 1, id);
  });
  it('says of what is left why, or where it comes', () => {
    for (const { row, more } of ROWS) assert.match(more[0] ?? 'no cell', /^$|^(open|later: issue \d+|asks nothing): \S/, row);
  });
  for (const { row, names, file } of ROWS) {
    it(`${row}: its tests are in ${file}`, () => {
      assert.ok(names.length > 0);
      assert.deepEqual(unknownTests({ names, file }), []);
    });
  }
});
