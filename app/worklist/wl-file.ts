import { readFile, stat } from 'node:fs/promises';
import { errnoOf } from '../base/base.ts';
import { DatasetError, type KeywordTree, keywordTreeOf, readElements, readFileMeta } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../registry/registry.ts';
import { WorklistError } from './errors.ts';

const STEP = 'ScheduledProcedureStepSequence';

/**
 * Reads a worklist file as DCMTK's wlmscpfs has it: one data set, with or without File Meta Information (PS3.10 §7.1), that is an answer to
 * C-FIND. One with several steps is several items.
 *
 * @throws WorklistError WORKLIST_FILE_UNREADABLE, in words without patient data
 */
export async function readWorklistFile(path: string, maxBytes: number): Promise<readonly KeywordTree[]> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new WorklistError('WORKLIST_FILE_UNREADABLE', `it has ${size} bytes, at most ${maxBytes} are read`);
    return stepsIn(await readFile(path));
  } catch (error) {
    if (error instanceof WorklistError) throw error;
    if (error instanceof DatasetError) throw new WorklistError('WORKLIST_FILE_UNREADABLE', error.message, { cause: error });
    const errno = errnoOf(error);
    if (errno !== undefined) throw new WorklistError('WORKLIST_FILE_UNREADABLE', `it cannot be read: ${errno}`, { cause: error });
    throw error;
  }
}

/**
 * The items in the bytes of a worklist file.
 *
 * @throws WorklistError WORKLIST_FILE_UNREADABLE; DatasetError
 */
export function stepsIn(bytes: Buffer): readonly KeywordTree[] {
  const { transferSyntaxUid, datasetOffset } = metaOf(bytes);
  const dataset = bytes.subarray(datasetOffset);
  const attributes = keywordTreeOf(readElements(dataset, transferSyntaxUid));
  const steps = attributes[STEP];
  if (typeof steps !== 'object' || steps.length === 0) throw new WorklistError('WORKLIST_FILE_UNREADABLE', `it has no ${STEP}`);
  return steps.map((step) => ({ ...attributes, [STEP]: [step] }));
}

function metaOf(bytes: Buffer): { readonly transferSyntaxUid: string; readonly datasetOffset: number } {
  try {
    const { transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
    return { transferSyntaxUid: transferSyntaxUid || guessed(bytes, datasetOffset), datasetOffset };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { transferSyntaxUid: guessed(bytes, 0), datasetOffset: 0 };
  }
}

/** Explicit where two capitals stand in the place of the VR. */
function guessed(bytes: Buffer, at: number): string {
  return /^[A-Z]{2}$/.test(bytes.toString('latin1', at + 4, at + 6)) ? EXPLICIT_VR_LITTLE_ENDIAN : IMPLICIT_VR_LITTLE_ENDIAN;
}
