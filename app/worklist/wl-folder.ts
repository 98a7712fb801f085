import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Clock, CodedError, errnoOf, type Log, type Timer, wordsOf } from '../base/base.ts';
import { WorklistError } from './errors.ts';
import { WORKLIST_LIMITS, type WorklistLimits } from './limits.ts';
import type { Worklist } from './store.ts';
import { readWorklistFile } from './wl-file.ts';

/** A folder that is watched; what it brings is `file` items, each by the name of its file. */
export interface WatchedFolder {
  /** Looks now; for tests, and for who has just written a file. */
  look(): Promise<void>;
  close(): Promise<void>;
}

interface Known {
  /** Of the file as it was read: a change is another. */
  readonly version: string;
  readonly ids: readonly number[];
  readonly fault?: string;
}

/** A file that changed so lately may still be written; it is looked at again though its folder stays as it is. */
const SETTLES_MS = 10_000;
/** The folder's own time says nothing of a file that is written over: so often each file is looked at. */
const EVERY_FILE_MS = 30_000;
/** How often it is written down that all is well. */
const SAY_OK_MS = 60_000;
/** Files read at once; their items share a commit. */
const AT_ONCE = 32;

/**
 * Watches a folder of worklist files, those in folders below it too: a new or changed file is taken in, one that is gone takes its items back. A
 * folder that cannot be read takes nothing back.
 */
export function watchWorklistFolder(options: {
  readonly folder: string;
  readonly worklist: Pick<Worklist, 'take' | 'withdraw' | 'broughtBy' | 'sourceTried'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Pick<WorklistLimits, 'maxFileBytes' | 'maxFiles' | 'lookEveryMs'>;
}): WatchedFolder {
  const { folder, worklist, clock, log, limits = WORKLIST_LIMITS } = options;
  const known = new Map<string, Known>();
  let folderVersions = '';
  let lastWholeMs = Number.NEGATIVE_INFINITY;
  let lastSaidMs = Number.NEGATIVE_INFINITY;
  let lastFault: string | undefined;
  let isFirst = true;
  let isClosed = false;
  let timer: Timer | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const { folders, files } = await listed(folder, limits.maxFiles);
    const versions = folders.join('\n');
    const isDue = versions !== folderVersions || clock.monotonicMs() - lastWholeMs >= EVERY_FILE_MS;
    const unsettled = [...known].filter(([, { fault, version }]) => fault !== undefined || isYoung(version)).map(([name]) => name);
    if (!isDue && unsettled.length === 0) return say();
    if (isDue) lastWholeMs = clock.monotonicMs();
    folderVersions = versions;
    const looked = isDue ? files : unsettled;
    for (let at = 0; at < looked.length && !isClosed; at += AT_ONCE)
      await Promise.all(looked.slice(at, at + AT_ONCE).map((name) => readIfChanged(name, isDue)));
    if (isClosed) return;
    await takeBack(new Set(files));
    await say();
  }

  const isYoung = (version: string): boolean => clock.now() - Number(version.split(' ')[0]) < SETTLES_MS;

  /** @param again a file that could not be read, too: its permissions may have changed */
  async function readIfChanged(name: string, again: boolean): Promise<void> {
    const path = join(folder, name);
    const version = await versionOf(path);
    const before = known.get(name);
    if (version === undefined || (before?.version === version && (before.fault === undefined || !again))) return;
    try {
      const steps = await readWorklistFile(path, limits.maxFileBytes);
      const by = { source: 'file', who: name } as const;
      const taken = await Promise.all(steps.map((attributes) => worklist.take({ attributes, how: 'replace' }, by)));
      known.set(name, { version, ids: taken.map(({ item }) => item.id) });
    } catch (error) {
      if (!(error instanceof WorklistError)) throw error;
      if (before?.fault === undefined) log.warn('worklist.file-unreadable', { code: error.code });
      known.set(name, { version, ids: before?.ids ?? [], fault: error.message });
    }
  }

  /** Items of files that are gone, and of what was there before this program started; items that a changed file no longer has too. */
  async function takeBack(files: ReadonlySet<string>): Promise<void> {
    const here = new Set<number>();
    let hasLost = isFirst;
    for (const [name, { ids }] of known) {
      if (files.has(name)) for (const id of ids) here.add(id);
      else {
        known.delete(name);
        hasLost = true;
      }
    }
    const brought = hasLost ? await worklist.broughtBy('file') : [];
    const faulty = new Set([...known].flatMap(([name, { fault }]) => (fault === undefined ? [] : [name])));
    const gone = brought.filter(({ id, who }) => !here.has(id) && !faulty.has(who)).map(({ id }) => id);
    await worklist.withdraw(gone, { source: 'file', who: folder });
    isFirst = false;
  }

  async function say(): Promise<void> {
    const faults = [...known].flatMap(([name, { fault }]) => (fault === undefined ? [] : [`${name}: ${fault}`]));
    await tried(faults.length === 0 ? undefined : faults.slice(0, 3).join('; '));
  }

  async function tried(fault: string | undefined): Promise<void> {
    const now = clock.monotonicMs();
    if (fault === lastFault && now - lastSaidMs < SAY_OK_MS) return;
    lastFault = fault;
    lastSaidMs = now;
    await worklist.sourceTried('file', folder, fault);
  }

  async function lookOnce(): Promise<void> {
    try {
      await look();
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined && !(error instanceof CodedError)) throw error;
      const words = errno === undefined ? wordsOf(error) : `The folder cannot be read: ${errno}`;
      if (words !== lastFault) log.warn('worklist.folder-unreadable', { words });
      await tried(words).catch((second) => log.error('worklist.not-noted', { words: wordsOf(second) }));
    }
  }

  function next(): Promise<void> {
    looking = looking.then(async () => {
      if (isClosed) return;
      await lookOnce().catch((error) => log.error('worklist.look-failed', { words: wordsOf(error) }));
    });
    return looking;
  }

  function schedule(): void {
    if (!isClosed) timer = clock.after(limits.lookEveryMs, () => void next().then(schedule));
  }

  void next().then(schedule);
  return {
    look: next,
    async close() {
      isClosed = true;
      timer?.cancel();
      await looking;
    },
  };
}

/** The folders, each with the time of its last change, and the worklist files in them by their names below the first. */
async function listed(folder: string, most: number): Promise<{ readonly folders: string[]; readonly files: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const folders = await Promise.all(
    [folder, ...below].map(async (path) => `${path} ${(await stat(path).catch(() => undefined))?.mtimeMs ?? ''}`),
  );
  const files = entries
    .filter((entry) => entry.isFile() && /\.wl$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
    .slice(0, most);
  return { folders, files };
}

/** When it was changed, how long it is, and which file it is; undefined where there is none any more. */
async function versionOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}
