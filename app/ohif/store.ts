import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Clock, errnoOf, type Log, makeFolder, removeFile, replaceFile, syncFolder, type Timer, wordsOf } from '../base/base.ts';
import { checkPack, type Packed, refuseUnknown } from './check.ts';
import { OhifError } from './errors.ts';
import { HEAD_BYTES, manifestBytesOf, readManifest } from './format.ts';
import { KNOWN_PACKS } from './known.ts';
import { OHIF_LIMITS, type OhifLimits } from './limits.ts';

export interface InstalledPack {
  readonly version: string;
  readonly bytes: number;
}

export interface Ohif {
  /** Undefined where there is none that can be used. */
  installed(): InstalledPack | undefined;
  /** Why one that is there is not used. */
  fault(): OhifError | undefined;
  /** Bytes that a pack may have now. */
  room(): number;
  /**
   * Takes a pack in place of the one before; of one that is refused nothing is kept, and the one before stays.
   *
   * @throws OhifError
   */
  install(body: AsyncIterable<Uint8Array>, by: string): Promise<InstalledPack>;
  /** @throws OhifError OHIF_BUSY, OHIF_NOT_KEPT */
  remove(by: string): Promise<void>;
  /** A file of the pack; undefined where there is no such file, or no pack. */
  file(path: string): Promise<Packed | undefined>;
}

export interface OhifOptions {
  /** Where it is kept; undefined where nothing may be written. */
  readonly folder: string | undefined;
  /** Bytes of the disk that images need not. */
  readonly freeBytes: () => number;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly known?: readonly string[];
  readonly limits?: OhifLimits;
}

const FILE = 'ohif.pack';
type Files = ReadonlyMap<string, Packed>;

/** Looks what is there. A pack that cannot be used is said in the log and left as it is. */
export async function openOhif({ folder, freeBytes, clock, log, known = KNOWN_PACKS, limits = OHIF_LIMITS }: OhifOptions): Promise<Ohif> {
  const file = folder === undefined ? undefined : join(folder, FILE);
  let installed: InstalledPack | undefined;
  let fault: OhifError | undefined;
  let loading: Promise<Files> | undefined;
  let idle: Timer | undefined;
  let isBusy = false;

  function cannotUse(error: unknown): void {
    fault =
      error instanceof OhifError
        ? error
        : new OhifError('OHIF_NOT_KEPT', `The pack of OHIF cannot be read: ${wordsOf(error)}.`, whyOf(error));
    installed = undefined;
    loading = undefined;
    log.warn('ohif.not-used', { code: fault.code, words: fault.message });
  }

  /** Its contents are checked when they are needed. */
  async function look(path: string): Promise<void> {
    try {
      installed = await glance(path, known, limits);
    } catch (error) {
      cannotUse(error);
    }
  }

  /** The files in memory, for as long as somebody asks for them. */
  function filesOf(path: string): Promise<Files> {
    idle?.cancel();
    idle = clock.after(limits.idleMs, () => {
      loading = undefined;
    });
    loading ??= readFile(path).then(async (pack) => (await checkPack(pack, known, limits)).files);
    return loading;
  }

  async function inTurn<Result>(act: (path: string) => Promise<Result>): Promise<Result> {
    if (file === undefined) throw new OhifError('OHIF_NOT_KEPT', 'There is no data folder that a pack of OHIF could be kept in.');
    if (isBusy) throw new OhifError('OHIF_BUSY', 'A pack of OHIF is being taken or removed. Wait until that is over.');
    isBusy = true;
    try {
      return await act(file);
    } catch (error) {
      const errno = errnoOf(error);
      if (error instanceof OhifError || errno === undefined) throw error;
      if (errno === 'ENOSPC' || errno === 'EDQUOT') throw noRoom(0);
      throw new OhifError('OHIF_NOT_KEPT', `The disk does not take it: ${wordsOf(error)}.`, whyOf(error));
    } finally {
      isBusy = false;
    }
  }

  if (file !== undefined) await look(file);
  return {
    installed: () => installed,
    fault: () => fault,
    room: () => Math.max(0, Math.min(freeBytes(), limits.maxBytes)),
    install: (body, by) =>
      inTurn(async (path) => {
        try {
          const pack = await gathered(body, limits.maxBytes);
          const { version, files } = await checkPack(pack, known, limits);
          if (pack.byteLength > freeBytes()) throw noRoom(freeBytes());
          await makeFolder(dirname(path));
          await syncFolder(dirname(dirname(path)));
          await replaceFile(path, pack);
          installed = { version, bytes: pack.byteLength };
          fault = undefined;
          loading = Promise.resolve(files);
          log.info('ohif.installed', { ...installed, by });
          return installed;
        } catch (error) {
          log.warn('ohif.refused', { by, words: wordsOf(error) });
          throw error;
        }
      }),
    remove: (by) =>
      inTurn(async (path) => {
        await removeFile(path);
        await syncFolder(dirname(path)).catch((error) => {
          if (errnoOf(error) !== 'ENOENT') throw error; // there never was one
        });
        installed = undefined;
        fault = undefined;
        loading = undefined;
        log.info('ohif.removed', { by });
      }),
    async file(path) {
      if (!installed || file === undefined) return undefined;
      const asked = filesOf(file);
      try {
        return (await asked).get(path);
      } catch (error) {
        if (loading === asked) cannotUse(error);
        return undefined;
      }
    },
  };
}

const whyOf = (error: unknown) => ({ cause: error, values: { why: wordsOf(error) } });
const noRoom = (free: number) =>
  new OhifError('OHIF_NO_ROOM', `The disk has room for ${free} bytes beside what is kept free for images. Make room first.`, {
    values: { free },
  });

/** What a file is, by its list alone; undefined where there is no file. */
async function glance(path: string, known: readonly string[], limits: OhifLimits): Promise<InstalledPack | undefined> {
  const handle = await open(path).catch((error) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const json = new Uint8Array(manifestBytesOf(head.subarray(0, bytesRead), limits));
    const read = await handle.read(json, 0, json.byteLength, HEAD_BYTES);
    if (size > limits.maxBytes || read.bytesRead < json.byteLength)
      throw new OhifError('OHIF_NOT_A_PACK', `${basename(path)} is no pack of OHIF.`);
    const manifest = readManifest(json, size, limits);
    refuseUnknown(manifest, known);
    return { version: manifest.version, bytes: size };
  } finally {
    await handle.close();
  }
}

async function gathered(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
      size += piece.byteLength;
      if (size > most)
        throw new OhifError('OHIF_TOO_LARGE', `A pack of OHIF has at most ${most} bytes: this is another file.`, { values: { most } });
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof OhifError) throw error;
    throw new OhifError('OHIF_CUT', 'The upload was cut off. Nothing of it was kept; send it again.', { cause: error });
  }
  return new Uint8Array(Buffer.concat(pieces));
}
