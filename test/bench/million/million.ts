/** A million studies, ten million instances: searches over the wire, memory, ingest, and the plans of the searches. `bench.ts million` */
import { EXPLICIT_VR_LITTLE_ENDIAN, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { dcmtk, to } from '../../support/dcmtk.ts';
import { peakRssBytes, rssBytes } from '../../support/proc.ts';
import { FILMROOM } from '../candidates.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { askRequestor } from '../query/ask.ts';
import { allCame, studyKeys } from '../retrieve/transfer.ts';
import { associate } from '../scu.ts';
import { type MillionFolder, millionFolder } from './folder.ts';
import { studyUid } from './generate.ts';
import { ingestRates } from './ingest-rate.ts';
import { drawFrom } from './names.ts';
import { plansOf } from './plans.ts';
import { MILLION_QUESTIONS } from './questions.ts';
import { type MillionMeasured, millionTables, millionVerdicts, type QuestionTimes } from './report.ts';

export const MILLION: Part = { name: 'million', title: 'A million studies', run };

const FULL = { studies: 1_000_000, repeats: 300, images: 600, rounds: 5 };
const QUICK = { studies: 20_000, repeats: 30, images: 60, rounds: 1 };

async function run({ quick, rounds: given, say }: PartOptions): Promise<PartResult> {
  const { studies, repeats, images, ...plan } = quick ? QUICK : FULL;
  const rounds = given ?? plan.rounds;
  const made = millionFolder(studies, say);
  const searched = await searchAll(made, repeats, say);
  const plans = await plansOf(made.dataFolder, studies);
  const ingest = await inFolder((folder) => ingestRates(made.dataFolder, folder, { images, rounds, say }));
  const measured: MillionMeasured = { ...searched, studies, instances: made.instances, indexBytes: made.bytes, plans, ingest };
  return {
    words: [
      `${made.studies} studies of ${made.patients} patients, ${made.instances} instances: Latin, Cyrillic and Japanese names, always the same ones. The files of ${made.sample.length} studies are there.`,
      `Each question ${repeats} times with other values over one association, the archive just started; from the request to the final response, or to answer 100.`,
      `Ingest: medians of ${rounds} rounds of ${images} CT of 525 kB over four associations, into an empty archive and into this one by turns.`,
    ],
    tables: millionTables(measured),
    verdicts: millionVerdicts(measured),
    samples: measured,
  };
}

/** What a program that was just started on the folder takes, in time and memory. */
async function searchAll(
  { dataFolder, sample, studies }: MillionFolder,
  repeats: number,
  say: PartOptions['say'],
): Promise<Pick<MillionMeasured, 'questions' | 'openRssBytes' | 'peakRssBytes' | 'startSeconds'>> {
  const begun = performance.now();
  const running = await FILMROOM.start({ folder: dataFolder });
  try {
    const startSeconds = (performance.now() - begun) / 1000;
    const openRssBytes = rssBytes(running.pid);
    const { requestor } = await associate(running.port, [STUDY_ROOT_FIND], EXPLICIT_VR_LITTLE_ENDIAN);
    const draw = drawFrom(7);
    const questions: QuestionTimes[] = [];
    for (const { name, mostMs, first, keys } of MILLION_QUESTIONS) {
      const ms: number[] = [];
      let answers = 0;
      for (let turn = 0; turn < repeats; turn++) {
        const asked = await askRequestor(requestor, keys(draw, studies), first);
        ms.push(asked.ms);
        answers += asked.answers;
      }
      questions.push({ name, mostMs, ...(first && { first }), ms, answers: answers / repeats });
      say(`${name}: ${repeats} asked\n`);
    }
    await requestor.release();
    await retrieveSample(running.port, sample);
    return { questions, openRssBytes, peakRssBytes: peakRssBytes(running.pid), startSeconds };
  } finally {
    await running.stop();
  }
}

/** That the sample's files are what the index says: every image of them comes. */
async function retrieveSample(port: number, sample: readonly number[]): Promise<void> {
  for (const number of sample) {
    const { code, output } = await dcmtk('getscu', ['-v', '-S', '--ignore', '-aec', 'ANY', ...studyKeys(studyUid(number)), ...to(port)]);
    if (code !== 0 || !allCame(output, 10)) throw new Error(`C-GET of study ${number} ended with ${code}: ${output}`);
  }
}
