import { type Column, HEADINGS } from './csv-headings.ts';
import { modalityOf } from './modalities.ts';

/** What one line of a table says of an order; dates as YYYYMMDD, times as HHMM, names as PN. */
export interface CsvOrder {
  readonly patientId: string;
  readonly patientName: string;
  readonly birthDate?: string;
  readonly sex?: string;
  readonly accessionNumber?: string;
  readonly procedure?: string;
  readonly modality: string;
  readonly stationAeTitle?: string;
  readonly startDate: string;
  readonly startTime?: string;
  readonly referringPhysician?: string;
}

/** A mistake of a line: which column, and what is wrong with it. */
export interface CsvMistake {
  readonly column: Column;
  readonly what: 'missing' | 'date' | 'ambiguous' | 'time' | 'sex' | 'modality' | 'long' | 'sign';
  readonly value: string;
}

export interface CsvLine {
  /** Counted as an editor counts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Undefined where it has mistakes. */
  readonly order: CsvOrder | undefined;
  readonly mistakes: readonly CsvMistake[];
}

export type CsvTable =
  | {
      readonly kind: 'lines';
      readonly columns: readonly (Column | undefined)[];
      readonly headings: readonly string[];
      readonly lines: readonly CsvLine[];
    }
  /** The first line names no columns, or not those that every order needs. */
  | { readonly kind: 'no-headings'; readonly headings: readonly string[]; readonly missing: readonly Column[] };

/** Without one of these there is no order. */
const NEEDED: readonly (readonly Column[])[] = [['patientId'], ['name', 'family'], ['modality'], ['date']];
const SEPARATORS = ['\t', ';', ',', '|'];

/** A table as text: CSV (RFC 4180) by comma or semicolon, or cells pasted from a spreadsheet (tabs). */
export function readTable(text: string): CsvTable {
  const body = text.replace(/^\ufeff/, '');
  const separator = separatorOf(body);
  const [first, ...rows] = rowsOf(body, separator).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const headings = (first?.cells ?? []).map((cell) => cell.trim());
  const columns = headings.map(columnOf);
  const missing = NEEDED.filter((any) => !any.some((each) => columns.includes(each))).map(([name]) => name!);
  if (missing.length > 0) return { kind: 'no-headings', headings, missing };
  const isDayFirst = dayFirstIn(rows, columns);
  return { kind: 'lines', columns, headings, lines: rows.map((row) => lineOf(row, columns, isDayFirst)) };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The separator that the first line has most of, outside quotes. */
function separatorOf(text: string): string {
  const [first = ''] = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1);
  const counts = SEPARATORS.map((each) => first.split(each).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

/** RFC 4180: quotes around a cell, doubled within; a cell in quotes may have line ends. */
function rowsOf(text: string, separator: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let begun = 1;
  const endRow = () => {
    rows.push({ line: begun, cells: [...cells, cell] });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '\n') line++;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (sign === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (sign === separator) {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n') {
      endRow();
      begun = line;
    } else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}

function columnOf(heading: string): Column | undefined {
  const plain = heading
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s_.’'()*:-]/g, '')
    .replaceAll('ё', 'е');
  return HEADINGS.get(plain);
}

/** Of dates as 03/04/2026: whether the day comes first, where any of them tells; undefined where none does. */
function dayFirstIn(rows: readonly Row[], columns: readonly (Column | undefined)[]): boolean | undefined {
  for (const { cells } of rows)
    for (const [at, column] of columns.entries()) {
      if (column !== 'date' && column !== 'birthDate') continue;
      const [, one = '0', other = '0'] = /^(\d{1,2})\/(\d{1,2})\/\d{4}/.exec(cells[at]?.trim() ?? '') ?? [];
      if (Number(one) > 12) return true;
      if (Number(other) > 12) return false;
    }
  return undefined;
}

const LONGEST: Partial<Record<Column, number>> = { patientId: 64, accessionNumber: 16, procedure: 64, station: 16 };

function lineOf({ line, cells }: Row, columns: readonly (Column | undefined)[], isDayFirst: boolean | undefined): CsvLine {
  const mistakes: CsvMistake[] = [];
  const of = (column: Column) => cells[columns.indexOf(column)]?.trim() ?? '';
  const wrong = (column: Column, what: CsvMistake['what']) => {
    mistakes.push({ column, what, value: of(column) });
    return '';
  };
  const checked = (column: Column) => {
    const value = of(column);
    if (value.length > (LONGEST[column] ?? 64)) return wrong(column, 'long');
    return /[\\\p{Cc}]/u.test(value) ? wrong(column, 'sign') : value;
  };
  const needed = (column: Column, value: string) => (value === '' && of(column) === '' ? wrong(column, 'missing') : value);
  const dateIn = (column: 'date' | 'birthDate') => {
    const date = dateOf(of(column), isDayFirst);
    return date === 'date' || date === 'ambiguous' ? wrong(column, date) : date;
  };
  const [dateText = '', timeInDate = ''] = of('date').split(/[ T]+/);
  const startDate = dateOf(dateText, isDayFirst);
  const start = startDate === 'date' || startDate === 'ambiguous' ? wrong('date', startDate) : startDate;
  const time = timeOf(of('time') || timeInDate) ?? wrong('time', 'time');
  const sex = sexOf(of('sex')) ?? wrong('sex', 'sex');
  const modality = of('modality') && (modalityOf(of('modality')) ?? wrong('modality', 'modality'));
  const order = {
    patientId: needed('patientId', checked('patientId')),
    patientName: needed(columns.includes('family') ? 'family' : 'name', nameOf(of)),
    birthDate: dateIn('birthDate'),
    sex,
    accessionNumber: checked('accessionNumber'),
    procedure: checked('procedure'),
    modality: needed('modality', modality),
    stationAeTitle: checked('station'),
    startDate: needed('date', start),
    startTime: time,
    referringPhysician: personName(of('physician')),
  };
  const filled = Object.fromEntries(Object.entries(order).filter(([, value]) => value !== '')) as unknown as CsvOrder;
  return { line, cells, order: mistakes.length === 0 ? filled : undefined, mistakes };
}

/** PN of columns of its own, or of one column. */
function nameOf(of: (column: Column) => string): string {
  const parts = [of('family'), of('given'), of('middle')].map(plainPart);
  return parts[0] ? parts.join('^').replace(/\^+$/, '') : personName(of('name'));
}

/** `Yamada^Taro` as it stands, `Yamada, Taro Jiro` and `Yamada Taro Jiro` as family, given and middle names. */
export function personName(text: string): string {
  const written = text.trim();
  if (written.includes('^') || written === '') return written;
  const [family = '', rest = ''] = written.includes(',') ? written.split(/,\s*/, 2) : split(written, /[\s\u3000]+/);
  const [given = '', middle = ''] = split(rest.trim(), /[\s\u3000]+/);
  return [family, given, middle].map(plainPart).join('^').replace(/\^+$/, '');
}

function split(text: string, by: RegExp): [string, string] {
  const at = text.search(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}

const plainPart = (text: string) => text.replace(/[\\^=\p{Cc}]+/gu, ' ').trim();

/** YYYYMMDD; '' for nothing, else what is wrong. */
function dateOf(text: string, isDayFirst: boolean | undefined): string | 'date' | 'ambiguous' {
  if (text === '') return '';
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (slashed && isDayFirst === undefined && slashed[1] !== slashed[2]) return 'ambiguous';
  const [, y1, m1, d1] = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})$/.exec(text) ?? [];
  const [, d2, m2, y2] = /^(\d{1,2})[.](\d{1,2})[.](\d{4})$/.exec(text) ?? [];
  const [d3, m3] = isDayFirst === false ? [slashed?.[2], slashed?.[1]] : [slashed?.[1], slashed?.[2]];
  const [year, month, day] = [y1 ?? y2 ?? slashed?.[3], m1 ?? m2 ?? m3, d1 ?? d2 ?? d3].map(Number) as [number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (!year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return 'date';
  return at.toISOString().slice(0, 10).replaceAll('-', '');
}

/** HHMM; '' for nothing, undefined for no time. */
function timeOf(text: string): string | undefined {
  if (text === '') return '';
  const [, hours = '', minutes = ''] = /^(\d{1,2})[:.]?(\d\d)(?::?\d\d)?$/.exec(text) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return hours.padStart(2, '0') + minutes;
}

const SEXES: Readonly<Record<string, string>> = {
  ...{ m: 'M', male: 'M', м: 'M', муж: 'M', мужской: 'M', 男: 'M', 男性: 'M' },
  ...{ f: 'F', female: 'F', w: 'F', ж: 'F', жен: 'F', женский: 'F', 女: 'F', 女性: 'F' },
  ...{ o: 'O', other: 'O', d: 'O', x: 'O' },
};

function sexOf(text: string): string | undefined {
  const key = text.toLowerCase().replace(/\.$/, '');
  return key === '' || key === 'u' ? '' : SEXES[key];
}
