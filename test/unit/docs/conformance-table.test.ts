import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { tableRows, unknownTests } from '../../support/named-tests.ts';

const tests = new URL('../../', import.meta.url);

const numbered = (prefix: string, from: number, to: number, digits = 1): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `${prefix}${String(from + at).padStart(digits, '0')}`);
/** concern no acceptor; F-… is the list of bad input and faults. */
const WANTED = [
  ...numbered('', 1, 28),
  '40',
  ...numbered('X-', 1, 18, 2).filter((row) => row !== 'X-12' && row !== 'X-15'),
  ...numbered('F-', 1, 14, 2),
];
const ROWS = tableRows('conformance/README.md', /^(\d+|[XF]-\d\d)$/);

describe('test/conformance/README.md', () => {
  it('has every row that concerns association, PDUs, storage and faults, in order, and none besides', () => {
    assert.deepEqual([...new Set(ROWS.map(({ row }) => row))], WANTED);
  });
  it('says once what each row is about', () => {
    for (const wanted of WANTED) assert.equal(ROWS.filter(({ row, words }) => row === wanted && words !== '').length, 1, wanted);
  });
  for (const { row, names, file } of ROWS)
    it(`${row}: its tests are in ${file}`, () => assert.deepEqual(unknownTests({ names, file }), []));
});

describe('app/docs/conformance.md', () => {
  const [statements = '', shown = ''] = readFileSync(new URL('../app/docs/conformance.md', tests), 'utf8').split('## What shows it');
  const firstCells = (text: string): string[] =>
    [...text.matchAll(/^\| ([^|`]+) \|/gm)].map(([, cell]) => cell!).filter((cell) => !/^(---|statement)$/.test(cell));
  it('says of every statement what shows it', () => assert.deepEqual(firstCells(shown), firstCells(statements)));
  it('names tests that are there', () => {
    const paths = [...shown.matchAll(/`test\/([^`]+\.ts)`/g)].map(([, path]) => path!);
    assert.ok(paths.length > 0);
    for (const path of paths) assert.ok(existsSync(new URL(path, tests)), path);
  });
});
