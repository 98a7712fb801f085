/** C-FIND: every query of `research/peers.md` §3.2 to Filmroom and Orthanc with the same studies in them. `bench.ts query` */
import { EXPLICIT_VR_LITTLE_ENDIAN, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { type Candidate, FILMROOM, ORTHANC, type Running } from '../candidates.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { associate } from '../scu.ts';
import { askEchoscu, askFindscu, askRequestor } from './ask.ts';
import { fill } from './load.ts';
import { QUESTIONS, type Question } from './questions.ts';
import { type Measured, queryTables, queryVerdicts, type Times } from './report.ts';

export const QUERY: Part = { name: 'query', title: 'Query', run };

/** How often each question is put, and that for all studies. */
const FULL = { sizes: [1000, 10_000], repeats: 25, repeatsOfAll: 7 };
const QUICK = { sizes: [200, 1000], repeats: 5, repeatsOfAll: 3 };
const WARM_UP = 3;
/** An archive runs for months: what a program that compiles itself takes for its first hundred answers is seen by nobody for long. */
const WARM_UP_BY_REQUESTOR = 150;

async function run({ quick, rounds, say }: PartOptions): Promise<PartResult> {
  const { sizes, ...plan } = quick ? QUICK : FULL;
  const repeats = rounds ?? plan.repeats;
  const measured = await inFolder(async (folder) => {
    const started = await Promise.all(
      [FILMROOM, ORTHANC].map(async (candidate) => {
        const running = await candidate.start({ folder: `${folder}-${candidate.name}` });
        return { candidate, running };
      }),
    );
    try {
      const results: Measured[] = [];
      let there = 0;
      for (const studies of sizes) {
        for (const { candidate, running } of started) {
          const begun = performance.now();
          await fill(running.port, there, studies);
          say(`${candidate.name}: ${studies} studies, ${((studies - there) / ((performance.now() - begun) / 1000)).toFixed(0)}/s\n`);
        }
        there = studies;
        results.push({ studies, ...(await measure(started, studies, { repeats, repeatsOfAll: Math.min(repeats, plan.repeatsOfAll) })) });
      }
      return results;
    } finally {
      await Promise.all(started.map(({ running }) => running.stop()));
    }
  });
  return {
    words: [
      `Studies of one object of 1 kB, stored over C-STORE; both archives run side by side and are asked by turns, ${repeats} times each question, after ${WARM_UP_BY_REQUESTOR} times that are not counted.`,
      'findscu decodes every answer and prints none; what echoscu takes of the same archive in the same rounds, start of a process and association, is taken off.',
    ],
    tables: queryTables(measured),
    verdicts: queryVerdicts(measured),
    samples: measured,
  };
}

type Started = readonly { readonly candidate: Candidate; readonly running: Running }[];

/** The floor and each question to each archive by turns: whatever else the machine does, it does to both. */
async function measure(
  started: Started,
  studies: number,
  { repeats, repeatsOfAll }: { readonly repeats: number; readonly repeatsOfAll: number },
): Promise<Omit<Measured, 'studies'>> {
  const floor: Times = { filmroom: [], orthanc: [] };
  const questions: Measured['questions'][number][] = QUESTIONS.map(({ name, isAll = false }) => ({
    ...{ name, isAll, answers: [] },
    ...{ findscu: { filmroom: [], orthanc: [] }, requestor: { filmroom: [], orthanc: [] } },
  }));
  const open = await Promise.all(
    started.map(async (each) => ({
      ...each,
      requestor: (await associate(each.running.port, [STUDY_ROOT_FIND], EXPLICIT_VR_LITTLE_ENDIAN)).requestor,
    })),
  );
  for (let turn = 0; turn < WARM_UP_BY_REQUESTOR; turn++)
    for (const question of QUESTIONS)
      if (!question.isAll) for (const { requestor } of open) await askRequestor(requestor, question.keys(turn, studies));
  for (let turn = -WARM_UP; turn < repeats; turn++) {
    const isWarm = turn >= 0;
    const inTurn = turn % 2 ? open.toReversed() : open;
    for (const { candidate, running } of inTurn) {
      const ms = await askEchoscu(running.port);
      if (isWarm) floor[nameOf(candidate)].push(ms);
    }
    for (const [at, question] of QUESTIONS.entries()) {
      if (question.isAll && (turn >= repeatsOfAll || turn < -1)) continue;
      const keys = question.keys(turn + WARM_UP, studies);
      const into = questions[at]!;
      const answers: number[] = [];
      for (const { candidate, running, requestor } of inTurn) {
        const findscuMs = await askFindscu(running.port, keys);
        const asked = await askRequestor(requestor, keys);
        answers.push(asked.answers);
        if (!isWarm) continue;
        into.findscu[nameOf(candidate)].push(findscuMs);
        into.requestor[nameOf(candidate)].push(asked.ms);
      }
      sameAnswers(question, answers);
      if (isWarm) into.answers.push(answers[0]!);
    }
  }
  await Promise.all(open.map(({ requestor }) => requestor.release()));
  return { floor, questions };
}

const nameOf = ({ name }: Candidate): keyof Times => (name === 'filmroom' ? name : 'orthanc');

function sameAnswers({ name }: Question, answers: readonly number[]): void {
  if (new Set(answers).size > 1) throw new Error(`${name}: ${answers.join(' and ')} answers`);
}
