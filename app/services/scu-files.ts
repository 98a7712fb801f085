import { createReadStream } from 'node:fs';
import { access, constants, open, opendir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, makeFolder, wordsOf } from '../base/base.ts';
import { encodeFileMeta, readFileMeta } from '../dataset/dataset.ts';
import { COMMAND_FIELD, type Handlers, type Request } from '../dimse/dimse.ts';
import { STATUS } from '../registry/registry.ts';
import { ScuError } from './scu-associations.ts';
import type { OutgoingInstance } from './send.ts';

/** A Part 10 file to send. */
export interface FileInstance extends OutgoingInstance {
  readonly path: string;
}

export interface FilesFound {
  readonly instances: readonly FileInstance[];
  /** Files that cannot be sent, and why. */
  readonly skipped: readonly { readonly path: string; readonly words: string }[];
}

const HEAD_BYTES = 16 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** Looks into files, and into folders with all that is in them, for Part 10 files (PS3.10 §7.1). */
export async function findFiles(paths: readonly string[], onFile: (looked: number) => void = () => undefined): Promise<FilesFound> {
  const instances: FileInstance[] = [];
  const skipped: { path: string; words: string }[] = [];
  for await (const path of filesIn(paths)) {
    try {
      instances.push(await instanceOf(path));
    } catch (error) {
      skipped.push({ path, words: error instanceof CodedError ? 'no DICOM file' : wordsOf(error) });
    }
    onFile(instances.length + skipped.length);
  }
  return { instances, skipped };
}

async function* filesIn(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const found = await stat(path).catch((cause) => {
      throw new ScuError('SCU_FILE_UNREADABLE', `${path} cannot be read: ${wordsOf(cause)}`, { cause });
    });
    if (!found.isDirectory()) yield path;
    else for await (const entry of await opendir(path, { recursive: true })) if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

async function instanceOf(path: string): Promise<FileInstance> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset } = readFileMeta(buffer.subarray(0, bytesRead));
    if (!sopClassUid || !sopInstanceUid || !transferSyntaxUid)
      throw new ScuError('SCU_FILE_UNREADABLE', `${path} does not say what it holds`);
    return { path, sopClassUid, sopInstanceUid, transferSyntaxUid, read: () => datasetOf(path, datasetOffset) };
  } finally {
    await file.close();
  }
}

async function* datasetOf(path: string, start: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { start, highWaterMark: CHUNK_BYTES })) yield chunk;
  } catch (cause) {
    throw new ScuError('SCU_FILE_UNREADABLE', `${path} cannot be read: ${wordsOf(cause)}`, { cause });
  }
}

/** As they may name a file: digits and dots. */
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;

/**
 * Makes the folder that a C-GET of ours is to fill, where it is missing; to be done before anything is asked for.
 *
 * @throws ScuError SCU_FOLDER_UNUSABLE
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ScuError('SCU_FOLDER_UNUSABLE', `the folder ${folder} cannot be used: ${wordsOf(cause)}`, { cause });
  }
}

/** Storage SCP of a C-GET of ours: each object becomes a Part 10 file `<SOP Instance UID>.dcm` in `folder`, which is there, whole or not at all. */
export function storeInFolder(folder: string, onStored: (path: string) => void): Handlers {
  const store = async (request: Request) => {
    const { command, context, dataset, association } = request;
    const { affectedSopClassUid: sopClassUid = '', affectedSopInstanceUid: sopInstanceUid = '' } = command;
    if (!UID_CHARACTERS.test(sopInstanceUid) || dataset === undefined)
      return { status: STATUS.INVALID_SOP_INSTANCE, errorComment: 'AffectedSOPInstanceUID is no UID' };
    const path = join(folder, `${sopInstanceUid}.dcm`);
    const part = `${path}.part`;
    const file = await open(part, 'w');
    try {
      const sourceAeTitle = association.calledAeTitle.trim();
      await file.write(encodeFileMeta({ sopClassUid, sopInstanceUid, transferSyntaxUid: context.transferSyntax, sourceAeTitle }));
      for await (const view of dataset) await file.write(view);
      await file.close();
      await rename(part, path);
    } catch (error) {
      await file.close();
      await unlink(part).catch(() => undefined); // the fault that matters is thrown
      throw error;
    }
    onStored(path);
    return { status: STATUS.SUCCESS };
  };
  return { for: (_, commandField) => (commandField === COMMAND_FIELD.C_STORE_RQ ? store : undefined) };
}
