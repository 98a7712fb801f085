/** An update by the page of a box: taken from the browser, checked and written by the hands. */
import { mkdir, open, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, errnoOf, type Log, removeFile, syncFolder, wordsOf } from '../base/base.ts';
import { LIMITS } from '../config/config.ts';
import { UPDATES_FOLDER, type UpdateStatus } from '../update/update.ts';
import { BoxRefusal, type UploadedUpdate } from '../web/web.ts';

/** One at a time, whatever it was called where it came from. */
const FILE = 'uploaded.raucb';
const PART = 'uploaded.part';

export interface BoxUpdateOptions {
  readonly ask: (verb: string, args: unknown, options?: { readonly answerMs: number }) => Promise<unknown>;
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>;
  readonly log: Log;
  readonly limits?: { readonly maxBytes: number; readonly askMs: number; readonly installMs: number; readonly lookMs: number };
  /** Bytes that are left to images. */
  readonly reserveBytes: () => number;
  readonly root: string;
}

export type BoxUpdate = ReturnType<typeof createBoxUpdate>;

export function createBoxUpdate({ ask, clock, log, limits = LIMITS.update, reserveBytes, root }: BoxUpdateOptions) {
  const folder = join(root, UPDATES_FOLDER);
  const [file, part] = [join(folder, FILE), join(folder, PART)];
  let uploaded: UploadedUpdate | undefined;
  let isBusy = false;

  /** What a start finds is of an upload or an installation that nobody waits for any more. */
  const emptied = Promise.all([file, part].map((path) => removeFile(path).catch(() => undefined))); // no such folder on a PC

  async function freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: 0, bsize: 0 }));
    return Math.max(0, bavail * bsize - reserveBytes());
  }

  async function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    if (isBusy) throw new BoxRefusal('WEB_UPDATE_BUSY', 'Another update is being uploaded or installed. Wait until that is over.');
    isBusy = true;
    try {
      await emptied;
      return await act();
    } finally {
      isBusy = false;
    }
  }

  async function forget(): Promise<void> {
    uploaded = undefined;
    for (const path of [file, part]) await removeFile(path);
  }

  const take = (body: AsyncIterable<Uint8Array>, bytes: number | undefined, by: string) =>
    inTurn(async () => {
      const { installing } = (await ask('update.status', {})) as UpdateStatus;
      if (installing) throw new BoxRefusal('WEB_UPDATE_BUSY', 'An update is being installed. Wait until that is over.');
      await mkdir(folder, { recursive: true });
      await forget();
      await refuseUnfit(bytes);
      try {
        await write(body, bytes!);
        const { version } = (await ask('update.check', { file: FILE }, { answerMs: limits.askMs })) as { readonly version: string };
        uploaded = { version, bytes: bytes! };
        log.info('update.uploaded', { version, bytes, by });
        return uploaded;
      } catch (error) {
        await forget();
        log.warn('update.refused', { by, words: wordsOf(error) });
        throw error;
      }
    });

  async function refuseUnfit(bytes: number | undefined): Promise<void> {
    if (bytes === undefined || !Number.isSafeInteger(bytes))
      throw new BoxRefusal('WEB_UPDATE_NO_LENGTH', 'The request does not say how long the file is (Content-Length).');
    if (bytes > limits.maxBytes)
      throw new BoxRefusal('WEB_UPDATE_TOO_LARGE', `An update has at most ${limits.maxBytes} bytes: this is another file.`, {
        values: { most: limits.maxBytes },
      });
    const free = await freeBytes();
    if (bytes > free)
      throw new BoxRefusal('WEB_UPDATE_NO_ROOM', `The disk has room for ${free} bytes, the file has ${bytes}. Make room first.`, {
        values: { free, bytes },
      });
  }

  /** Whole and durable under its name, or not there. */
  async function write(body: AsyncIterable<Uint8Array>, bytes: number): Promise<void> {
    const to = await open(part, 'wx', 0o640);
    let written = 0;
    try {
      for await (const piece of body) {
        written += piece.byteLength;
        if (written > bytes) throw cut();
        await to.writeFile(piece);
      }
      if (written !== bytes) throw cut();
      await to.datasync();
    } catch (error) {
      if (error instanceof BoxRefusal || errnoOf(error) === undefined || errnoOf(error) === 'ECONNRESET') throw cut(error);
      if (errnoOf(error) === 'ENOSPC') throw new BoxRefusal('WEB_UPDATE_NO_ROOM', 'The disk is full.', { values: { free: 0, bytes } });
      throw error;
    } finally {
      await to.close();
    }
    await rename(part, file);
    await syncFolder(folder);
  }

  const install = (by: string) =>
    inTurn(async () => {
      if (!uploaded) throw new BoxRefusal('WEB_UPDATE_NONE', 'No update is uploaded. Upload one first.');
      const to = (await ask('update.install', { file: FILE }, { answerMs: limits.askMs })) as { slot: string; version: string };
      log.warn('update.installing', { ...to, by });
      watch(to.version, clock.monotonicMs() + limits.installMs);
      return to;
    });

  /** Until RAUC is done with the file: it is in the way of images then. */
  function watch(version: string, until: number): void {
    clock.after(limits.lookMs, async () => {
      try {
        const { installing, failure } = (await ask('update.status', {})) as UpdateStatus;
        if (installing && clock.monotonicMs() < until) return watch(version, until);
        await inTurn(forget);
        if (failure === undefined) log.warn('update.installed', { version });
        else log.error('update.not-installed', { version, words: failure });
      } catch (error) {
        if (clock.monotonicMs() < until) watch(version, until);
        else log.error('update.not-watched', { words: wordsOf(error) });
      }
    });
  }

  return {
    take,
    install,
    freeBytes,
    maxBytes: limits.maxBytes,
    uploaded: () => uploaded,
    discard: (by: string) =>
      inTurn(async () => {
        await forget();
        log.info('update.discarded', { by });
      }),
  };
}

const cut = (cause?: unknown): BoxRefusal =>
  cause instanceof BoxRefusal ? cause : new BoxRefusal('WEB_UPDATE_CUT', 'The upload was cut off. Nothing of it was kept; send it again.');
