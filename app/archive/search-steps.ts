import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import type { PassStatements, SqlValue } from './search-sql.ts';

/** Where a pass goes on: among the rows of one key (`id` and on), or after all of it. */
export interface Place {
  /** Which of the passes. */
  readonly pass: number;
  /** Which of the pass's points, or of its ranges. */
  readonly point: number;
  readonly key: SqlValue;
  /** undefined: after the key. */
  readonly id?: number;
  /** What the statement takes to go on within that id. */
  readonly resume?: readonly SqlValue[];
}

export interface StepRequest {
  /** Gone through one after the other: a way to the thread and back costs more than most passes. */
  readonly passes: readonly PassStatements[];
  readonly values: Readonly<Record<string, SqlValue>>;
  /** undefined: from the start. */
  readonly place?: Place;
  readonly limit: number;
  /** Entries of the index that one statement goes through. */
  readonly window: number;
}

export interface StepAnswer {
  /** JSON: text costs less than a clone on its way between threads. */
  readonly rows: string;
  /** undefined: the passes are through. */
  readonly place?: Place;
  readonly window: number;
}

export interface EstimateRequest {
  readonly ways: readonly { readonly passes: readonly PassStatements[]; readonly values: Readonly<Record<string, SqlValue>> }[];
  readonly most: number;
}

/** A step of a search ends at the first statement that is done after so long: others wait for the thread, and a cancel for the step. */
const STEP_MS = 10;
const STATEMENT_MS = 5;
const MOST_ENTRIES = 20_000;
const LAST_ID = Number.MAX_SAFE_INTEGER;
const MOST_STATEMENTS = 128;

type Row = readonly SqlValue[];

/** The thread's side of a search: short steps, each of which knows where it ended, so that nothing stays open in between. */
export class SearchSteps {
  readonly #database: SqlDatabase;
  readonly #statements = new Map<string, SqlStatement>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** How many entries each way has to go through, counted up to `most`. */
  estimate({ ways, most }: EstimateRequest): number[] {
    return ways.map(({ passes, values }) => passes.reduce((sum, pass) => sum + this.#estimateOf(pass, values, most), 0));
  }

  #estimateOf(
    { estimate, points, unique, ranges }: PassStatements,
    values: EstimateRequest['ways'][number]['values'],
    most: number,
  ): number {
    if (unique) return points!.length;
    const statement = this.#prepared(estimate);
    const count = (more: Record<string, SqlValue>) => (statement.get({ ...values, most, ...more }) as unknown as [number])[0];
    const visits: readonly Record<string, SqlValue>[] = ranges?.map(({ from = '', to }) => ({ from, to })) ??
      points?.map((key) => ({ key })) ?? [{}];
    let sum = 0;
    for (const visit of visits) {
      sum += count(visit);
      if (sum >= most) break;
    }
    return sum;
  }

  step(request: StepRequest): StepAnswer {
    const { passes, limit } = request;
    const until = performance.now() + STEP_MS;
    const rows: Row[] = [];
    let window = request.window;
    let place: Place | undefined = request.place ?? startOf(passes, 0);
    while (place && rows.length < limit) {
      const began = performance.now();
      if (began > until) break;
      const { pass } = place;
      place = this.#advance(request, place, window, limit - rows.length, rows) ?? startOf(passes, pass + 1);
      const took = performance.now() - began;
      if (took > 2 * STATEMENT_MS) window = Math.max(16, window >> 1);
      else if (took < STATEMENT_MS / 2) window = Math.min(MOST_ENTRIES, window * 2);
    }
    return { rows: JSON.stringify(rows), window, ...(place && { place }) };
  }

  /** Runs one statement. @returns where to go on in the pass */
  #advance({ passes, values }: StepRequest, place: Place, window: number, limit: number, rows: Row[]): Place | undefined {
    const { pass, key, id, point } = place;
    const statements = passes[pass]!;
    if (id === undefined) {
      const { to } = statements.ranges![point]!;
      const end = this.#end(statements.rangeEnd!, { ...values, key, to, window });
      const found = this.#rows(statements.range!, { ...values, key, end: end ?? to, limit });
      rows.push(...found);
      if (found.length === limit) return after(statements, place, found.at(-1)!);
      return end === undefined ? placeAt(statements, pass, point + 1) : { pass, point, key: end, id: -1 };
    }
    const end = statements.unique ? undefined : (this.#end(statements.sameEnd, { ...values, key, id, window }) as number | undefined);
    const resume = Object.fromEntries(statements.resume.map((name, at) => [name, place.resume?.[at] ?? -1]));
    const found = this.#rows(statements.same, { ...values, ...resume, key, id, end: end ?? LAST_ID, limit });
    rows.push(...found);
    if (found.length === limit) return after(statements, place, found.at(-1)!, key);
    if (end !== undefined) return { pass, point, key, id: end + 1 };
    return statements.ranges ? { pass, point, key } : placeAt(statements, pass, point + 1);
  }

  #end(sql: string, values: Record<string, SqlValue>): SqlValue | undefined {
    return (this.#prepared(sql).get(values) as unknown as [SqlValue] | undefined)?.[0];
  }

  #rows(sql: string, values: Record<string, SqlValue>): Row[] {
    return this.#prepared(sql).all(values) as unknown as Row[];
  }

  #prepared(sql: string): SqlStatement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      statement.setAllowUnknownNamedParameters(true); // one set of values serves all statements of a search
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
    } else this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Where the first pass from `pass` on begins that has anything to go through. */
function startOf(passes: readonly PassStatements[], pass: number): Place | undefined {
  for (let at = pass; at < passes.length; at++) {
    const place = placeAt(passes[at]!, at, 0);
    if (place) return place;
  }
  return undefined;
}

/** Where a point of a pass begins, or a range; undefined after the last. */
function placeAt({ points, ranges }: PassStatements, pass: number, point: number): Place | undefined {
  if (ranges) {
    const range = ranges[point];
    if (!range) return undefined;
    return range.from === undefined ? { pass, point, key: '' } : { pass, point, key: range.from, id: -1 };
  }
  const key = points ? points[point] : point === 0 ? 0 : undefined;
  return key === undefined ? undefined : { pass, point, key, id: -1 };
}

/** The place right after a row, by the values that it begins with. */
function after({ resume }: PassStatements, { pass, point }: Place, row: Row, key: SqlValue = row[0]!): Place {
  const id = row[1] as number;
  if (resume.length === 1) return { pass, point, key, id: id + 1 };
  const values = row.slice(2, 2 + resume.length);
  values[values.length - 1] = (values.at(-1) as number) + 1;
  return { pass, point, key, id, resume: values };
}
