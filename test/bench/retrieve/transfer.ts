import { CT_IMAGE_STORAGE, ctImage, datasetOfImage } from '../../support/ct-load.ts';
import { type DcmtkProgram, dcmtk, startStorescp, to } from '../../support/dcmtk.ts';
import { cpuSeconds } from '../../support/proc.ts';
import { EXPLICIT_LE } from '../../support/raw-bytes.ts';
import type { Running } from '../candidates.ts';
import { storeAll } from '../scu.ts';

export interface Rate {
  readonly instances: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export interface Sink {
  readonly aeTitle: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Where C-MOVE sends: takes everything, keeps nothing. */
export async function startSink(folder: string): Promise<Sink> {
  const { port, stop } = await startStorescp({ folder, args: ['--fork', '--ignore', '-aet', 'SINK'] });
  return { aeTitle: 'SINK', port, stop };
}

/** Study `number` has the images of two series of the load. */
const IMAGES_OF_A_STUDY = 100;
const imageOf = (study: number, at: number) => ctImage(study * IMAGES_OF_A_STUDY + at);
const studyUidOf = (study: number): string => imageOf(study, 0).studyInstanceUid;

/** So many studies of `images` CT each. */
export async function fillWithStudies(port: number, images: number, studies: number): Promise<void> {
  const objects = { count: images * studies, associations: 4, sopClassUid: CT_IMAGE_STORAGE, transferSyntax: EXPLICIT_LE };
  await storeAll(port, objects, (number) => {
    const image = imageOf(Math.floor(number / images), number % images);
    return { ...image, dataset: datasetOfImage(image) };
  });
}

interface Wanted {
  readonly images: number;
  readonly atOnce: number;
}

export const moveStudies = (from: Running, { sink, ...wanted }: Wanted & { readonly sink: Sink }): Promise<Rate> =>
  retrieve(from, wanted, 'movescu', ['-aem', sink.aeTitle]);

export const getStudies = (from: Running, wanted: Wanted): Promise<Rate> => retrieve(from, wanted, 'getscu', ['--ignore']);

/** A program for each study, all at once; each must bring every image. */
async function retrieve(from: Running, { images, atOnce }: Wanted, program: DcmtkProgram, args: readonly string[]): Promise<Rate> {
  const cpuBefore = cpuSeconds(from.pid);
  const begun = performance.now();
  const runs = await Promise.all(
    Array.from({ length: atOnce }, (_, study) =>
      dcmtk(program, ['-v', '-S', '-aec', 'ANY', ...args, ...studyKeys(studyUidOf(study)), ...to(from.port)], { timeoutMs: 120_000 }),
    ),
  );
  const seconds = (performance.now() - begun) / 1000;
  for (const { code, output } of runs)
    if (code !== 0 || !allCame(output, images)) throw new Error(`${program} ended with ${code}: ${output.slice(-2000)}`);
  return { instances: images * atOnce, seconds, cpuSeconds: cpuSeconds(from.pid) - cpuBefore };
}

export const studyKeys = (uid: string): readonly string[] => ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${uid}`];

/** By what movescu or getscu tells with -v: the latter counts, the former knows success from a warning. */
export function allCame(output: string, images: number): boolean {
  if (/Final Move Response \(Success\)/.test(output)) return true;
  const completed = /Number of Completed Suboperations : (\d+)/.exec(output)?.[1];
  return Number(completed) === images;
}
