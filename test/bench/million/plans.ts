import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Index, openIndexToRead } from '../../../app/archive/index-db.ts';
import { search } from '../../../app/archive/search.ts';
import type { PassStatements } from '../../../app/archive/search-sql.ts';
import { readElements } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, QUERY_MODELS, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { readFindIdentifier } from '../../../app/services/query-identifier.ts';
import { agreedQueryOptions } from '../../../app/services/query-negotiation.ts';
import { encodeIdentifier } from '../../../app/services/scu-identifier.ts';
import { drawFrom } from './names.ts';
import { MILLION_QUESTIONS, type MillionQuestion } from './questions.ts';

/** What SQLite says of the statements that a question became. */
export interface QuestionPlan {
  readonly name: string;
  /** How it comes to its rows: the first step of its statements. */
  readonly way: string;
  /** Steps that read a table or an index whole, or sort what they find. */
  readonly faults: readonly string[];
}

/** Lists that travel in JSON, the few rows of a subquery; the modalities of one study. */
const FEW = /^SCAN (json_each|other|one|sought|each|\(subquery-\d+\)|CONSTANT ROW)|USE TEMP B-TREE FOR DISTINCT/;

/** EXPLAIN QUERY PLAN on the index itself, of the statements that the search ran for the identifier as it comes over the wire. */
export async function plansOf(dataFolder: string, studies: number): Promise<readonly QuestionPlan[]> {
  const file = join(dataFolder, 'index.sqlite');
  const index = await openIndexToRead(file, { frozen: false });
  const database = new DatabaseSync(file, { readOnly: true });
  const explain = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  try {
    const plans: QuestionPlan[] = [];
    for (const question of MILLION_QUESTIONS) {
      const ran = await statementsRun(index, question, studies);
      const steps = ran.map(explain);
      const faults = steps.flat().filter((step) => /^SCAN|TEMP B-TREE/.test(step) && !FEW.test(step));
      plans.push({ name: question.name, way: [...new Set(steps.map(([first]) => first!))].join('; '), faults });
    }
    return plans;
  } finally {
    database.close();
    await index.close();
  }
}

async function statementsRun(index: Index, { keys, first }: MillionQuestion, studies: number): Promise<readonly string[]> {
  const wire = encodeIdentifier('STUDY', new Map(Object.entries(keys(drawFrom(3), studies))), EXPLICIT_VR_LITTLE_ENDIAN);
  const model = QUERY_MODELS.get(STUDY_ROOT_FIND)!;
  const understood = readFindIdentifier(readElements(wire, EXPLICIT_VR_LITTLE_ENDIAN), model, agreedQueryOptions(undefined));
  if (understood.kind === 'refused') throw new Error(understood.errorComment);
  const ran = new Set<PassStatements>();
  const watched: Index = {
    ...index,
    searchStep(request) {
      for (const pass of request.passes) ran.add(pass);
      return index.searchStep(request);
    },
  };
  const query = first === undefined ? understood.query : { ...understood.query, limit: first };
  for await (const _ of search(watched, query));
  return [...ran].flatMap(({ range, same }) => (range ? [range, same] : [same]));
}
