import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Index } from './index-db.ts';
import { type Plan, planOf, type Way } from './search-plan.ts';
import type { SearchAnswer, SearchQuery } from './search-query.ts';
import type { PassStatements, SqlValue } from './search-sql.ts';
import type { Place, StepAnswer } from './search-steps.ts';

/** Most answers of one page, and most values: what is read of it is read in one go. */
const PAGE = 100;
const PAGE_VALUES = 1500;
const FIRST_WINDOW = 256;
/** Where every way is longer than this, a longer look decides. */
const SHORT_LOOK = 1000;
const LONG_LOOK = 30_000;
const FEW_POINTS = 64;

/** What is known of an image besides its attributes. */
const OF_FILE = {
  file: 'instance.file',
  datasetOffset: 'instance.dataset_offset',
  transferSyntaxUid: 'instance.transfer_syntax',
  characterSet: 'instance.SpecificCharacterSet',
};

/**
 * Answers of a query in pages, in the order of the index that serves it best. SQL narrows, `matches` of the data set decides.
 * A page is asked for while the one before is used; nothing is kept but these two.
 *
 * @throws the signal's reason, at once when it aborts; DatabaseError
 */
export async function* search(index: Index, query: SearchQuery, signal?: AbortSignal): AsyncGenerator<readonly SearchAnswer[]> {
  const plan = planOf(query, query.level === 'IMAGE' ? OF_FILE : {});
  let left = query.limit ?? Infinity;
  let skip = query.offset ?? 0;
  if (left <= 0) return;
  for await (const { rows, from } of pagesOf(index, plan, left + skip, signal)) {
    const some = rows.slice(skip, skip + left);
    skip = Math.max(0, skip - rows.length);
    if (some.length) yield some.map((row) => answerOf(plan, query, row, from));
    left -= some.length;
    if (left <= 0) return;
  }
}

export interface RowPage {
  readonly rows: readonly (readonly SqlValue[])[];
  /** Where in a row what was selected begins. */
  readonly from: number;
}

/** Rows that match, in pages that are never empty. */
export async function* pagesOf(index: Index, plan: Plan, most: number, signal?: AbortSignal): AsyncGenerator<RowPage> {
  const { passes, values } = await unlessAborted(chooseWay(index, plan), signal);
  const page = Math.min(PAGE, Math.ceil(PAGE_VALUES / Math.max(1, plan.answers.size)));
  let left = most;
  for (const together of groupsOf(passes)) {
    const from = 2 + together[0]!.resume.length;
    const ask = (place?: Place, window = FIRST_WINDOW) =>
      index.searchStep({ passes: together, values, window, limit: Math.min(page, left), ...(place && { place }) });
    let asked: Promise<StepAnswer> | undefined = ask();
    while (asked) {
      const answer: StepAnswer = await unlessAborted(asked, signal);
      const { place, window } = answer;
      const all = JSON.parse(answer.rows) as SqlValue[][];
      const rows = all.filter((row) => plan.isMatch(row, from));
      left -= rows.length;
      asked = place && left > 0 ? ask(place, window) : undefined;
      asked?.catch(() => undefined); // heard when it is awaited; a consumer that stopped does not
      if (rows.length) yield { rows, from };
      if (left <= 0) return;
      // The thread may have answered again meanwhile: Node takes up to a thousand messages of a thread before it looks at a socket.
      if (asked) await nextTurn();
    }
  }
}

/** Passes that travel to the thread together: their rows begin alike, and they have few points. */
function groupsOf(passes: readonly PassStatements[]): PassStatements[][] {
  const groups: PassStatements[][] = [];
  const pointsIn = (group: readonly PassStatements[]) =>
    group.reduce((sum, { points, ranges }) => sum + (points ?? ranges ?? []).length, 0);
  for (const pass of passes) {
    const last = groups.at(-1);
    const isAlike = last !== undefined && last[0]!.resume.length === pass.resume.length;
    if (isAlike && pointsIn([...last, pass]) <= FEW_POINTS) last.push(pass);
    else groups.push([pass]);
  }
  return groups;
}

/** The way with the fewest entries to go through, as far as a short look tells. */
async function chooseWay(index: Index, { ways }: Plan): Promise<Way> {
  const isFew = ({ passes }: Way) => passes.length === 1 && passes[0]!.unique && passes[0]!.points!.length <= FEW_POINTS;
  const sure = ways.find(isFew) ?? (ways.length === 1 ? ways[0] : undefined);
  if (sure) return sure;
  const narrow = ways.filter(({ isWide }) => !isWide);
  const wide = ways.find(({ isWide }) => isWide);
  if (narrow.length === 0 || (narrow.length === 1 && !wide)) return narrow[0] ?? ways[0]!;
  let best = narrow[0]!;
  for (const most of [SHORT_LOOK, LONG_LOOK]) {
    const counts = await index.searchEstimate({ ways: narrow, most });
    const costs = narrow.map(({ weight }, at) => weight * counts[at]!);
    const at = costs.indexOf(Math.min(...costs));
    best = narrow[at]!;
    if (counts[at]! < most) return best;
  }
  return wide ?? best; // the names alone are quicker gone through than rows
}

/** As `work`, but for a signal that aborts meanwhile: what is under way ends in the thread, and is forgotten. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  work.catch(() => undefined);
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function answerOf({ answers, extra }: Plan, { wanted }: SearchQuery, row: readonly SqlValue[], from: number): SearchAnswer {
  const values = new Map<string, string>();
  for (const keyword of wanted) {
    const at = answers.get(keyword);
    values.set(keyword, at === undefined ? '' : String(row[from + at] ?? ''));
  }
  if (!extra.size) return { values };
  const of = (name: keyof typeof OF_FILE) => row[from + extra.get(name)!];
  return {
    values,
    file: String(of('file')),
    datasetOffset: Number(of('datasetOffset')),
    transferSyntaxUid: String(of('transferSyntaxUid')),
    characterSet: String(of('characterSet') ?? ''),
  };
}
