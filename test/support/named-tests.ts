import { existsSync, readFileSync } from 'node:fs';

const tests = new URL('../', import.meta.url);

/** Of a table of rows → tests: what stands in one line. */
export interface TableRow {
  readonly row: string;
  readonly words: string;
  readonly names: readonly string[];
  /** Below test/. */
  readonly file: string;
  /** Cells after these. */
  readonly more: readonly string[];
}

/** Rows `| row | words | name<br>name … | file | …` of the tables of a page below test/ whose first cell is a row's name. */
export function tableRows(path: string, isRow: RegExp): readonly TableRow[] {
  return readFileSync(new URL(path, tests), 'utf8')
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
    .filter((cells) => cells.length >= 6 && isRow.test(cells[1]!))
    .map(([, row, words, names, file, ...more]) => ({
      row: row!,
      words: words!,
      names: names! === '' ? [] : names!.split('<br>'),
      file: file!,
      more: more.slice(0, -1),
    }));
}

/** Those of `names` that are no test of `file`; all of them where there is no such file. */
export function unknownTests({ names, file }: Pick<TableRow, 'names' | 'file'>): readonly string[] {
  const path = new URL(file, tests);
  if (!existsSync(path)) return names.map((name) => `${name} (there is no ${file})`);
  const matches = namesIn(readFileSync(path, 'utf8'));
  return names.filter((name) => !matches.some((isIt) => isIt(name)));
}

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

function occursAsLiteral(source: string, text: string): boolean {
  const written = text.replaceAll('\\', '\\\\');
  return [`'${written}'`, `"${written}"`].some((literal) => source.includes(literal));
}
