import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

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

interface TableRow {
  readonly row: string;
  readonly behaviour: string;
  readonly names: readonly string[];
  readonly file: string;
}

const ROWS: readonly TableRow[] = readFileSync(new URL('conformance/README.md', tests), 'utf8')
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
  .filter((cells) => cells.length === 6 && /^(\d+|[XF]-\d\d)$/.test(cells[1]!))
  .map(([, row, behaviour, names, file]) => ({ row: row!, behaviour: behaviour!, names: names!.split('<br>'), file: file! }));

/** What a test's name may be: `${…}` is anything that stands elsewhere in the file, or … where the file makes it up. */
function namesIn(source: string): ((name: string) => boolean)[] {
  const titles = [...source.matchAll(/^\s*it\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`|(\w+)\s*,)/gm)];
  return titles.map(([, single, double, template, variable]) => {
    if (variable !== undefined) return (name) => name === '…'; // it(file, …): one for each
    if (template === undefined) return (name) => name === (single ?? double)!.replaceAll(/\\(.)/g, '$1');
    const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('(.*)')}$`);
    return (name) =>
      pattern
        .exec(name)
        ?.slice(1)
        .every((filled) => filled === '' || filled === '…' || occursAsLiteral(source, filled)) ?? false;
  });
}

const occursAsLiteral = (source: string, text: string): boolean => [`'${text}'`, `"${text}"`].some((literal) => source.includes(literal));

describe('test/conformance/README.md', () => {
  it('has every row that concerns association, PDUs, storage and faults, in order, and none besides', () => {
    assert.deepEqual([...new Set(ROWS.map(({ row }) => row))], WANTED);
  });
  it('says once what each row is about', () => {
    for (const wanted of WANTED) assert.equal(ROWS.filter(({ row, behaviour }) => row === wanted && behaviour !== '').length, 1, wanted);
  });
  for (const { row, names, file } of ROWS) {
    it(`${row}: its tests are in ${file}`, () => {
      const path = new URL(file, tests);
      assert.ok(existsSync(path), `${file} is there`);
      const matches = namesIn(readFileSync(path, 'utf8'));
      for (const name of names)
        assert.ok(
          matches.some((isIt) => isIt(name)),
          `“${name}” is a test of ${file}`,
        );
    });
  }
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
